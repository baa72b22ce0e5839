"""What a domain is given, made of real parts in a folder of the test's own."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2

from memory.clock import Clock
from memory.db import Store
from memory.later import Later
from memory.migrate import migrate
from memory.recall import Recall
from memory.samples import Samples
from tools.catalog import migrations
from tools.contract import World
from tools.directory import Directory
from tools.events import Events

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)


async def migrated() -> Path:
    """A database with the tables of every room, to be copied: making them takes half a second, and is done once."""
    folder = _folder()
    file = folder / "homeops.db"
    if not file.exists():
        store = await Store.open(None, folder)
        await migrate(store, migrations())
        await store.close()
    return file


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="homeops-migrated-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@asynccontextmanager
async def open_world(folder: Path, now: datetime = NOON) -> AsyncGenerator[World]:
    """A world at `now` with a database in `folder`; a secret is what its reference says."""
    if not (folder / "homeops.db").exists():
        shutil.copy(await migrated(), folder / "homeops.db")
    store = await Store.open(None, folder)

    async def secrets(reference: str) -> str:
        return reference

    async with httpx2.AsyncClient(trust_env=False) as http:
        clock = Clock(LONDON, now)
        memory = Recall(store, clock, folder / "memory")
        yield World(
            clock=clock,
            http=http,
            store=store,
            samples=Samples(store),
            events=Events(),
            secrets=secrets,
            data=folder,
            memory=memory,
            later=Later(store),
            directory=Directory(),
        )
        await memory.close()
    await store.close()
