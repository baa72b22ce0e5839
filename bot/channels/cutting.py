"""Where a long text is cut so that a reader turns the page at a good place: shared by the platforms that limit a message."""

import re
import unicodedata
from collections.abc import Iterator

PARAGRAPH = re.compile(r"\n\s*\n")
_BOUNDARIES = (PARAGRAPH, re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))
_TIED = re.compile("[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]")
_LONGEST_SIGN = 64  # characters of one sign that a reader sees, such as a family joined of emoji


def best_cut(text: str, furthest: int, allowed: set[int] | None = None) -> int | None:
    """After how many characters to cut, `furthest` at the most: paragraphs first, then lines, sentences, words, signs.

    Of each kind the last place counts that leaves the part at least half full; a fuller part of a worse kind comes before
    a short one. None where no place is `allowed`.
    """
    groups = [
        [place for place in group if allowed is None or place in allowed] for group in _groups(text, furthest)
    ]
    for least in (furthest // 2, 1):
        for group in groups:
            place = max(group, default=0)
            if place >= max(least, 1):
                return place
    return None


def places(text: str, furthest: int) -> Iterator[int]:
    """Every place where a text may be cut, `furthest` characters from its beginning at the most."""
    for group in _groups(text, furthest):
        yield from group


def _groups(text: str, furthest: int) -> Iterator[list[int]]:
    """Places to cut, the kinds that a reader likes best first."""
    for boundary in _BOUNDARIES:
        found = boundary.finditer(text, 0, furthest + 1)
        yield [min(each.end(), furthest) for each in found if each.start() <= furthest]
    lowest = max(1, furthest - _LONGEST_SIGN)
    yield [place for place in range(lowest, furthest + 1) if _is_between_signs(text, place)]


def _is_between_signs(text: str, place: int) -> bool:
    """Whether no accent, flag, skin tone or joined emoji is torn apart there."""
    if place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    return not (_TIED.match(after) or before == "\u200d" or unicodedata.combining(after))
