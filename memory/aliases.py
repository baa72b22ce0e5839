"""The names that the family taught: what somebody calls a thing, beside what it is called anyway."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.house_tables import AliasRow
from memory.upsert import insert_into


@dataclass(frozen=True, slots=True)
class Alias:
    """`name` means `thing`, the id of something in `domain` that is otherwise called `spoken`."""

    name: str
    domain: str
    thing: str
    spoken: str
    person: str


async def every(session: AsyncSession) -> list[Alias]:
    """All of them, oldest first."""
    rows = await session.execute(select(AliasRow).order_by(col(AliasRow.created_at), col(AliasRow.name)))
    return [Alias(row.name, row.domain, row.thing, row.spoken, row.person) for row in rows.scalars()]


async def put(session: AsyncSession, alias: Alias, now: datetime) -> None:
    """From now on the name means that; what it meant before is forgotten."""
    values = {
        "domain": alias.domain,
        "thing": alias.thing,
        "spoken": alias.spoken,
        "person": alias.person,
        "created_at": now,
    }
    new = insert_into(session, AliasRow).values(name=alias.name, **values)
    await session.execute(new.on_conflict_do_update(index_elements=["name"], set_=values))


async def forget(session: AsyncSession, name: str) -> None:
    """The name means nothing any more."""
    await session.execute(delete(AliasRow).where(col(AliasRow.name) == name))
