"""Voice notes, photos and documents that come in: how large they are is asked before anything is fetched.

What is not fetched comes as an attachment without content, whose `alt` is the sentence that says why.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.incoming import FETCH_SECONDS, TRIES, Limit, refusal
from bot.channels.telegram.line import Line
from memory.errors import Misconfigured
from memory.messages import Attachment

if TYPE_CHECKING:
    from datetime import timedelta

    from telegram import Message

NOT_FETCHED = "I could not fetch that file from Telegram. Please send it again."
NOT_KNOWN = "I can't do anything with that kind of message; write it, say it, or send a photo or a file."


@dataclass(frozen=True, slots=True)
class FileAt:
    """A file at Telegram; without an `id` it is nothing that could be fetched. `seconds` is how long a recording is.

    `passed_on` says that it was somebody else's message before.
    """

    id: str
    name: str
    media_type: str
    size: int | None = None
    seconds: float | None = None
    passed_on: bool = False


def files_in(message: "Message") -> tuple[FileAt, ...]:
    """The file of a message, if it has one: at most one, as Telegram has it."""
    if message.photo:
        photo = message.photo[-1]
        return (FileAt(photo.file_id, "photo.jpg", "image/jpeg", photo.file_size),)
    if (sound := message.voice or message.audio) is not None:
        name = getattr(sound, "file_name", None) or "voice.ogg"
        seconds = _seconds(sound.duration)
        return (FileAt(sound.file_id, str(name), sound.mime_type or "audio/ogg", sound.file_size, seconds),)
    plain = message.document or message.video or message.video_note or message.animation
    if plain is not None:
        name = getattr(plain, "file_name", None) or "video.mp4"
        media_type = getattr(plain, "mime_type", None) or "application/octet-stream"
        return (FileAt(plain.file_id, str(name), str(media_type), plain.file_size),)
    strange = (message.sticker, message.location, message.contact, message.poll, message.story, message.dice)
    if any(each is not None for each in strange):
        return (FileAt("", "message", "application/octet-stream"),)
    return ()


class Files:
    """Fetches files."""

    def __init__(self, line: Line, most_mb: float, limit: Limit | None = None) -> None:
        self._line = line
        self._most_mb = most_mb
        self._limit = limit

    async def fetch(self, file: FileAt) -> Attachment:
        """The file, or an attachment without content that says why it is not here."""
        why_not = refusal(file, self._most_mb, self._limit) if file.id else NOT_KNOWN
        if why_not is not None:
            return Attachment(file.name, file.media_type, b"", why_not)
        for _ in range(TRIES):
            content = await self._content(file)
            if content is not None:
                return Attachment(file.name, file.media_type, content)
        return Attachment(file.name, file.media_type, b"", NOT_FETCHED)

    async def _content(self, file: FileAt) -> bytes | None:
        from telegram.error import TelegramError

        try:
            async with asyncio.timeout(FETCH_SECONDS):
                found = await (await self._line.bot()).get_file(file.id)
                return bytes(await found.download_as_bytearray())
        except (TelegramError, Misconfigured, TimeoutError):
            return None


def _seconds(span: "int | timedelta") -> float:
    return float(span) if isinstance(span, int) else span.total_seconds()
