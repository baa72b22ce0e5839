"""What the home uses."""
