"""People and what they are to the house."""

from dataclasses import dataclass
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

    `id` is ours and stable (lower-case letters, digits, hyphens); `locale` is a Babel locale such as "en_GB".
    """

    id: str
    name: str
    role: Role
    locale: str = "en_GB"
