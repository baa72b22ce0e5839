"""Routines that a family teaches: data, not code."""
