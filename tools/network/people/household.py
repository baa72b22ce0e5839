"""Who lives here, as this subject needs to know it: names and ids, at hand for a few seconds."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from memory.household import members, present
from memory.people import Person, Role
from tools.contract import Name

if TYPE_CHECKING:
    from memory.clock import Clock
    from memory.db import Store

_FRESH_SECONDS = 10.0


class Household:
    """The people of the house."""

    def __init__(self, store: "Store", clock: "Clock") -> None:
        self._store = store
        self._clock = clock
        self._people: tuple[Person, ...] = ()
        self._names: Sequence[Name] = ()
        self._read_at = float("-inf")

    async def people(self) -> tuple[Person, ...]:
        """Everybody who lives here or is a guest."""
        if time.monotonic() - self._read_at > _FRESH_SECONDS:
            async with self._store.reading() as session:
                self._people = present(await members(session), self._clock.now())
            self._names = [Name(each.id, each.name) for each in self._people]
            self._read_at = time.monotonic()
        return self._people

    async def find(self, said: str) -> Person | None:
        """Who has that name or id."""
        wanted = said.strip().casefold()
        return next((each for each in await self.people() if wanted in (each.id, each.name.casefold())), None)

    async def name_of(self, person_id: str) -> str:
        """What somebody is called."""
        person = await self.find(person_id)
        return person_id if person is None else person.name

    async def names(self) -> Sequence[Name]:
        """What people call each other."""
        await self.people()
        return self._names

    def is_young(self, person_id: str) -> bool:
        """Whether that is a child or teenager, as far as is known without waiting."""
        return any(each.id == person_id and each.role in (Role.CHILD, Role.TEEN) for each in self._people)
