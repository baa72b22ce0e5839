"""How warm it shall be."""
