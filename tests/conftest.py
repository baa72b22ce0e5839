"""Databases for tests: each test gets one of its own, copied from one that was migrated once."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from memory.db import Store
from memory.migrate import migrate

# How fast examples are made says how busy the machine is, and nothing about us.
settings.register_profile("homeops", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("homeops")


async def migrated(url: str | None, folder: Path) -> None:
    store = await Store.open(url, folder)
    try:
        await migrate(store)
    finally:
        await store.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table of the house, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(migrated(None, folder))
    return folder / "homeops.db"


@pytest.fixture
async def store(migrated_file: Path, tmp_path: Path) -> AsyncGenerator[Store]:
    """An empty household's store, on SQLite."""
    shutil.copy(migrated_file, tmp_path / "homeops.db")
    store = await Store.open(None, tmp_path)
    yield store
    await store.close()
