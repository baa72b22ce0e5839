"""A pretend PC on a loopback port, and the domain connected to it through the real client."""

from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import pytest

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
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.pc.storage.tools import Storage
from tools.simulation import make_app

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)


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
    store = await Store.open(None, tmp_path)
    await migrate(store, migrations())

    async def no_secrets(reference: str) -> str:
        raise AssertionError(reference)

    async with httpx2.AsyncClient(trust_env=False) as http:
        clock = Clock(LONDON, NOON)
        memory = Recall(store, clock, tmp_path / "memory")
        yield World(
            clock,
            http,
            store,
            Samples(store),
            Events(),
            no_secrets,
            tmp_path,
            memory,
            Later(store),
            Directory(),
        )
        await memory.close()
    await store.close()


@pytest.fixture
def machine(world: World, pc_url: str) -> SimulatedMachine:
    return SimulatedMachine(world.http, pc_url)


@pytest.fixture
def storage(machine: SimulatedMachine, world: World, settings: PcSettings) -> Storage:
    return Storage(machine, world, settings)
