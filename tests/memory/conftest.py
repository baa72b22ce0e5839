"""Here every test body runs on both databases."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memory.db import Store
from memory.migrate import migrate
from tests.memory.postgres import Server, server


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is: what `Store.open` takes."""

    url: str | None
    folder: Path


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 18, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Generator[Server]:
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_database(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with every table of the house, to be copied."""

    async def prepare(url: str) -> None:
        store = await Store.open(url, tmp_path_factory.mktemp("template"))
        await migrate(store)
        await store.close()

    url = postgres.create()
    asyncio.run(prepare(url))
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A migrated database of the test's own."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_file")
        shutil.copy(template, tmp_path / "homeops.db")
        return Place(None, tmp_path)
    running: Server = request.getfixturevalue("postgres")
    return Place(running.create(request.getfixturevalue("migrated_database")), tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database in which nothing is."""
    if request.param == "sqlite":
        return Place(None, tmp_path)
    running: Server = request.getfixturevalue("postgres")
    return Place(running.create(), tmp_path)


@pytest.fixture
async def store(place: Place) -> AsyncGenerator[Store]:
    store = await Store.open(place.url, place.folder)
    yield store
    await store.close()
