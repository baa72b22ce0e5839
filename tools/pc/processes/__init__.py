"""The programs that run on the PC: which are busiest, whether one runs, and ending one."""
