"""Statements without the ORM, which doubles the price of each where rows never outlive the statement that read them.

Inserting what may already be there is spelt the same way in SQL, but per database in SQLAlchemy.
"""

from typing import Any, TypeVar

import sqlmodel
from sqlalchemy import ColumnElement, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from memory.columns import Row

_T = TypeVar("_T")


def insert_into(session: AsyncSession, rows: type[Row]) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    table = table_of(rows)
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def table_of(rows: type[Row]) -> Table:
    """The table of some rows, as statements without the ORM name it."""
    table: Any = inspect(rows).local_table
    return table


def bare(attribute: _T) -> ColumnElement[_T]:
    """The column of a row's attribute, as statements without the ORM name it."""
    mapped: Any = sqlmodel.col(attribute)
    column: ColumnElement[_T] = mapped.property.columns[0]
    return column
