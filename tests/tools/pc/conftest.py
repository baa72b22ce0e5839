"""A pretend PC on a loopback port, and the domain connected to it through the real client."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.tools.worlds import NOON, open_world
from tools.contract import World
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.pc.storage.tools import Storage
from tools.simulation import make_app


@pytest.fixture
def far() -> FarEnd:
    return FarEnd(now=NOON)


@pytest.fixture
async def pc_url(far: FarEnd) -> AsyncGenerator[str]:
    async with served(Misbehaving(make_app(BUILT_IN_HOUSE, far), far)) as url:
        yield url


@pytest.fixture
def settings(pc_url: str) -> PcSettings:
    return PcSettings(simulation=pc_url)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def machine(world: World, pc_url: str) -> SimulatedMachine:
    return SimulatedMachine(world.http, pc_url)


@pytest.fixture
def storage(machine: SimulatedMachine, world: World, settings: PcSettings) -> Storage:
    return Storage(machine, world, settings)
