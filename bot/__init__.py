"""The chat application: it takes a message in, has it answered, and delivers the answer."""
