"""Shopping and to-do lists."""
