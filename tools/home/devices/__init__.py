"""What is simply there, on or off."""
