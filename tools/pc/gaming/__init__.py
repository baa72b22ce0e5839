"""The game goes first: priorities, background services and the power plan, put back exactly afterwards."""
