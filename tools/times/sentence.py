"""A sentence cut into tokens, which the parsers read from left to right.

A parser is a generator: given the sentence and a position, it yields every reading that starts there together with
the position after it. So "from ten to six" and "ten to six" need no special cases: the caller takes what fits.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import IntEnum
from typing import TypeVar

T = TypeVar("T")
Steps = Iterator[tuple[T, int]]
"""Readings, each with the position of the token after it."""

_TOKEN = re.compile(r"o['\u2019]clock|['\u2019]s\b|[^\W\d_]+|[0-9]+|\S", re.IGNORECASE)
_DASHES = "-–—"  # noqa: RUF001 - people's keyboards write all three


class Strength(IntEnum):
    """How sure it is, within a longer sentence, that some words mean a time."""

    WEAK = 0
    """Only as the whole text: "7", "sat", "may"."""
    LOOSE = 1
    """When the next word does not carry on the phrase: "on the 5th" but not "on the 5th disk"."""
    SURE = 2
    """Anywhere."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case, a number or a mark, and its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens, the present, and whether times are looked for in the past."""

    tokens: tuple[Token, ...]
    now: datetime
    past: bool

    @property
    def zone(self) -> tzinfo:
        """The zone of all wall times."""
        assert self.now.tzinfo is not None, "now is aware"
        return self.now.tzinfo

    @property
    def today(self) -> date:
        """The date on the wall."""
        return self.now.date()

    def word(self, i: int) -> str:
        """The token at `i`, or nothing beyond the ends."""
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def words(self, i: int, phrase: str) -> int | None:
        """The position after `phrase`, if it stands at `i`."""
        parts = phrase.split()
        matches = all(self.word(i + n) == part for n, part in enumerate(parts))
        return i + len(parts) if matches else None

    def skip(self, i: int, words: Container[str]) -> int:
        """The position after the token at `i` if it is one of `words`, or else `i`."""
        return i + 1 if self.word(i) and self.word(i) in words else i

    def glued(self, i: int) -> bool:
        """Whether no space stands before token `i`."""
        return 0 < i < len(self.tokens) and self.tokens[i].start == self.tokens[i - 1].end


def tokenise(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens: words, numbers, "o'clock", "'s" and single marks."""
    return tuple(Token(_plain(match.group()), *match.span()) for match in _TOKEN.finditer(text))


def _plain(word: str) -> str:
    return "-" if word in _DASHES else word.lower().replace("\u2019", "'")
