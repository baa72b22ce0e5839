"""Who waits for what, written down before it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlmodel import col

from memory.db import Store
from memory.upsert import insert_into
from tools.media.requests.models import Request
from tools.media.tables import MediaAskedRow

_NUMBERS = TypeAdapter(tuple[int, ...])


@dataclass(frozen=True, slots=True)
class Asked:
    """That a person waits for a title. `request` is None until the server has given it a number."""

    title_id: str
    in_4k: bool
    seasons: tuple[int, ...]
    person: str
    name: str
    asked_at: datetime
    request: int | None = None

    @property
    def key(self) -> str:
        """Names it: a person asks for the same once."""
        seasons = "-".join(map(str, self.seasons))
        return f"{self.title_id}:{seasons}:{'4k' if self.in_4k else 'hd'}:{self.person}"

    def fits(self, request: Request) -> bool:
        """Whether this request is, or may be, the one that was made for it."""
        same = (request.title_id, request.in_4k) == (self.title_id, self.in_4k)
        return same and (not self.seasons or bool({*self.seasons} & {*request.seasons}))


class Journal:
    """What people wait for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> Sequence[Asked]:
        """Everything that is waited for, the oldest first."""
        async with self._store.reading() as session:
            query = select(MediaAskedRow).order_by(col(MediaAskedRow.asked_at))
            rows = (await session.execute(query)).scalars()
            return [_asked(row) for row in rows]

    async def put(self, asked: Asked) -> None:
        """Write something down, in place of what was asked for under its key before."""
        values = {
            "title_id": asked.title_id,
            "in_4k": asked.in_4k,
            "seasons": _NUMBERS.dump_json(asked.seasons).decode(),
            "person": asked.person,
            "name": asked.name,
            "request": asked.request,
            "asked_at": asked.asked_at,
        }
        async with self._store.fenced() as session:
            new = insert_into(session, MediaAskedRow).values(id=asked.key, **values)
            await session.execute(new.on_conflict_do_update(index_elements=["id"], set_=values))

    async def number(self, asked: Asked, request: int) -> None:
        """The server has given it a number."""
        async with self._store.fenced() as session:
            rows = update(MediaAskedRow).where(col(MediaAskedRow.id) == asked.key)
            await session.execute(rows.values(request=request))

    async def drop(self, asked: Asked) -> None:
        """It is waited for no more."""
        async with self._store.fenced() as session:
            await session.execute(delete(MediaAskedRow).where(col(MediaAskedRow.id) == asked.key))

    async def drop_request(self, request: int) -> None:
        """Nobody waits for this request any more."""
        async with self._store.fenced() as session:
            await session.execute(delete(MediaAskedRow).where(col(MediaAskedRow.request) == request))


def _asked(row: MediaAskedRow) -> Asked:
    return Asked(
        title_id=row.title_id,
        in_4k=row.in_4k,
        seasons=_NUMBERS.validate_json(row.seasons),
        person=row.person,
        name=row.name,
        asked_at=row.asked_at,
        request=row.request,
    )
