"""A pretend Home Assistant on a loopback port, and the domain connected to it through the real client."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.tools.home.rig import Rig, open_rig
from tests.tools.worlds import NOON
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE
from tools.simulation import make_app


@pytest.fixture
def far() -> FarEnd:
    return FarEnd(now=NOON)


@pytest.fixture
async def home_url(far: FarEnd) -> AsyncGenerator[str]:
    async with served(Misbehaving(make_app(BUILT_IN_HOUSE, far), far)) as url:
        yield url


@pytest.fixture
async def rig(home_url: str, far: FarEnd, tmp_path: Path, migrated_file: Path) -> AsyncGenerator[Rig]:
    shutil.copy(migrated_file, tmp_path / "homeops.db")
    async with open_rig(home_url, far, tmp_path) as rig:
        yield rig
