"""The one gate for everything that Telegram brings: what is meant for us, where it was said, and by whom.

In a group only what mentions us, answers us or is one of our commands is heard at all. Bots, channels and anonymous
admins are nobody; somebody else's words that a person passes on are a file, never that person's words (PROTOCOLS §6).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels.telegram.commands import as_words, is_for_another, is_known
from bot.channels.telegram.files import FileAt, files_in
from bot.channels.telegram.places import SOURCE, Place
from memory.messages import Attachment, Inbound

if TYPE_CHECKING:
    from telegram import CallbackQuery, Message, Update, User

EDIT_COUNTS = timedelta(minutes=10)
"""A message that is edited later than this after it was written is not answered again."""
PASSED_ON = "passed-on.txt"


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that is meant for us: the event without its files, and where those are.

    `message_id` is the message that it is about; `press` is the id of a press of a button, which wants to be told that it
    arrived; `album` is what photos that were sent together have in common.
    """

    inbound: Inbound
    place: Place
    message_id: int
    files: tuple[FileAt, ...] = ()
    press: str | None = None
    album: str | None = None


def gather_albums(heard: Sequence[Heard]) -> list[Heard]:
    """The same, with photos that were sent together as one message: the first, with all words and all files."""
    whole: list[Heard] = []
    for each in heard:
        last = whole[-1] if whole else None
        if (
            last is None
            or each.album is None
            or (each.album, each.inbound.sender) != (last.album, last.inbound.sender)
        ):
            whole.append(each)
            continue
        words = "\n".join(filter(None, (last.inbound.text, each.inbound.text)))
        others = (*last.inbound.attachments, *each.inbound.attachments)
        inbound = replace(last.inbound, text=words, attachments=others)
        whole[-1] = replace(last, inbound=inbound, files=(*last.files, *each.files))
    return whole


class Gate:
    """Lets through what is meant for the bot `me`."""

    def __init__(self, me: "User") -> None:
        self._me = me

    def admit(self, update: "Update", now: datetime) -> Heard | None:
        """What an update says to us; None if it is nothing. `now` is the house's time."""
        if update.callback_query is not None:
            return self._press(update.update_id, update.callback_query, now)
        message = update.message or update.edited_message
        if message is None or not _is_said_by_someone(message):
            return None
        if update.edited_message is not None and not _counts(update.edited_message):
            return None
        return self._message(update.update_id, message, now)

    def _press(self, update_id: int, press: "CallbackQuery", now: datetime) -> Heard | None:
        if press.message is None or press.data is None or press.from_user.is_bot:
            return None
        place = Place(press.message.chat.id, _topic(press.message))
        inbound = _inbound(update_id, place, press.from_user.id, "", now, pressed=press.data)
        return Heard(inbound, place, press.message.message_id, press=press.id)

    def _message(self, update_id: int, message: "Message", now: datetime) -> Heard | None:
        text = (message.text or message.caption or "").strip()
        place = Place(message.chat.id, _topic(message))
        if is_for_another(text, self._me.username or "") or (
            place.is_group and not self._is_meant(message, text)
        ):
            return None
        is_passed_on = _is_passed_on(message)
        files = tuple(replace(each, passed_on=is_passed_on) for each in files_in(message))
        if (not files and not text) or message.from_user is None:
            return None
        words, others = as_words(self._without_name(message, text)), tuple[Attachment, ...]()
        if text and is_passed_on:
            words, others = "", (Attachment(PASSED_ON, "text/plain", text.encode()),)
        at = now - _age(message)
        inbound = _inbound(update_id, place, message.from_user.id, words, at, attachments=others)
        return Heard(inbound, place, message.message_id, files, album=message.media_group_id)

    def _is_meant(self, message: "Message", text: str) -> bool:
        before = message.reply_to_message
        answers_us = (
            before is not None
            and before.forum_topic_created is None
            and before.from_user is not None
            and before.from_user.id == self._me.id
        )
        return answers_us or is_known(text) or bool(self._mentions(message))

    def _mentions(self, message: "Message") -> list[str]:
        """The words by which the message names us."""
        found = {**message.parse_entities(), **message.parse_caption_entities()}
        name = f"@{self._me.username}".casefold()
        return [
            words
            for entity, words in found.items()
            if (entity.type == "mention" and words.casefold() == name)
            or (entity.type == "text_mention" and entity.user is not None and entity.user.id == self._me.id)
        ]

    def _without_name(self, message: "Message", text: str) -> str:
        names = self._mentions(message)
        for name in names:
            text = text.replace(name, "")
        return re.sub(r" {2,}", " ", text).strip(" ,:\n") if names else text


def _inbound(
    update_id: int,
    place: Place,
    sender: int,
    text: str,
    at: datetime,
    *,
    pressed: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> Inbound:
    return Inbound(
        source=SOURCE,
        event_id=str(update_id),
        conversation=place.conversation,
        sender=str(sender),
        text=text,
        at=at,
        pressed=pressed,
        attachments=tuple(attachments),
        shared=place.is_group,
    )


def _is_said_by_someone(message: "Message") -> bool:
    return message.from_user is not None and not message.from_user.is_bot and message.sender_chat is None


def _counts(message: "Message") -> bool:
    """Whether an edit is one of words, soon after they were written."""
    edited = message.edit_date
    return (
        edited is not None and edited - message.date <= EDIT_COUNTS and bool(message.text or message.caption)
    )


def _is_passed_on(message: "Message") -> bool:
    return message.forward_origin is not None or message.via_bot is not None


def _age(message: "Message") -> timedelta:
    """How long ago it was written, by the real clock: the house's may be a simulated one."""
    return max(datetime.now(UTC) - (message.edit_date or message.date), timedelta(0))


def _topic(message: object) -> int | None:
    from telegram import Message

    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
