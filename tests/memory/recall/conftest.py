"""Here SQLite is enough: what differs between databases is tested in tests/memory/test_remembered.py."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from memory.db import Store
from memory.recall import Recall
from tests.memory.conftest import Place
from tests.memory.recalling import opened_on


@pytest.fixture
def place(migrated_file: Path, tmp_path: Path) -> Place:
    """A migrated database of the test's own."""
    shutil.copy(migrated_file, tmp_path / "homeops.db")
    return Place(None, tmp_path)


@pytest.fixture
async def recall(store: Store, tmp_path: Path) -> AsyncGenerator[Recall]:
    """An empty memory."""
    async with opened_on(store, tmp_path) as recall:
        yield recall
