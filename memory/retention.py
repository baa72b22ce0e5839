"""How long things are remembered: what is over and old is deleted, a few rows at a time.

Nothing that is still pending goes, and no change that could still be put back. Every batch is a short fenced transaction
of its own, so that messages are answered in between.

What stays for ever: who belongs to the household and how they are called, names that were taught, memories until somebody
forgets them, and the bare links of the audit chain, a quarter of a kilobyte each, without which it could not be verified.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, delete, exists, func, literal, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from memory.columns import Row
from memory.db import Store
from memory.file_tables import KeptFileRow
from memory.house_tables import AuditPayloadRow, AuditRow, InviteRow, SummonsRow
from memory.tables import (
    ApprovalRow,
    ApprovalState,
    ChoiceRow,
    CursorRow,
    EffectRow,
    EffectState,
    InboxRow,
    InboxState,
    OutboxRow,
    OutboxState,
    SampleRow,
    SpendRow,
    SummaryRow,
    TurnRow,
    TurnState,
)
from memory.web_tables import MailboxRow

BATCH = 200
PAGE = 2000
UNDO = timedelta(days=366)
"""No way back lasts longer: a trash keeps things for a year at most."""
LEARNT = "learnt:"
"""How the cursor of a conversation begins, up to which it was learnt from (memory/extraction.py)."""

Key = Mapped[int | None] | Mapped[int] | Mapped[str] | Mapped[date]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long things are kept.

    Attributes:
        messages: What was said and answered, the buttons under it, and files that were sent.
        changes: What was changed at home, by whom, who allowed it, who was invited, and what models cost.
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
        for table, key, condition in (*_old(self._keeping, now), *_left_over(self._keeping, now)):
            gone += await self._delete_all(table, key, condition)
        for series in await self._series():
            gone += await self._forget(series, now - self._keeping.samples)
            gone += await self._thin(series, now - self._keeping.every_sample)
        self._thinned = now - self._keeping.every_sample
        return gone

    async def _delete_all(self, table: type[Row], key: Key, condition: ColumnElement[bool]) -> int:
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


def _old(keeping: Keeping, now: datetime) -> tuple[tuple[type[Row], Key, ColumnElement[bool]], ...]:
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


def _left_over(keeping: Keeping, now: datetime) -> tuple[tuple[type[Row], Key, ColumnElement[bool]], ...]:
    """What goes once that has gone which it was about, and what only grows a little."""
    said, changed = now - keeping.messages, now - keeping.changes
    shown_for = exists().where(col(TurnRow.id) == col(SummonsRow.turn))
    summed_up = exists().where(col(TurnRow.conversation) == col(SummaryRow.conversation))
    learnt_from = exists().where(literal(LEARNT) + col(TurnRow.conversation) == col(CursorRow.source))
    last_old = select(func.max(col(AuditRow.n))).where(col(AuditRow.at) < changed).scalar_subquery()
    return (
        (SummonsRow, col(SummonsRow.turn), ~shown_for),
        (SummaryRow, col(SummaryRow.conversation), ~summed_up),
        (
            CursorRow,
            col(CursorRow.source),
            col(CursorRow.source).startswith(LEARNT, autoescape=True) & ~learnt_from,
        ),
        (MailboxRow, col(MailboxRow.n), col(MailboxRow.at) < said),
        (KeptFileRow, col(KeptFileRow.id), col(KeptFileRow.at) < said),
        (InviteRow, col(InviteRow.digest), col(InviteRow.expires_at) < changed),
        (AuditPayloadRow, col(AuditPayloadRow.n), col(AuditPayloadRow.n) <= last_old),
        (SpendRow, col(SpendRow.day), col(SpendRow.day) < changed.date()),
    )
