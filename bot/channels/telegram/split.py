"""Long messages cut into parts that Telegram takes, at the places where a reader would turn the page.

Formatted stretches (code, links) are kept whole unless one alone is too long for a message; then come paragraphs, lines,
sentences, words, and the signs that a reader sees as one. Nothing is lost but white space around a cut.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from bot.channels.cutting import PARAGRAPH, best_cut, places
from bot.channels.telegram.render import Mark, Rich, units

TEXT_UNITS, CAPTION_UNITS, MOST_MARKS = 4096, 1024, 100


def split(rich: Rich, limit: int = TEXT_UNITS) -> list[Rich]:
    """Cut into parts of at most `limit` units and 100 marks; no part is empty."""
    parts: list[Rich] = []
    rest = _cut_out(rich, 0, len(rich.text))
    while rest.text:
        cut = _cut_at(rest, limit)
        head = _cut_out(rest, 0, cut)
        if head.text:
            parts.append(replace(head, marks=head.marks[:MOST_MARKS]))
        rest = _cut_out(rest, cut, len(rest.text))
    return parts


def split_card(rich: Rich, limit: int = TEXT_UNITS) -> list[Rich]:
    """Cut so that the end, which is what somebody is asked about, stays whole in the last part.

    That part begins at a paragraph. Where even the last paragraph does not fit it comes out too long: then the question
    can't be put into a message.
    """
    starts = [0, *(found.end() for found in PARAGRAPH.finditer(rich.text))]
    start = next((each for each in starts if units(rich.text[each:]) <= limit), starts[-1])
    return [*split(_cut_out(rich, 0, start), limit), _cut_out(rich, start, len(rich.text))]


def shorten(rich: Rich, limit: int) -> Rich:
    """The beginning of it, with a sign that there is more."""
    if units(rich.text) <= limit:
        return rich
    head = split(rich, limit - 2)[0]
    return replace(head, text=f"{head.text} …")


def _cut_at(rich: Rich, limit: int) -> int:
    """After how many characters to cut: at least one, and all of them where everything fits."""
    offsets = _offsets(rich.text)
    furthest = bisect_right(offsets, limit) - 1
    if len(rich.marks) > MOST_MARKS:
        furthest = min(furthest, bisect_right(offsets, rich.marks[MOST_MARKS].offset) - 1)
    furthest = max(furthest, 1)
    if furthest >= len(rich.text):
        return len(rich.text)
    whole = {place for place in places(rich.text, furthest) if not _is_inside(offsets[place], rich.marks)}
    return best_cut(rich.text, furthest, whole) or best_cut(rich.text, furthest) or furthest


def _is_inside(offset: int, marks: Sequence[Mark]) -> bool:
    return any(mark.offset < offset < mark.end for mark in marks)


def _cut_out(rich: Rich, start: int, end: int) -> Rich:
    """The characters from `start` to `end` without white space around, with the marks that lie there."""
    piece = rich.text[start:end]
    start += len(piece) - len(piece.lstrip())
    text = piece.strip()
    first, length = units(rich.text[:start]), units(text)
    moved = (
        replace(mark, offset=max(mark.offset - first, 0), length=_overlap(mark, first, length))
        for mark in rich.marks
    )
    return Rich(text, tuple(mark for mark in moved if mark.length > 0))


def _overlap(mark: Mark, first: int, length: int) -> int:
    return min(mark.end, first + length) - max(mark.offset, first)


def _offsets(text: str) -> list[int]:
    """How many units stand before each character, and after the last."""
    offsets = [0]
    for sign in text:
        offsets.append(offsets[-1] + (2 if ord(sign) > 0xFFFF else 1))
    return offsets
