"""Long messages cut into parts that Discord takes, at the places where a reader would turn the page.

Discord reads Markdown, so that nothing is torn apart that belongs together: code within a line, emphasis and links stay
whole, and a block of code that is cut ends in the one part and begins again in the next.
"""

import re

from bot.channels.cutting import best_cut, places

TEXT_UNITS = 2000
_FENCE = re.compile(r"^[ \t]*(`{3,})([^`\n]*)$", re.MULTILINE)
_SPAN = re.compile(r"`[^`\n]+`|\*\*[^*\n]+\*\*|__[^_\n]+__|\[[^\]\n]*\]\([^)\s]*\)|https?://\S+")
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
        place for place in places(text, furthest) if not any(start < place < end for start, end in spans)
    }
    return best_cut(text, furthest, whole) or best_cut(text, furthest) or furthest


def _fitting(text: str, limit: int) -> int:
    used = 0
    for number, sign in enumerate(text):
        used += 2 if sign > "\uffff" else 1
        if used > limit:
            return max(number, 1)
    return len(text)
