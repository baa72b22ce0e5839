"""Blinds, shades and curtains."""
