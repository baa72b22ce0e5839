"""People and what they are to the house."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Role(IntEnum):
    """What someone is to the house; a higher role may do all that a lower one may."""

    GUEST = 10
    CHILD = 20
    TEEN = 30
    ADULT = 40
    OWNER = 50

    @property
    def spoken(self) -> str:
        """The word for this role in a sentence."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the household, whichever platform they write from.

    `id` is ours and stable (lower-case letters, digits, hyphens); `locale` is a Babel locale such as "en_GB". `rooms`
    are theirs: a child's own, those chosen for a guest. `until` is when a guest's visit ends.
    """

    id: str
    name: str
    role: Role
    locale: str = "en_GB"
    rooms: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def own(self) -> frozenset[str]:
        """What is theirs as a verb's `target` tells it: their rooms, and what belongs to them by their id."""
        return frozenset({*map(room_id, self.rooms), self.id})


def room_id(name: str) -> str:
    """A room's name in the form in which two spellings of it are compared: "Living Room" and "living_room" are one."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
