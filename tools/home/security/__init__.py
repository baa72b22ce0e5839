"""What opens, closes and guards the house."""
