"""The files that the pretend Telegram keeps, and what a message with one looks like."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.channels.telegram.pretend_wire import Asked, Object, Refused, Upload, bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
LONGEST_SIDES = 10_000
FileKind = Literal["photo", "document", "voice", "audio", "video"]
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "audio": "music", "video": "videos"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file by its id; `size` is what Telegram says, in bytes, and may be more than `content` (a huge one is never kept)."""

    file_id: str
    path: str
    content: bytes
    size: int
    media: Object

    def as_json(self) -> Object:
        """Telegram's File."""
        told: Object = {"file_id": self.file_id, "file_unique_id": self.file_id[-16:], "file_size": self.size}
        return told | {"file_path": self.path}


class Files:
    """Every file that came or went."""

    def __init__(self) -> None:
        self._by_id: dict[str, Kept] = {}
        self.downloads: list[str] = []

    def keep(self, kind: FileKind, upload: Upload, *, duration: int = 0, size: int | None = None) -> Object:
        """Keep a file; returns what a message with it has beside its text.

        Args:
            kind: What it is sent as.
            upload: The file.
            duration: Of a voice note, in seconds.
            size: What Telegram says that it has, in bytes, if not what it has.

        Raises:
            Refused: A photo that isn't one, or too big a file.
        """
        told = len(upload.content) if size is None else size
        if len(upload.content) > UPLOAD_LIMIT:
            raise Refused(413, "Request Entity Too Large")
        digest = sha256(upload.content + upload.name.encode()).hexdigest()
        file_id = f"AgACAgI{len(self._by_id):04d}{digest[:24]}"
        about: Object = {"file_id": file_id, "file_unique_id": file_id[-16:], "file_size": told}
        media = _SHAPES[kind](about, upload, duration)
        number = len(self._by_id)
        path = f"{_FOLDERS[kind]}/file_{number}{_suffix(kind, upload.name)}"
        self._by_id[file_id] = Kept(file_id, path, upload.content, told, media)
        return media

    def taken(self, asked: Asked, kind: FileKind, given: str, name: str) -> Object:
        """The media that a call wants to send: a part of the call, `attach://…`, or the id of a file sent before.

        Raises:
            Refused: There is no such file.
        """
        upload = asked.uploads.get(given.removeprefix("attach://") if given else name)
        if upload is not None:
            if not upload.content:
                raise bad_request("file must be non-empty")
            return self.keep(kind, upload, duration=asked.number("duration"))
        if given in self._by_id:
            return self._by_id[given].media
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        if not given or given.startswith("attach://"):
            raise bad_request(f"there is no {name} in the request")
        raise bad_request("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")

    def find(self, file_id: str) -> Kept:
        """What getFile tells.

        Raises:
            Refused: No such file, or more than 20 MB.
        """
        kept = self._by_id.get(file_id)
        if kept is None:
            raise bad_request("invalid file_id")
        if kept.size > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return kept

    def content_at(self, path: str) -> bytes | None:
        """What a file's path holds; None if there is no such file."""
        for kept in self._by_id.values():
            if kept.path == path and kept.size <= DOWNLOAD_LIMIT:
                self.downloads.append(path)
                return kept.content
        return None

    def content_of(self, media: Object) -> bytes:
        """The file of a message's media, such as the photo that the bot sent."""
        for kept in self._by_id.values():
            if kept.media == media:
                return kept.content
        raise KeyError(media)


def _suffix(kind: FileKind, name: str) -> str:
    if kind == "photo":
        return ".jpg"
    if kind == "voice":
        return ".oga"
    return f".{name.rpartition('.')[2]}" if "." in name else ""


def _photo(about: Object, upload: Upload, duration: int) -> Object:
    from PIL import Image, UnidentifiedImageError

    del duration
    size = len(upload.content)
    if size > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    try:
        with Image.open(io.BytesIO(upload.content)) as image:
            width, height = image.size
    except UnidentifiedImageError as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > LONGEST_SIDES or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    small: Object = about | {
        "file_unique_id": "small",
        "width": max(width // 4, 1),
        "height": max(height // 4, 1),
    }
    return {"photo": [small, about | {"width": width, "height": height}]}


def _document(about: Object, upload: Upload, duration: int) -> Object:
    del duration
    return {"document": about | {"file_name": upload.name, "mime_type": upload.mime}}


def _voice(about: Object, upload: Upload, duration: int) -> Object:
    return {"voice": about | {"duration": duration, "mime_type": upload.mime}}


def _audio(about: Object, upload: Upload, duration: int) -> Object:
    return {"audio": about | {"duration": duration, "file_name": upload.name, "mime_type": upload.mime}}


def _video(about: Object, upload: Upload, duration: int) -> Object:
    shape: Object = {"width": 640, "height": 360, "duration": duration, "mime_type": upload.mime}
    return {"video": about | shape}


_SHAPES: dict[FileKind, Callable[[Object, Upload, int], Object]] = {
    "photo": _photo,
    "document": _document,
    "voice": _voice,
    "audio": _audio,
    "video": _video,
}
