"""The network's people over two pretend Pi-holes, by day and in Leo's bedtime."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.tools.network.people_ground import (
    EVENING,
    Net,
    open_net,
)


@pytest.fixture
async def net(tmp_path: Path) -> AsyncGenerator[Net]:
    async with open_net(tmp_path) as net:
        yield net


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncGenerator[Net]:
    """Half an hour into Leo's bedtime."""
    async with open_net(tmp_path, EVENING) as net:
        yield net
