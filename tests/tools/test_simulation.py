"""The simulated house as a process of its own."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from memory.errors import Misconfigured, Mistake
from tools.house import BUILT_IN_HOUSE
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.simulation import (
    Simulation,
    ensure_simulation,
    find_simulation,
    house_settings,
    read_world,
    run,
)


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield client
        left = await find_simulation(client, tmp_path / "simulation.port")
        if left is not None:  # a failed test leaves none behind
            await client.post(f"{left.url}/stop")


async def gone(http: httpx2.AsyncClient, simulation: Simulation) -> None:
    """Wait until nobody answers there."""
    async with asyncio.timeout(10):
        while True:
            try:
                await http.get(f"{simulation.url}/health")
            except httpx2.HTTPError:
                return
            await asyncio.sleep(0.02)


async def test_it_is_started_once_remembers_over_a_kill_and_stops(
    tmp_path: Path, http: httpx2.AsyncClient
) -> None:
    start = datetime(2026, 6, 1, 18, tzinfo=UTC)
    first = await ensure_simulation(BUILT_IN_HOUSE, tmp_path, start)
    assert await ensure_simulation(BUILT_IN_HOUSE, tmp_path) == first
    await SimulatedMachine(http, first.url).set_power_plan("performance")

    os.kill(first.pid, signal.SIGKILL)
    await gone(http, first)
    second = await ensure_simulation(BUILT_IN_HOUSE, tmp_path)

    assert second.pid != first.pid
    machine = SimulatedMachine(http, second.url)
    assert await machine.power_plan() == "performance"
    writes = (await http.get(f"{second.url}/writes")).json()
    assert [write["verb"] for write in writes["writes"]] == ["set_power_plan"]
    assert datetime.fromisoformat(writes["writes"][0]["at"]) - start < timedelta(minutes=1)

    os.kill(second.pid, signal.SIGTERM)
    await gone(http, second)


async def test_a_changed_house_starts_afresh(tmp_path: Path, http: httpx2.AsyncClient) -> None:
    house = tmp_path / "house.toml"
    house.write_text('[pc]\nhost = "attic"\n')
    first = await ensure_simulation(house, tmp_path)
    assert await SimulatedMachine(http, first.url).host_name() == "attic"

    house.write_text('[pc]\nhost = "cellar"\n')
    second = await ensure_simulation(house, tmp_path)

    assert await SimulatedMachine(http, second.url).host_name() == "cellar"
    await http.post(f"{second.url}/stop")
    await gone(http, second)
    await gone(http, first)


async def test_it_ends_by_itself_when_nobody_asks(tmp_path: Path) -> None:
    state, port = tmp_path / "state.json", tmp_path / "port"
    async with asyncio.timeout(10):
        await run(BUILT_IN_HOUSE, state, port, None, 0.002)
    assert state.exists()
    assert not port.exists()


async def test_a_house_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text("[pc]\nhost = \n")
    with pytest.raises(Misconfigured, match="line 2"):
        await ensure_simulation(house, tmp_path)
    with pytest.raises(Misconfigured, match="no house file"):
        await ensure_simulation(tmp_path / "none.toml", tmp_path)
    house.write_text("[pc]\nhots = 'x'\n")
    with pytest.raises(Misconfigured, match="hots"):
        await ensure_simulation(house, tmp_path)


async def test_what_a_house_file_leaves_out_is_pretended_too_and_never_the_real_one(
    tmp_path: Path, http: httpx2.AsyncClient
) -> None:
    house = tmp_path / "tiny.toml"
    house.write_text('[house]\nname = "Tiny"\n')

    simulation = await ensure_simulation(house, tmp_path)

    assert house_settings(house, simulation) == {
        domain: {"simulation": simulation.url} for domain in ("pc", "home", "network", "media")
    }
    machine = SimulatedMachine(http, simulation.url)
    assert await machine.disks() == []


def test_the_built_in_house_brings_settings_for_its_pc() -> None:
    found = house_settings(BUILT_IN_HOUSE, Simulation("http://127.0.0.1:1", 1))
    settings = PcSettings.model_validate(found["pc"])
    assert settings.simulation == "http://127.0.0.1:1"
    assert "SearchIndexer" in settings.pausable_services


async def test_the_world_is_told_by_domain(tmp_path: Path, http: httpx2.AsyncClient) -> None:
    with pytest.raises(Mistake, match="--house"):
        await read_world(tmp_path)
    simulation = await ensure_simulation(BUILT_IN_HOUSE, tmp_path)
    world = await read_world(tmp_path)
    home, pc = world["home"], world["pc"]
    assert isinstance(home, dict)
    assert isinstance(pc, dict)
    assert home["light.hall_lamp"] == {"state": "on", "brightness": 102}
    assert home["todo.shopping_list"] == {"items": ["milk", "bread", "washing powder"], "ticked": ["bananas"]}
    assert pc["gaming_mode"] is False
    assert pc["trash"] == []
    await SimulatedMachine(http, simulation.url).set_power_plan("performance")
    after = (await read_world(tmp_path))["pc"]
    assert isinstance(after, dict)
    assert after["gaming_mode"] is True
