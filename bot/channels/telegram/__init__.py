"""Telegram: the family's messages by the Bot API."""
