"""The table of memories: the truth of what HomeOps remembers, from which every index is made.

A vector stands beside its text, with the id of the embedder that made it, so that nothing is embedded twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, Select, UniqueConstraint, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from memory.columns import Member, Moment, Order, Row, Words
from memory.owners import Owner
from memory.upsert import insert_into


class Kind(StrEnum):
    """What a memory is about, which decides how it is used."""

    FACT = "fact"
    PREFERENCE = "preference"  # changes what is done later, and is named when it does
    EVENT = "event"


REWORDED = "-"
"""In place of a turn: a brain chose the words."""


class MemoryRow(Row, table=True):
    """Something that a person said, in the words in which it is remembered."""

    __table_args__ = (
        UniqueConstraint("id", name="memory_id"),
        Index("memory_owner", "owner", "n"),
        Index("memory_conversation", "conversation", "n"),
        {"sqlite_autoincrement": True},
    )

    n: int | None = Field(default=None, primary_key=True, sa_type=Order)
    id: str = Field(sa_type=Words)
    owner: str = Field(sa_type=Words)
    text: str = Field(sa_type=Words)
    kind: Kind = Field(sa_type=Member(Kind))
    said_by: str = Field(sa_type=Words)
    conversation: str = Field(sa_type=Words)
    turn: str = Field(sa_type=Words)
    said_at: datetime = Field(sa_type=Moment)
    touched_at: datetime = Field(sa_type=Moment)
    superseded_by: str | None = Field(default=None, sa_type=Words)
    forgotten_at: datetime | None = Field(default=None, sa_type=Moment)
    embedder: str | None = Field(default=None, sa_type=Words)
    vector: bytes | None = Field(default=None, sa_type=LargeBinary)


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, and where: the person's id, the conversation, and how it became a memory.

    `turn` is "" for what the person asked to be remembered in these very words, `REWORDED` where a brain chose the words,
    and the turn's id where it was learnt from a conversation. Trust follows from that: words are as trusted as who said
    them, for that person alone; what a model worded may be an outsider's, whoever is named (PROTOCOLS §6).
    """

    person: str
    conversation: str
    turn: str = ""

    def is_said_by(self, person: str) -> bool:
        """Whether these are this person's own words, which tell nobody to do what the person did not say."""
        return self.person == person and not self.turn


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered; `touched_at` is when it was last said again."""

    id: str
    owner: Owner
    text: str
    kind: Kind
    source: Source
    said_at: datetime
    touched_at: datetime
    superseded_by: str | None = None
    forgotten_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether it still holds."""
        return self.superseded_by is None and self.forgotten_at is None


@dataclass(frozen=True, slots=True)
class Entry:
    """A memory as an index needs it; `vector` is little-endian float16."""

    n: int
    id: str
    owner: Owner
    text: str
    vector: bytes | None


_MOMENT = timedelta(seconds=1)
_LIVE = (col(MemoryRow.superseded_by).is_(None), col(MemoryRow.forgotten_at).is_(None))


def _theirs(owners: Sequence[Owner]) -> Select[MemoryRow]:
    """What is remembered for these owners; the one way in which a memory is read for someone."""
    return select(MemoryRow).where(col(MemoryRow.owner).in_([owner.key for owner in owners]))


async def _read(session: AsyncSession, wanted: Select[MemoryRow]) -> list[Memory]:
    return [
        Memory(
            id=row.id,
            owner=Owner(row.owner),
            text=row.text,
            kind=row.kind,
            source=Source(row.said_by, row.conversation, row.turn),
            said_at=row.said_at,
            touched_at=row.touched_at,
            superseded_by=row.superseded_by,
            forgotten_at=row.forgotten_at,
        )
        for row in (await session.execute(wanted)).scalars()
    ]


async def add(session: AsyncSession, memory: Memory, embedder: str | None, vector: bytes | None) -> None:
    """Write a new memory down."""
    await session.execute(
        insert_into(session, MemoryRow).values(
            id=memory.id,
            owner=memory.owner.key,
            text=memory.text,
            kind=memory.kind,
            said_by=memory.source.person,
            conversation=memory.source.conversation,
            turn=memory.source.turn,
            said_at=memory.said_at,
            touched_at=memory.touched_at,
            embedder=embedder if vector is not None else None,
            vector=vector,
        )
    )


