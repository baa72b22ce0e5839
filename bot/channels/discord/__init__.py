"""Discord: the family's server and direct chats, over `discord.py`."""
