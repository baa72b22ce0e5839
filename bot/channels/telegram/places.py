"""Conversations as Telegram's chats: "telegram:<chat>", or "telegram:<chat>:<topic>" in a group with topics."""

from dataclasses import dataclass

SOURCE = "telegram"


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, or a topic of one. A group's number is negative, a person's own chat has the person's number."""

    chat: int
    topic: int | None = None

    @property
    def is_group(self) -> bool:
        """Whether others read along."""
        return self.chat < 0

    @property
    def conversation(self) -> str:
        """The name of the conversation."""
        rest = f"{self.chat}" if self.topic is None else f"{self.chat}:{self.topic}"
        return f"{SOURCE}:{rest}"


def place_of(conversation: str) -> Place:
    """The place that a conversation's name means.

    Raises:
        ValueError: It names no place on Telegram.
    """
    _, chat, *topic = conversation.split(":")
    return Place(int(chat), int(topic[0]) if topic else None)
