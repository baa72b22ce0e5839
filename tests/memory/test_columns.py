from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import StatementError
from sqlalchemy.types import DateTime, Numeric
from sqlmodel import SQLModel

from memory import tables
from memory.columns import Money
from memory.db import Store


def test_no_table_keeps_times_or_amounts_but_through_our_columns() -> None:
    bare = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime | Numeric)  # Float and Double are Numeric
    ]
    assert bare == []


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 23, 18, 30)  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="no time zone"):
        async with store.fenced() as session:
            await session.execute(insert(tables.SampleRow).values(series="x", at=naive, value=1.0))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_comes_back_exactly(amount: Decimal) -> None:
    money = Money.of(amount, "EUR")
    assert money.amount == amount
    assert money.minor == amount * 100


def test_half_a_cent_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="decimals"):
        Money.of(Decimal("1.005"), "EUR")
