"""What goes between HomeOps and the process that listens: a length, a JSON head, and a recording after it."""

import struct
from collections.abc import Callable
from enum import StrEnum
from typing import IO

from pydantic import BaseModel

HEAD = struct.Struct(">II")
"""Bytes of the JSON head, bytes of the recording."""


class Trouble(StrEnum):
    """Why there are no words."""

    DAMAGED = "damaged"
    NO_SOUND = "no sound"
    TOO_LONG = "too long"
    SILENCE = "silence"
    NOISE = "noise"
    UNCLEAR = "unclear"


class Asked(BaseModel):
    """One recording to listen to, at most `max_seconds` of it; `language` "" lets the model guess."""

    language: str
    hotwords: str
    max_seconds: int


class Word(BaseModel):
    """A word that was heard, and how probable the model found it (0 to 1)."""

    text: str
    sure: float


class Told(BaseModel):
    """What was heard: the words in order, or the trouble. `seconds` is the recording's length."""

    words: list[Word] = []
    trouble: Trouble | None = None
    seconds: float = 0

    @property
    def text(self) -> str:
        """All the words."""
        return " ".join("".join(word.text for word in self.words).split())


def pack(head: BaseModel, recording: bytes = b"") -> bytes:
    """A message as it goes through a pipe."""
    text = head.model_dump_json().encode()
    return HEAD.pack(len(text), len(recording)) + text + recording


def read(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next message's head and recording; None when the other side has gone."""
    lengths = _exactly(pipe.read, HEAD.size)
    if lengths is None:
        return None
    head_size, size = HEAD.unpack(lengths)
    head, recording = _exactly(pipe.read, head_size), _exactly(pipe.read, size)
    return None if head is None or recording is None else (head, recording)


def _exactly(take: Callable[[int], bytes], count: int) -> bytes | None:
    taken = take(count)
    return taken if len(taken) == count else None
