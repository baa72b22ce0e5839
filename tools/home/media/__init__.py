"""Music and television."""
