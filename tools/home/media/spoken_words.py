"""What of a message is to be said aloud, as it was written, and the place that it begins with."""

import re
import unicodedata

from tools.home.models import Home
from tools.home.names import find_group
from tools.home.places import find_place

_SHORT = {
    "am": "m",
    "are": "re",
    "had": "d",
    "has": "s",
    "have": "ve",
    "is": "s",
    "us": "s",
    "will": "ll",
    "would": "d",
}
"""What stands after an apostrophe for a word."""
_AT = re.compile(r"^(?:in|to|at|on|over|through)\s+(?:the\s+|my\s+|our\s+)?", re.IGNORECASE)
_SEAM = re.compile(r"^(?:that|to)\s+|^[:,-]\s*", re.IGNORECASE)
_LONGEST_PLACE = 4  # words


def as_written(text: str, message: str) -> str:
    """The words of `text` as they stand in `message`, which were taken down without marks: "dinner's ready!"."""
    parts = [_pattern(word) for word in text.split()]
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in message)  # as long as it was
    found = re.search(rf"{''.join(parts)}(?!\w)[.!?]*", plain, re.IGNORECASE) if parts else None
    said = message[found.start() : found.end()].strip(" \t\n:,-\u2013\u2014") if found is not None else text
    return said[:1].upper() + said[1:]


def _pattern(word: str) -> str:
    if word.casefold() == "and":
        return r"[\W_]*(?:\band\b|&)"
    plain = rf"[\W_]*\b{re.escape(word)}(?:['\u2019]\w{{1,2}})?"
    short = _SHORT.get(word.casefold())
    return plain if short is None else rf"(?:{plain}|['\u2019]{short})"


def place_first(text: str, home: Home) -> tuple[str, str] | None:
    """The group of players that some words begin with, and what is left to say: "in the kitchen that we leave".

    None where they begin with no place of this home, or nothing would be left.
    """
    where = _AT.match(text)
    rest = text[where.end() :] if where is not None else text
    words = rest.split()
    for size in range(min(_LONGEST_PLACE, len(words) - 1), 0, -1):
        said = " ".join(words[:size]).rstrip(":,")
        left = " ".join(words[size:])
        seam = _SEAM.match(left)
        if where is None and seam is None:
            continue
        place = find_place(home, said)
        group = f"media@{place.id}" if place is not None else _players(said, home)
        if group is not None:
            return group, left[seam.end() :] if seam is not None else left
    return None


def _players(said: str, home: Home) -> str | None:
    group = find_group(home, said, "media")
    return None if group is None else group[0]
