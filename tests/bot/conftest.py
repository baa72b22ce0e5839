"""Houses for the tests of the message's way: everything real but the far ends."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from memory.db import Store
from memory.migrate import migrate
from tests.bot.house import NOON, House, Place
from tests.fakes.openai_server import OpenAIServer
from tools.catalog import migrations
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE
from tools.simulation import make_app


async def _make_rooms(folder: Path) -> None:
    store = await Store.open(None, folder)
    await migrate(store, migrations())
    await store.close()


@pytest.fixture(scope="session")
def house_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tables of every room, to be copied: making them takes a second."""
    folder = tmp_path_factory.mktemp("rooms")
    asyncio.run(_make_rooms(folder))
    return folder / "homeops.db"


MakePlace = Callable[[str], AbstractAsyncContextManager[Place]]


@pytest.fixture
def make_place(tmp_path: Path, house_db: Path) -> MakePlace:
    """Makes places for houses side by side, each by its name."""

    @asynccontextmanager
    async def make(name: str) -> AsyncGenerator[Place]:
        data = tmp_path / name / "data"
        data.mkdir(parents=True)
        shutil.copy(house_db, data / "homeops.db")
        far = FarEnd(now=NOON)
        async with served(Misbehaving(make_app(BUILT_IN_HOUSE, far), far)) as url:
            yield Place(data, far, url)

    return make


@pytest.fixture
async def place(make_place: MakePlace) -> AsyncGenerator[Place]:
    async with make_place("here") as place:
        yield place


@pytest.fixture
async def house(place: Place) -> AsyncGenerator[House]:
    """A house without any model."""
    async with place.open() as house:
        yield house


@pytest.fixture
async def model() -> AsyncGenerator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


@pytest.fixture
async def home(place: Place) -> AsyncGenerator[House]:
    """A house with a PC and a home, without any model."""
    async with place.open(home=place.home_settings()) as house:
        yield house
