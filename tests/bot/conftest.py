"""Houses for the tests of the message's way: everything real but the far ends."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from memory.db import Store
from memory.migrate import migrate
from tests.bot.house import NOON, House, Place
from tests.fakes.openai_server import OpenAIServer
from tools.catalog import catalog
from tools.farend import FarEnd, Misbehaving, served
from tools.simulation import BUILT_IN_HOUSE, make_app


async def _make_rooms(folder: Path) -> None:
    store = await Store.open(None, folder)
    await migrate(store, [entry.migrations for entry in catalog()])
    await store.close()


@pytest.fixture(scope="session")
def house_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tables of every room, to be copied: making them takes a second."""
    folder = tmp_path_factory.mktemp("rooms")
    asyncio.run(_make_rooms(folder))
    return folder / "homeops.db"


@pytest.fixture
def far() -> FarEnd:
    return FarEnd(now=NOON)


@pytest.fixture
async def place(tmp_path: Path, house_db: Path, far: FarEnd) -> AsyncGenerator[Place]:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(house_db, data / "homeops.db")
    async with served(Misbehaving(make_app(BUILT_IN_HOUSE, far), far)) as url:
        yield Place(data, far, url)


@pytest.fixture
async def house(place: Place) -> AsyncGenerator[House]:
    """A house without any model."""
    async with place.open() as house:
        yield house


@pytest.fixture
async def model() -> AsyncGenerator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server
