"""Where a message is cut into requests."""

import re

_SEAM = re.compile(
    r"(?<=[.!?;])\s+(?:(?:and|then|also|oh)\b\s*)*|\s*,\s*(?:(?:and|then|also|plus)\b\s*)*|"
    r"\s+(?:and then|and also|and|then|plus|as well as|&)\s+|\s*,?\s+but\s+(?=leave|keep|not\b|don|never)|\s*\n+\s*",
    re.IGNORECASE,
)  # the mark that ends a piece stays with it: a question must stay one
_JOINT = re.compile(r"\b(?:and|then|also|plus|as well|too)\b|&|\n", re.IGNORECASE)
_MOST = 5


def pieces(raw: str) -> list[str]:
    """A message cut at every seam; the message alone where there is none, or too many to be commands."""
    cut = [piece for piece in _SEAM.split(raw.strip()) if piece.strip(" .,!?;")]
    return cut if 1 < len(cut) <= _MOST else [raw]


def shared(previous: tuple[str, ...], piece: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A short piece completed by the beginning of the piece before it ("show the cpu" and "the memory")."""
    if not previous or len(piece) > 4:
        return []
    return [(*previous[:cut], *piece) for cut in range(len(previous) - 1, 0, -1)]


def is_joined(raw: str) -> bool:
    """Whether a message joins things by a word, not only by a comma."""
    return bool(_JOINT.search(raw))
