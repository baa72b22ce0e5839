"""Voice messages, photos and documents that come in: how large they are is known before anything is fetched.

What is not fetched comes as an attachment without content, whose `alt` is the sentence that says why.
"""

import asyncio
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.discord.failures import as_told
from bot.channels.incoming import FETCH_SECONDS, TRIES, Limit, refusal
from memory.messages import Attachment

if TYPE_CHECKING:
    import discord

NOT_FETCHED = "I could not fetch that file from Discord. Please send it again."


@dataclass(frozen=True, slots=True)
class FileAt:
    """A file at Discord; `seconds` is how long a recording is.

    `passed_on` says that it was somebody else's message before.
    """

    at: "discord.Attachment"
    name: str
    media_type: str
    size: int
    seconds: float | None = None
    passed_on: bool = False


def files_in(attachments: "Sequence[discord.Attachment]", *, passed_on: bool = False) -> tuple[FileAt, ...]:
    """The files of a message."""
    return tuple(
        FileAt(each, each.filename, _media_type(each), each.size, each.duration, passed_on)
        for each in attachments
    )


class Files:
    """Fetches files of at most `most_mb` megabytes; recordings also have to pass `limit`."""

    def __init__(self, most_mb: float, limit: Limit | None = None) -> None:
        self._most_mb = most_mb
        self._limit = limit

    async def fetch(self, file: FileAt) -> Attachment:
        """The file, or an attachment without content that says why it is not here."""
        why_not = refusal(file, self._most_mb, self._limit)
        if why_not is not None:
            return Attachment(file.name, file.media_type, b"", why_not)
        for _ in range(TRIES):
            content = await _content(file)
            if content is not None:
                return Attachment(file.name, file.media_type, content)
        return Attachment(file.name, file.media_type, b"", NOT_FETCHED)


async def _content(file: FileAt) -> bytes | None:
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            return await file.at.read()
    except Exception as error:  # noqa: BLE001 - sorted by `as_told`, which raises what is a fault of ours
        as_told(error)
        return None


def _media_type(attachment: "discord.Attachment") -> str:
    told = (attachment.content_type or "").partition(";")[0].strip()
    return told or mimetypes.guess_type(attachment.filename)[0] or "application/octet-stream"