async def find(session: AsyncSession, owners: Sequence[Owner], ids: Sequence[str]) -> list[Memory]:
    """Those of `ids` that belong to `owners`, live or not, in no order."""
    # Beside more than a few ids SQLite prefers the owners' index and reads all that they have (13 ms at 10,000): an owner
    # that is an expression has no index.
    owner = col(MemoryRow.owner).concat("")
    keys = [each.key for each in owners]
    return await _read(session, select(MemoryRow).where(col(MemoryRow.id).in_(ids), owner.in_(keys)))


async def live(
    session: AsyncSession,
    owners: Sequence[Owner],
    *,
    conversation: str | None = None,
    limit: int | None = None,
) -> list[Memory]:
    """What holds for `owners` (and was said in `conversation`), newest first."""
    wanted = _theirs(owners).where(*_LIVE).order_by(col(MemoryRow.touched_at).desc(), col(MemoryRow.n).desc())
    if conversation is not None:
        wanted = wanted.where(col(MemoryRow.conversation) == conversation)
    return await _read(session, wanted.limit(limit))


async def touch(session: AsyncSession, owner: Owner, memory_id: str, now: datetime) -> None:
    """It was said again."""
    await _change(session, owner, memory_id, touched_at=now)


async def supersede(session: AsyncSession, owner: Owner, memory_id: str, by: str | None) -> None:
    """It no longer holds, since `by` does; None takes that back."""
    await _change(session, owner, memory_id, superseded_by=by)


async def forget(session: AsyncSession, owner: Owner, memory_id: str, at: datetime | None) -> None:
    """It is forgotten from `at` on, and erased later; None takes that back."""
    await _change(session, owner, memory_id, forgotten_at=at)


async def _change(
    session: AsyncSession, owner: Owner, memory_id: str, **values: datetime | str | None
) -> None:
    await session.execute(
        update(MemoryRow)
        .where(col(MemoryRow.owner) == owner.key, col(MemoryRow.id) == memory_id)
        .values(**values)
    )


async def erase(session: AsyncSession, owner: Owner) -> None:
    """Delete for good all that an owner has."""
    await session.execute(delete(MemoryRow).where(col(MemoryRow.owner) == owner.key))


async def erase_forgotten(session: AsyncSession, before: datetime) -> set[Owner]:
    """Delete for good what was forgotten or replaced before an instant, with what that had replaced; returns whose it was."""
    newer = aliased(MemoryRow)
    replaced = exists().where(col(newer.id) == col(MemoryRow.superseded_by), col(newer.said_at) < before)
    gone = select(MemoryRow).where((col(MemoryRow.forgotten_at) < before) | replaced).limit(500)
    owners: set[Owner] = set()
    while rows := list((await session.execute(gone)).scalars()):
        ids = [row.id for row in rows]
        owners |= {Owner(row.owner) for row in rows}
        older = (
            update(MemoryRow)
            .where(col(MemoryRow.superseded_by).in_(ids))
            .values(forgotten_at=before - _MOMENT)
        )
        await session.execute(older)
        await session.execute(delete(MemoryRow).where(col(MemoryRow.id).in_(ids)))
    return owners


async def page(session: AsyncSession, after: int, limit: int, embedder: str) -> list[Entry]:
    """The live memories after row `after`, in order; with a vector where `embedder` made it."""
    rows = select(MemoryRow).where(*_LIVE, col(MemoryRow.n) > after).order_by(col(MemoryRow.n)).limit(limit)
    return [
        Entry(
            row.n or 0, row.id, Owner(row.owner), row.text, row.vector if row.embedder == embedder else None
        )
        for row in (await session.execute(rows)).scalars()
    ]


async def set_vector(session: AsyncSession, memory_id: str, embedder: str, vector: bytes) -> None:
    """Keep what `embedder` made of a memory."""
    await session.execute(
        update(MemoryRow).where(col(MemoryRow.id) == memory_id).values(embedder=embedder, vector=vector)
    )
