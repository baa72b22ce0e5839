"""The store: one database, written only inside fenced transactions.

SQLite in the data folder by default, whose lock the caller holds; PostgreSQL by URL. Nobody keeps a transaction open
while a model thinks or a verb runs: it would hold up every other conversation.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel, col

from memory.errors import Misconfigured, Unavailable
from memory.faults import translated
from memory.holding import hold
from memory.tables import FenceRow

_FENCE = "bot"
_ROUND_TRIP_SECONDS = 3
"""Longest fenced transaction on PostgreSQL: past it the server is as good as gone (PROTOCOLS §2)."""
_BUSY_SECONDS = 2
_UNSYNCHRONISED = {"synchronize_session": False, "populate_existing": True}
"""Rows never outlive the statement that read them, so the session need not keep them up to date."""


class Fenced(Unavailable):
    """Another node leads now, so this one may not write any more."""


class Store:
    """The household's database as one process sees it.

    Attributes:
        url: Where it is, without a password.
        place: The server as "host:port", for sentences.
        epoch: The leadership under which this process writes; 1 on one node.
        engine: The engine that writes; for migrations.
    """

    def __init__(self, url: URL, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self.url = url.render_as_string(hide_password=True)
        self.epoch = 1
        self.engine = writer
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._reader = reader
        self.place = f"{url.host or 'localhost'}:{url.port or 5432}"
        self._writing = asyncio.Lock()
        self._in_line = asyncio.Lock()
        fence = SQLModel.metadata.tables[
            "fence"
        ].c  # without the ORM, which a row of one number needs no part of
        self._fence = select(fence.epoch).where(fence.name == _FENCE).with_for_update(read=True)

    @classmethod
    async def open(cls, url: str | None, data: Path) -> "Store":
        """Open the database; it may still need `migrate`.

        Args:
            url: `postgresql://…`, or None for `homeops.db` in the data folder.
            data: The data folder, whose lock the caller holds (memory/lock.py).

        Raises:
            Misconfigured: The address makes no sense, or the file can't be read or is damaged.
            Unavailable: The server does not answer, or another program holds the file.
        """
        store = _at(url, data)
        try:
            async with store.reading() as session:
                await session.execute(
                    text("SELECT count(*) FROM sqlite_master" if store.is_sqlite else "SELECT 1")
                )
        except BaseException:
            await store.close()
            raise
        return store

    @asynccontextmanager
    async def fenced(self, *, first: bool = False) -> AsyncGenerator[AsyncSession]:
        """One transaction, committed at the end, that another node's takeover waits for.

        Args:
            first: Go before all that wait: for what arrived, while a person looks at whether it did.

        Raises:
            Fenced: This node no longer leads; nothing was written.
            Unavailable: The database does not answer, is locked, or its disk is full; nothing was written.
            HeldBack: This is a rehearsal.
        """
        hold("what is written down")
        with translated(self.place):
            async with self._turn(first=first), self._session(self.engine) as session, session.begin():
                epoch = (await session.execute(self._fence)).scalar_one_or_none()
                if epoch != self.epoch:
                    raise Fenced("Another HomeOps has taken over; this one has stopped acting.")
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A consistent view that can't write and never waits for who writes."""
        with translated(self.place):
            async with self._session(self._reader) as session:
                yield session

    async def adopt_epoch(self) -> None:
        """Write under the leadership that the database tells of; for the one who holds the data folder."""
        async with self.reading() as session:
            epoch = (await session.execute(select(col(FenceRow.epoch)))).scalar_one_or_none()
        if epoch is not None:
            self.epoch = epoch

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def _turn(self, *, first: bool) -> AsyncGenerator[None]:
        """SQLite has one writer: who waits does so here rather than in the database, which would give up.

        Only one of those that are not `first` stands in line with those that are.
        """
        if self.is_sqlite:
            async with nullcontext() if first else self._in_line, self._writing:
                yield
            return
        limit = asyncio.timeout(_ROUND_TRIP_SECONDS)
        try:
            async with limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            raise Unavailable(f"The database at {self.place} took too long to answer; try again.") from None

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(
            engine, expire_on_commit=False, autoflush=False, execution_options=_UNSYNCHRONISED
        )


def _at(url: str | None, data: Path) -> Store:
    if url is None:
        return _sqlite(data / "homeops.db")
    try:
        place = make_url(url)
    except ArgumentError:
        raise Misconfigured(
            "The database's address is not a URL; it looks like postgresql://name@host/homeops."
        ) from None
    if place.get_backend_name() != "postgresql":
        raise Misconfigured(
            "The database must be PostgreSQL (postgresql://…), or left out for a file of HomeOps' own."
        )
    return _postgres(place)


def _sqlite(file: Path) -> Store:
    from memory.sqlite import connect

    url = URL.create("sqlite+aiosqlite", database=str(file))
    opening = partial(connect, file, _BUSY_SECONDS)
    writer = create_async_engine(url, async_creator=opening, pool_size=1, max_overflow=0)
    reader = create_async_engine(url, async_creator=opening, pool_size=2, max_overflow=6)
    event.listen(writer.sync_engine, "connect", _pragmas("journal_mode=WAL", "synchronous=FULL"))
    event.listen(writer.sync_engine, "begin", _begin("BEGIN IMMEDIATE"))
    event.listen(reader.sync_engine, "connect", _pragmas("query_only=ON"))
    event.listen(reader.sync_engine, "begin", _begin("BEGIN"))
    return Store(url, writer, reader)


def _postgres(place: URL) -> Store:
    arguments = {
        "connect_timeout": 2,
        "tcp_user_timeout": 4000,
        "options": "-c statement_timeout=2000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=2000",
    }
    url = place.set(drivername="postgresql+psycopg")
    writer = create_async_engine(url, connect_args=arguments, pool_size=4, max_overflow=4, pool_timeout=2)
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Store(url, writer, reader)


def _pragmas(*pragmas: str) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def tune(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return tune


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        from memory.sqlite import Quick

        driver = connection.connection.driver_connection
        assert isinstance(driver, Quick)
        driver.begin = statement

    return begin
