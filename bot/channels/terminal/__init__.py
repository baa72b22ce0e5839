"""A person's keyboard: lines typed go in, messages come out above the line that is being typed."""
