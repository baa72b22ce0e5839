"""Calls that wait for their time: what ends by itself, such as a block for two hours, survives kills and restarts.

A call whose time has come goes the way of every message (DESIGN §5): it becomes the press of a button, in the conversation
in which it was asked for and in that person's name, with whatever role they have by then. The inbox knows each by its key
and instant, so that it is answered once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import col

from memory import choices
from memory.columns import Json
from memory.db import Store
from memory.later_tables import LaterRow
from memory.messages import Inbound
from memory.upsert import insert_into

SOURCE = "later"
_BUTTON_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that waits.

    Attributes:
        key: Names it; another one under the same key takes its place. Begins with the subject's name ("dns:…").
        due_at: When it is to be made.
        verb: What is called, with `args`.
        label: What is said of it, as in "TikTok's two hours are over".
        person: Id of the person in whose name.
        conversation: Where it was asked for and where its answer goes; `shared` says that others read there.
    """

    key: str
    due_at: datetime
    verb: str
    args: Mapping[str, Json]
    label: str
    person: str
    conversation: str
    shared: bool = False


class Later:
    """The calls of a household that wait."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, waiting: Waiting) -> None:
        """Have a call made at its time."""
        values = {
            "due_at": waiting.due_at,
            "verb": waiting.verb,
            "args": dict(waiting.args),
            "label": waiting.label,
            "person": waiting.person,
            "conversation": waiting.conversation,
            "shared": waiting.shared,
            "choice": None,
        }
        async with self._store.fenced() as session:
            new = insert_into(session, LaterRow).values(key=waiting.key, **values)
            await session.execute(new.on_conflict_do_update(index_elements=["key"], set_=values))

    async def cancel(self, key: str) -> bool:
        """Have it not made after all; whether it waited."""
        async with self._store.fenced() as session:
            gone = delete(LaterRow).where(col(LaterRow.key) == key).returning(col(LaterRow.key))
            return (await session.execute(gone)).scalar_one_or_none() is not None

    async def find(self, key: str) -> Waiting | None:
        """The call of that key, if it waits."""
        async with self._store.reading() as session:
            row = await session.get(LaterRow, key)
            return None if row is None else _waiting(row)

    async def under(self, prefix: str) -> Sequence[Waiting]:
        """The calls whose keys begin so, the earliest first."""
        async with self._store.reading() as session:
            wanted = select(LaterRow).where(col(LaterRow.key).startswith(prefix, autoescape=True))
            rows = (await session.execute(wanted.order_by(col(LaterRow.due_at)))).scalars()
            return [_waiting(row) for row in rows]

    async def due(self, now: datetime) -> Sequence[tuple[str, Inbound]]:
        """What has come due, by key, as the press of a button that carries the call; again and again until `end`."""
        async with self._store.reading() as session:
            come = select(col(LaterRow.key)).where(col(LaterRow.due_at) <= now)
            keys = (await session.execute(come)).scalars().all()
        if not keys:
            return ()
        async with self._store.fenced() as session:
            wanted = select(LaterRow).where(col(LaterRow.key).in_(keys)).order_by(col(LaterRow.due_at))
            rows = (await session.execute(wanted)).scalars().all()
            pressed: list[tuple[str, Inbound]] = []
            for row in rows:
                choice = row.choice
                if choice is None:
                    payload: Json = {"verb": row.verb, "args": row.args}
                    (made,) = await choices.offer(
                        session, row.conversation, [(row.label, payload)], now=now, minutes=_BUTTON_MINUTES
                    )
                    choice = made.id
                    named = update(LaterRow).where(col(LaterRow.key) == row.key).values(choice=choice)
                    await session.execute(named)
                pressed.append((row.key, _press(row, choice, now)))
            return pressed

    async def end(self, key: str, event_id: str) -> None:
        """It is in the inbox; one that was put under the same key since then stays."""
        _, _, choice = event_id.rpartition("@")
        async with self._store.fenced() as session:
            done = delete(LaterRow).where(col(LaterRow.key) == key, col(LaterRow.choice) == choice)
            await session.execute(done)


def _press(row: LaterRow, choice: str, now: datetime) -> Inbound:
    return Inbound(
        source=SOURCE,
        event_id=f"{row.key}@{choice}",
        conversation=row.conversation,
        sender=row.person,
        text=row.label,
        at=now,
        pressed=choice,
        shared=row.shared,
    )


def _waiting(row: LaterRow) -> Waiting:
    return Waiting(
        key=row.key,
        due_at=row.due_at,
        verb=row.verb,
        args=row.args,
        label=row.label,
        person=row.person,
        conversation=row.conversation,
        shared=row.shared,
    )
