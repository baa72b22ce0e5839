"""The clean-ups of a PC, written down before anything is moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import Select, func, insert, select, update
from sqlmodel import col

from tools.pc.models import Junk
from tools.pc.tables import CleanupState, PcCleanupRow

if TYPE_CHECKING:
    from memory.db import Store

_ITEMS = TypeAdapter(tuple[Junk, ...])


@dataclass(frozen=True, slots=True)
class Cleanup:
    """A clean-up as it stands in the journal.

    Attributes:
        id: The receipt under which its things lie in the trash.
        asked: What was asked for; an interrupted clean-up is finished when the same is asked again.
        items: What it set out to move.
        state: How far it has come.
        at: When the state last changed.
    """

    id: str
    asked: str
    items: tuple[Junk, ...]
    state: CleanupState
    at: datetime


class Journal:
    """Which clean-ups there were and how far each has come."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    async def begin(self, asked: str, items: Sequence[Junk], at: datetime) -> Cleanup:
        """Write a clean-up down.

        Its id follows from the exact items and from how many clean-ups there were: the same one begun again after a
        crash has the same id, and files cleaned up a second time have a new one.
        """
        async with self._store.fenced() as session:
            count = (await session.execute(select(func.count()).select_from(PcCleanupRow))).scalar_one()
            begun = Cleanup(_name(count, items), asked, tuple(items), CleanupState.MOVING, at)
            await session.execute(
                insert(PcCleanupRow).values(
                    id=begun.id,
                    n=count,
                    asked=asked,
                    items=_ITEMS.dump_python(begun.items, mode="json"),
                    state=begun.state,
                    at=at,
                )
            )
            return begun

    async def mark(self, cleanup: str, state: CleanupState, at: datetime) -> None:
        """Note how far a clean-up has come."""
        async with self._store.fenced() as session:
            await session.execute(
                update(PcCleanupRow).where(col(PcCleanupRow.id) == cleanup).values(state=state, at=at)
            )

    async def mark_emptied(self, at: datetime) -> None:
        """Note that nothing is left in the trash."""
        async with self._store.fenced() as session:
            await session.execute(
                update(PcCleanupRow)
                .where(col(PcCleanupRow.state) == CleanupState.IN_TRASH)
                .values(state=CleanupState.OVER, at=at)
            )

    async def find(self, cleanup: str) -> Cleanup | None:
        """The clean-up with that id."""
        return await self._one(select(PcCleanupRow).where(col(PcCleanupRow.id) == cleanup))

    async def latest(self, *states: CleanupState) -> Cleanup | None:
        """The clean-up that was begun last, of those in one of `states`."""
        return await self._one(
            select(PcCleanupRow)
            .where(col(PcCleanupRow.state).in_(states))
            .order_by(col(PcCleanupRow.n).desc())
            .limit(1)
        )

    async def lying(self) -> list[str]:
        """The ids of all clean-ups that lie in the trash."""
        async with self._store.reading() as session:
            query = select(col(PcCleanupRow.id)).where(col(PcCleanupRow.state) != CleanupState.OVER)
            return list((await session.execute(query)).scalars())

    async def touched(self) -> Cleanup | None:
        """The clean-up whose state changed last."""
        return await self._one(
            select(PcCleanupRow).order_by(col(PcCleanupRow.at).desc(), col(PcCleanupRow.n).desc()).limit(1)
        )

    async def _one(self, query: Select[PcCleanupRow]) -> Cleanup | None:
        async with self._store.reading() as session:
            row = (await session.execute(query)).scalar_one_or_none()
        if row is None:
            return None
        return Cleanup(row.id, row.asked, _ITEMS.validate_python(row.items), row.state, row.at)


def _name(count: int, items: Sequence[Junk]) -> str:
    marks = "\n".join(sorted(f"{item.path}\0{item.mark}" for item in items))
    return sha256(f"{count}\n{marks}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
