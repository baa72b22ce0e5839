"""Where something is said on Discord, as the house names it."""

SOURCE = "discord"


def conversation_of(channel: int) -> str:
    """The conversation of a channel, thread or direct chat."""
    return f"{SOURCE}:{channel}"


def channel_of(conversation: str) -> int:
    """The channel of a conversation; ValueError if it is none of Discord's."""
    return int(conversation.removeprefix(f"{SOURCE}:"))
