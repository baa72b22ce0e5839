"""Samples: measurements over time, such as a disk's fill or a room's warmth."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from memory.db import Store
from memory.tables import SampleRow
from memory.upsert import insert_into


class Samples:
    """Measurements by series; the series' owner knows the unit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def keep(self, rows: Sequence[tuple[str, datetime, float]]) -> None:
        """Keep (series, instant, value) triples; a second value for the same instant replaces the first."""
        last = {(series, at): value for series, at, value in rows}
        kept = [{"series": series, "at": at, "value": value} for (series, at), value in last.items()]
        if not kept:
            return
        async with self._store.fenced() as session:
            new = insert_into(session, SampleRow)
            replace = new.on_conflict_do_update(
                index_elements=["series", "at"], set_={"value": new.excluded.value}
            )
            await session.execute(replace, kept)

    async def between(self, series: str, start: datetime, end: datetime) -> list[tuple[datetime, float]]:
        """What was measured from `start` up to but not including `end`, oldest first."""
        wanted = (
            select(col(SampleRow.at), col(SampleRow.value))
            .where(col(SampleRow.series) == series, col(SampleRow.at) >= start, col(SampleRow.at) < end)
            .order_by(col(SampleRow.at))
        )
        async with self._store.reading() as session:
            return [(at, value) for at, value in await session.execute(wanted)]

    async def latest(self, series: str) -> tuple[datetime, float] | None:
        """The newest measurement."""
        newest = (
            select(col(SampleRow.at), col(SampleRow.value))
            .where(col(SampleRow.series) == series)
            .order_by(col(SampleRow.at).desc())
            .limit(1)
        )
        async with self._store.reading() as session:
            row = (await session.execute(newest)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def prune(self, before: datetime) -> None:
        """Forget what is older than `before`."""
        async with self._store.fenced() as session:
            await session.execute(delete(SampleRow).where(col(SampleRow.at) < before))
