"""Long messages cut into parts that Discord takes, at the places where a reader would turn the page.

Discord reads Markdown, so that nothing is torn apart that belongs together: code within a line, emphasis and links stay
whole, and a block of code that is cut ends in the one part and begins again in the next.
"""

import re
import unicodedata
from collections.abc import Iterator

TEXT_UNITS = 2000
_FENCE = re.compile(r"^[ \t]*(`{3,})([^`\n]*)$", re.MULTILINE)
_SPAN = re.compile(r"`[^`\n]+`|\*\*[^*\n]+\*\*|__[^_\n]+__|\[[^\]\n]*\]\([^)\s]*\)|https?://\S+")
_BOUNDARIES = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))
_TIED = re.compile("[\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]")
_LONGEST_SIGN = 64
_LONGEST_FENCE = 40


def units(text: str) -> int:
    """How long Discord's apps find a text: in UTF-16 units, never fewer than characters."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def split(text: str, limit: int = TEXT_UNITS) -> list[str]:
    """Cut into parts of at most `limit` units, none of them empty. `limit` is at least 100.

    Nothing is lost but white space around a cut; only the fences of a block of code that is cut are added.
    """
    parts: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut_at(rest, limit - len("\n```") - _LONGEST_FENCE)
        head, rest = rest[:cut].rstrip(), rest[cut:]
        fence = _open_fence(head)
        if fence is None:
            rest = rest.strip()
        else:
            head, rest = f"{head}\n```", f"{fence}\n{rest.removeprefix(chr(10)).rstrip()}"
            if _is_bare(head):
                head = ""
        if head:
            parts.append(head)
    return [*parts, rest] if rest and not _is_bare(rest) else parts


def shorten(text: str, limit: int = TEXT_UNITS) -> str:
    """The beginning of it, with a sign that there is more."""
    return text if units(text) <= limit else f"{split(text, limit - 2)[0]} …"


def _open_fence(head: str) -> str | None:
    """The line that opened the block of code in which a text ends, if it does."""
    opened: str | None = None
    for found in _FENCE.finditer(head):
        opened = f"```{found[2].strip()[: _LONGEST_FENCE - 3]}" if opened is None else None
    return opened


def _is_bare(text: str) -> bool:
    """Whether there is nothing but fences."""
    return not _FENCE.sub("", text).strip()


def _cut_at(text: str, limit: int) -> int:
    """After how many characters to cut: at least one."""
    furthest = _fitting(text, limit)
    spans = [(found.start(), found.end()) for found in _SPAN.finditer(text, 0, furthest + limit)]
    whole = {
        place
        for group in _groups(text, furthest)
        for place in group
        if not any(start < place < end for start, end in spans)
    }
    return _best(text, furthest, whole) or _best(text, furthest, None) or furthest


def _fitting(text: str, limit: int) -> int:
    used = 0
    for number, sign in enumerate(text):
        used += 2 if sign > "\uffff" else 1
        if used > limit:
            return max(number, 1)
    return len(text)


def _best(text: str, furthest: int, allowed: set[int] | None) -> int | None:
    """The last good place to cut, first of those that leave the part at least half full."""
    groups = [
        [place for place in group if allowed is None or place in allowed] for group in _groups(text, furthest)
    ]
    for least in (furthest // 2, 1):
        for group in groups:
            place = max(group, default=0)
            if place >= max(least, 1):
                return place
    return None


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
