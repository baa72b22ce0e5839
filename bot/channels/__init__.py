"""The doors by which people reach HomeOps: a terminal now, chat platforms later, all by the same contract."""
