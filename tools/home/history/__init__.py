"""How it was, and why it is so."""
