"""Who is who: the people of the settings, until they live in the database."""

import getpass
import re
from collections.abc import Sequence
from itertools import combinations

from bot.settings import PersonSettings
from memory.errors import Misconfigured, Mistake
from memory.people import Person, Role


class People:
    """The household's people; without any in the settings, whoever runs HomeOps is its owner.

    Raises:
        Misconfigured: Two of them could not be told apart.
    """

    def __init__(self, people: Sequence[PersonSettings], locale: str) -> None:
        given = people or (PersonSettings(name=_user_name(), role="owner"),)
        self.all = tuple(
            Person(id=_slug(each.name), name=each.name, role=Role[each.role.upper()], locale=locale)
            for each in given
        )
        for first, second in combinations(self.all, 2):
            if first.id == second.id:
                raise Misconfigured(
                    f"Two people of the household are called {first.name} and {second.name}; give one of them another name."
                )
        self.owner = max(self.all, key=lambda person: person.role)

    def find(self, person_id: str) -> Person | None:
        """The person with this id, if there is one."""
        return next((person for person in self.all if person.id == person_id), None)

    def named(self, name: str) -> Person:
        """The person called `name`.

        Raises:
            Mistake: Nobody is; the sentence names those who are here.
        """
        wanted = name.strip().casefold()
        for person in self.all:
            if wanted in (person.name.casefold(), person.id):
                return person
        known = ", ".join(person.name for person in self.all)
        raise Mistake(f"Nobody here is called {name!r}; this household has {known}.")


def _user_name() -> str:
    try:
        return getpass.getuser().capitalize()
    except (KeyError, OSError):
        return "You"


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "person"
