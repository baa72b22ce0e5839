"""Changes that a Pi-hole missed: noted, and made good when it answers again."""

import itertools
import logging
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select
from sqlmodel import col

from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError, Mistake
from tools.network.dns.tables import NetworkOwedRow
from tools.network.pihole import Pihole
from tools.network.piholes import Piholes
from tools.network.rules import RuleEdit, Was, edit_rules, restore_rules

log = logging.getLogger(__name__)


class LocalName(BaseModel):
    """A name of the house, to be there or not."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    ip: str
    name: str
    present: bool


class Work(BaseModel):
    """What is to be done on one Pi-hole: rules first changed, then made exactly so, then names."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    edits: tuple[RuleEdit, ...] = ()
    was: tuple[Was, ...] = ()
    names: tuple[LocalName, ...] = ()


async def do_work(pihole: Pihole, work: Work) -> None:
    """Do it; done twice it changes no more."""
    if work.edits:
        await edit_rules(pihole, work.edits)
    if work.was:
        await restore_rules(pihole, work.was)
    for each in work.names:
        change = pihole.config.add_local_name if each.present else pihole.config.remove_local_name
        await change(each.ip, each.name)


class Owed:
    """What is owed to which Pi-hole."""

    def __init__(self, store: Store, clock: Clock, piholes: Piholes) -> None:
        self._store = store
        self._clock = clock
        self._piholes = piholes
        self._numbers = itertools.count()

    async def note(self, change: str, pihole: str, work: Work) -> None:
        """Owe some work to a Pi-hole."""
        now = self._clock.now()
        async with self._store.fenced() as session:
            session.add(
                NetworkOwedRow(
                    id=f"{now.timestamp():017.6f}-{next(self._numbers):06d}-{pihole}",
                    pihole=pihole,
                    change=change,
                    work=work.model_dump_json(),
                    at=now,
                )
            )

    async def forgive(self, change: str) -> frozenset[str]:
        """Owe a change no more; the names of the Pi-holes that had not got it."""
        async with self._store.fenced() as session:
            gone = delete(NetworkOwedRow).where(col(NetworkOwedRow.change) == change)
            return frozenset((await session.execute(gone.returning(col(NetworkOwedRow.pihole)))).scalars())

    async def owing(self) -> Sequence[tuple[str, datetime]]:
        """To which Pi-holes something is owed, and since when."""
        return [(row.pihole, row.at) for row in await self._rows()]

    async def settle(self) -> None:
        """Make good what can be: in order, and nothing later before something earlier."""
        rows = await self._rows()
        for pihole in self._piholes.each:
            for row in (each for each in rows if each.pihole == pihole.name):
                try:
                    await do_work(pihole, Work.model_validate_json(row.work))
                except Mistake as refused:
                    log.warning("a Pi-hole refuses what it missed: %s", refused)
                except HomeOpsError:
                    break
                async with self._store.fenced() as session:
                    await session.execute(delete(NetworkOwedRow).where(col(NetworkOwedRow.id) == row.id))

    async def _rows(self) -> Sequence[NetworkOwedRow]:
        async with self._store.reading() as session:
            rows = await session.execute(select(NetworkOwedRow).order_by(col(NetworkOwedRow.id)))
            return list(rows.scalars())
