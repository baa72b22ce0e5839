"""What the `homeops` command can do: one file a command, imported only when it is chosen."""
