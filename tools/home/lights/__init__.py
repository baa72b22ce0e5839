"""How bright lamps are, and in which colour."""
