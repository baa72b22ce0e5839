"""How long things are remembered: what is over and old is deleted, a few rows at a time.

Nothing that is still pending goes, and no change that could still be put back. Every batch is a short fenced transaction
of its own, so that messages are answered in between.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from memory.db import Store
from memory.tables import (
    ApprovalRow,
    ApprovalState,
    ChoiceRow,
    EffectRow,
    EffectState,
    InboxRow,
    InboxState,
    OutboxRow,
    OutboxState,
    SampleRow,
    TurnRow,
    TurnState,
)

BATCH = 200
PAGE = 2000
UNDO = timedelta(days=366)
"""No way back lasts longer: a trash keeps things for a year at most."""

Key = Mapped[int | None] | Mapped[str]
Table = type[InboxRow | OutboxRow | TurnRow | EffectRow | ApprovalRow | ChoiceRow]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long things are kept.

    Attributes:
        messages: What was said and answered, and the buttons under it.
        changes: What was changed at home, by whom, and who allowed it.
        samples: Measurements, one an hour.
        every_sample: Measurements as often as they were made.
    """

    messages: timedelta
    changes: timedelta
    samples: timedelta
    every_sample: timedelta


class Retention:
    """Deletes what is older than it is kept; meant to be run again and again."""

    def __init__(self, store: Store, keeping: Keeping) -> None:
        self._store = store
        self._keeping = keeping
        self._thinned: datetime | None = None

    async def tidy(self, now: datetime) -> int:
        """Delete what is over and older than it is kept; says how many rows."""
        gone = 0
        for table, key, condition in _old(self._keeping, now):
            gone += await self._delete_all(table, key, condition)
        for series in await self._series():
            gone += await self._forget(series, now - self._keeping.samples)
            gone += await self._thin(series, now - self._keeping.every_sample)
        self._thinned = now - self._keeping.every_sample
        return gone

    async def _delete_all(self, table: Table, key: Key, condition: ColumnElement[bool]) -> int:
        gone = 0
        while True:
            async with self._store.reading() as session:
                keys = (await session.execute(select(key).where(condition).limit(BATCH))).scalars().all()
            if not keys:
                return gone
            async with self._store.fenced() as session:
                # Looked at once more: what was old and over may have come to life since it was listed.
                rows = await session.execute(delete(table).where(key.in_(keys), condition).returning(key))
                deleted = len(rows.all())
            if not deleted:
                return gone
            gone += deleted
            await asyncio.sleep(0)

    async def _series(self) -> list[str]:
        """All series, found by jumping from one to the next in the index."""
        found: list[str] = []
        name = col(SampleRow.series)
        async with self._store.reading() as session:
            following = (await session.execute(select(func.min(name)))).scalar_one_or_none()
            while following is not None:
                found.append(following)
                query = select(func.min(name)).where(name > following)
                following = (await session.execute(query)).scalar_one_or_none()
        return found

    async def _forget(self, series: str, before: datetime) -> int:
        gone = 0
        while old := await self._page(series, None, before, BATCH):
            gone += await self._drop(series, old)
        return gone

    async def _thin(self, series: str, before: datetime) -> int:
        """Leave the first measurement of every hour before an instant; from where the last round stopped."""
        after, gone = None if self._thinned is None else self._thinned - timedelta(hours=1), 0
        while page := await self._page(series, after, before, PAGE):
            again = [at for last, at in pairwise(page) if _hour(last) == _hour(at)]
            for start in range(0, len(again), BATCH):
                gone += await self._drop(series, again[start : start + BATCH])
            if len(page) < PAGE:
                break
            after = _hour(page[-1])  # its first measurement, which stays, begins the next page
        return gone

    async def _page(
        self, series: str, start: datetime | None, before: datetime, limit: int
    ) -> Sequence[datetime]:
        at = col(SampleRow.at)
        query = select(at).where(col(SampleRow.series) == series, at < before).order_by(at).limit(limit)
        async with self._store.reading() as session:
            found = await session.execute(query if start is None else query.where(at >= start))
            return found.scalars().all()

    async def _drop(self, series: str, instants: Sequence[datetime]) -> int:
        async with self._store.fenced() as session:
            await session.execute(
                delete(SampleRow).where(
                    col(SampleRow.series) == series, col(SampleRow.at).in_(list(instants))
                )
            )
        await asyncio.sleep(0)
        return len(instants)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _old(keeping: Keeping, now: datetime) -> tuple[tuple[Table, Key, ColumnElement[bool]], ...]:
    """What may go, table by table: its key, and the condition that a row must meet."""
    said, changed = now - keeping.messages, now - keeping.changes
    under_way = col(TurnRow.state).in_([TurnState.WORKING, TurnState.WAITING])
    its_turn = exists().where(
        col(TurnRow.source) == col(InboxRow.source),
        col(TurnRow.event_id) == col(InboxRow.event_id),
        under_way,
    )
    can_be_undone = col(EffectRow.undoable).is_(True) & col(EffectRow.undone_by).is_(None)
    return (
        (
            InboxRow,
            col(InboxRow.n),
            col(InboxRow.state).in_([InboxState.DONE, InboxState.DEAD])
            & (col(InboxRow.received_at) < said)
            & ~its_turn,
        ),
        (TurnRow, col(TurnRow.n), ~under_way & (col(TurnRow.ended_at) < said)),
        (
            OutboxRow,
            col(OutboxRow.n),
            col(OutboxRow.state).not_in([OutboxState.NEW, OutboxState.SENDING])
            & (col(OutboxRow.created_at) < said),
        ),
        (ChoiceRow, col(ChoiceRow.n), col(ChoiceRow.expires_at) < said),
        (
            ApprovalRow,
            col(ApprovalRow.id),
            (col(ApprovalRow.state) != ApprovalState.PENDING) & (col(ApprovalRow.created_at) < changed),
        ),
        (
            EffectRow,
            col(EffectRow.n),
            (col(EffectRow.state) != EffectState.BEGUN)
            & (col(EffectRow.ended_at) < changed)
            & (~can_be_undone | (col(EffectRow.ended_at) < now - UNDO)),
        ),
    )
