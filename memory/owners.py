"""Whose a memory is: one person's, or the household's.

An owner can only be made here, from an id that looks like one of ours, so that a wildcard, an empty or a crafted id never
gets as far as a query.
"""

import re
import unicodedata
from dataclasses import dataclass

from memory.errors import Mistake

_ID = re.compile(r"[^\W_]+(-[^\W_]+)*")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a memory is; `key` is how that stands in the store: "person:anna" or "household"."""

    key: str

    @property
    def is_household(self) -> bool:
        """Whether everyone of the household may know it."""
        return self == HOUSEHOLD


HOUSEHOLD = Owner("household")


def owner_of(person_id: str) -> Owner:
    """The owner that the person with this id is; nobody is the household, whatever their name.

    Raises:
        Mistake: That is no id of ours: lower-case letters, digits and single hyphens, in Unicode's composed form.
    """
    folded = unicodedata.normalize("NFKC", person_id).casefold()
    if person_id != folded or len(person_id) > _LONGEST or _ID.fullmatch(person_id) is None:
        raise Mistake("That is nobody of this household, so I remember nothing for them.")
    return Owner(f"person:{person_id}")
