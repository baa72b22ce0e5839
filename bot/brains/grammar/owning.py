"""What "my" means for who has a room: "my lights" and "my room"."""

import re
from collections.abc import Collection

OWN = re.compile(r"\b(?:my|in my)\b", re.IGNORECASE)
_ROOM = re.compile(r"\bmy (?:own )?room\b", re.IGNORECASE)


def with_own(text: str, room: str, nouns: Collection[str]) -> str:
    """The text with the speaker's room in the place of "my" before a word for a kind of things, and of "my room"."""
    said = "|".join(re.escape(noun) for noun in sorted(nouns, key=len, reverse=True))
    text = _ROOM.sub(f"the {room}", text)
    return re.sub(rf"\bmy (?=(?:{said})\b)", f"the {room} ", text, flags=re.IGNORECASE) if said else text
