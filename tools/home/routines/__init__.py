"""Scenes and scripts that the family made in Home Assistant."""
