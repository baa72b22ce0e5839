"""A door over the verbs of memory, with the real memory behind them."""

import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from bot.calls import Door
from bot.verbs import Verbs
from memory import effects
from memory.clock import Clock
from memory.db import Store
from memory.owners import HOUSEHOLD, owner_of
from memory.people import Person, Role
from memory.recall import Recall
from tools.contract import Call, Caller, Domain, Json, Outcome
from tools.recall import tools

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
ANNA = Person("anna", "Anna", Role.OWNER)
BEN = Person("ben", "Ben", Role.ADULT)
LEO = Person("leo", "Leo", Role.CHILD)
MIA = Person("mia", "Mia", Role.TEEN)
as_call = TypeAdapter(Call)


@dataclass
class Chat:
    """People who talk with the verbs of memory."""

    door: Door
    recall: Recall
    store: Store
    clock: Clock
    ran: int = 0

    async def does(
        self, verb: str, by: Person = ANNA, *, shared: bool = False, said: str = "", **args: Json
    ) -> Outcome:
        """Run one verb of memory for someone."""
        where = "ask:family" if shared else f"ask:{by.id}"
        caller = Caller(by, where, said, shared=shared)
        return await self.door.run(Call(f"recall_{verb}", args), caller, key=self._key())

    async def undoes(self, by: Person = ANNA) -> Outcome:
        """Put the last change of someone's conversation back, by the inverse that the ledger holds."""
        async with self.store.reading() as session:
            last = await effects.last_undoable(session, f"ask:{by.id}")
        assert last is not None
        assert isinstance(last.inverse, dict)
        call = as_call.validate_python(last.inverse)
        return await self.door.run(call, Caller(by, f"ask:{by.id}", "undo that"), key=self._key())

    def _key(self) -> str:
        self.ran += 1
        return str(self.ran)

    async def texts(self, by: Person = ANNA) -> set[str]:
        """What is remembered for someone and the household."""
        return {each.text for each in await self.recall.known([owner_of(by.id), HOUSEHOLD])}


@pytest.fixture
async def chat(migrated_file: Path, tmp_path: Path) -> AsyncGenerator[Chat]:
    shutil.copy(migrated_file, tmp_path / "homeops.db")
    store = await Store.open(None, tmp_path)
    clock = Clock(LONDON, NOON)
    recall = Recall(store, clock, tmp_path / "memory")
    memory = tools.Memory(recall, clock.now)
    domain = Domain("recall", "Memory.", tools.verbs(memory), (tools.PHRASES,))
    yield Chat(Door(Verbs([domain]), store, clock), recall, store, clock)
    await recall.close()
    await store.close()
