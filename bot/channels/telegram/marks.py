"""Our marks as Telegram's entities."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.channels.telegram.render import Mark

if TYPE_CHECKING:
    from telegram import MessageEntity


def as_entities(marks: Sequence[Mark]) -> "list[MessageEntity]":
    """The same for python-telegram-bot."""
    from telegram import MessageEntity

    return [
        MessageEntity(mark.kind, mark.offset, mark.length, url=mark.url, language=mark.language)
        for mark in marks
    ]
