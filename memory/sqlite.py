"""SQLite for SQLAlchemy with one trip to its thread a statement.

As they come, aiosqlite and SQLAlchemy's adapter make four (cursor, execute, fetch, close), besides one for each BEGIN and
one for rolling back what was committed already. Each wakes two threads: together they took a fifth of a turn's processor time.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

_T = TypeVar("_T")
_Rows = list[Any]


class Quick(aiosqlite.Connection):
    """A connection whose cursors fetch as they execute, and whose transactions begin with their first statement.

    Attributes:
        begin: The statement to go before the next one; None inside a transaction.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True
        self.begin: str | None = None
        self._is_open = False

    def cursor(self) -> "QuickCursor":
        """A cursor; making and closing it costs nothing."""
        return QuickCursor(self)

    async def in_thread(self, work: Callable[[sqlite3.Cursor], _T]) -> _T:
        """Do `work` with a cursor of the connection's thread, in the transaction that is open or due."""
        begin, self.begin = self.begin, None
        self._is_open = self._is_open or begin is not None
        return await self._execute(partial(self._work, begin, work))

    def _work(self, begin: str | None, work: Callable[[sqlite3.Cursor], _T]) -> _T:
        cursor = self._conn.cursor()
        try:
            if begin is not None:
                cursor.execute(begin)
            return work(cursor)
        finally:
            cursor.close()

    async def commit(self) -> None:
        """Commit what was begun."""
        await self._finish(super().commit)

    async def rollback(self) -> None:
        """Take back what was begun; a statement of it may still be under way when who waited for it was cancelled."""
        await self._finish(super().rollback)

    async def _finish(self, finish: Callable[[], Awaitable[None]]) -> None:
        self.begin = None
        if self._is_open:
            await finish()
            self._is_open = False


class QuickCursor:
    """What SQLAlchemy's adapter needs of a cursor."""

    def __init__(self, connection: Quick) -> None:
        self._connection = connection
        self._rows: _Rows = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Nothing is to be done."""
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        """Execute and fetch."""
        await self._connection.in_thread(lambda cursor: self._keep(cursor.execute(statement, parameters)))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Execute with each of `parameters`."""
        await self._connection.in_thread(lambda cursor: self._keep(cursor.executemany(statement, parameters)))
        return self

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid

    async def fetchall(self) -> _Rows:
        """All rows."""
        return self._rows

    async def close(self) -> None:
        """Nothing is to be done."""


async def connect(file: Path, wait_seconds: float) -> Quick:
    """Connect to `file`; a statement waits so long for another program to let go of it."""
    # Without an isolation level the driver leaves BEGIN to us.
    return await Quick(lambda: sqlite3.connect(file, timeout=wait_seconds, isolation_level=None))
