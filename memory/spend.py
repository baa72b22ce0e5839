"""What models cost, by day and person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from memory.tables import SpendRow
from memory.upsert import insert_into


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent; money in millionths of a US dollar."""

    tokens_in: int
    tokens_out: int
    cost_micro_usd: int
    calls: int


async def add(
    session: AsyncSession,
    day: date,
    person: str,
    *,
    tokens_in: int,
    tokens_out: int,
    cost_micro_usd: int,
    calls: int = 1,
) -> None:
    """Add what was just spent on a person's behalf to the day's account."""
    new = insert_into(session, SpendRow).values(
        day=day,
        person=person,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_micro_usd=cost_micro_usd,
        calls=calls,
    )
    added = new.excluded
    await session.execute(
        new.on_conflict_do_update(
            index_elements=["day", "person"],
            set_={
                "tokens_in": col(SpendRow.tokens_in) + added.tokens_in,
                "tokens_out": col(SpendRow.tokens_out) + added.tokens_out,
                "cost_micro_usd": col(SpendRow.cost_micro_usd) + added.cost_micro_usd,
                "calls": col(SpendRow.calls) + added.calls,
            },
        )
    )


async def today(session: AsyncSession, day: date, person: str | None = None) -> Spent:
    """What was spent on a day, by everyone or by one person."""
    total = select(
        func.coalesce(func.sum(col(SpendRow.tokens_in)), 0),
        func.coalesce(func.sum(col(SpendRow.tokens_out)), 0),
        func.coalesce(func.sum(col(SpendRow.cost_micro_usd)), 0),
        func.coalesce(func.sum(col(SpendRow.calls)), 0),
    ).where(col(SpendRow.day) == day)
    if person is not None:
        total = total.where(col(SpendRow.person) == person)
    row = (await session.execute(total)).one()
    return Spent(*(int(value) for value in row))
