"""The pretend PC: what it logs, how it misbehaves, and what its past looks like."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx2
import pytest
from pydantic import JsonValue

from memory.errors import Mistake, Unavailable
from tools.farend import FarEnd, Misbehaving, Write, served
from tools.house import BUILT_IN_HOUSE
from tools.pc.models import CPU_SERIES, disk_series
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.simulation import make_app

START = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)


@dataclass(slots=True)
class Pretend:
    """The built-in house's PC on a loopback port."""

    machine: SimulatedMachine
    http: httpx2.AsyncClient
    url: str
    far: FarEnd

    @property
    def writes(self) -> list[Write]:
        return self.far.writes

    async def behave(self, **how: JsonValue) -> None:
        (await self.http.post(f"{self.url}/behave", json=how)).raise_for_status()


@pytest.fixture
async def pc(tmp_path: Path) -> AsyncIterator[Pretend]:
    far = FarEnd("house", tmp_path / "state.json", START)
    async with (
        served(Misbehaving(make_app(BUILT_IN_HOUSE, far), far)) as url,
        httpx2.AsyncClient(trust_env=False) as http,
    ):
        yield Pretend(SimulatedMachine(http, url, seconds=0.5), http, url, far)


async def test_every_change_is_logged_once_and_no_look_is(pc: Pretend) -> None:
    spotify = next(one for one in await pc.machine.processes() if one.name == "Spotify.exe")
    await pc.machine.end_process(spotify.pid, spotify.started_at)
    await pc.machine.end_process(spotify.pid, spotify.started_at)
    await pc.machine.set_power_plan("performance")
    await pc.machine.set_power_plan("performance")
    await pc.machine.stop_service("SearchIndexer")
    with pytest.raises(Mistake):
        await pc.machine.stop_service("WindowsDefender")

    seen = (await pc.http.get(f"{pc.url}/writes", params={"since": 1})).json()

    assert [write.verb for write in pc.writes] == ["end_process", "set_power_plan", "stop_service"]
    assert [write["n"] for write in seen["writes"]] == [2, 3]
    assert seen["count"] == 3
    assert spotify.pid not in {one.pid for one in await pc.machine.processes()}


async def test_cleaning_up_and_putting_back(pc: Pretend) -> None:
    before = await pc.machine.junk()
    receipt = await pc.machine.to_trash("r", before.items[:2])

    assert await pc.machine.to_trash("r", before.items[:2]) == receipt
    assert (await pc.machine.junk()).bytes == before.bytes - receipt.bytes
    assert (await pc.machine.restore("r")).items == receipt.items
    assert await pc.machine.junk() == before
    assert [write.verb for write in pc.writes] == ["to_trash", "restore"]
    with pytest.raises(Mistake):
        await pc.machine.restore("r")


async def test_emptying_the_trash_makes_room(pc: Pretend) -> None:
    room = (await pc.machine.disks())[0].free_bytes
    receipt = await pc.machine.to_trash("r", (await pc.machine.junk()).items)

    assert await pc.machine.empty_trash(timedelta(days=30)) == 0
    pc.far.set_clock(START + timedelta(days=31))
    assert await pc.machine.empty_trash(timedelta(days=30)) == receipt.bytes
    assert (await pc.machine.disks())[0].free_bytes == room + receipt.bytes
    kept = await pc.machine.receipt("r")
    assert kept is not None
    assert kept.empty


@pytest.mark.parametrize("how", ["hang", "error", "garbage", "drop"])
async def test_a_misbehaving_pc_is_unavailable_once(pc: Pretend, how: str) -> None:
    await pc.behave(how=how, path="/pc/set_power_plan")

    with pytest.raises(Unavailable):
        await pc.machine.set_power_plan("performance")

    assert [write.verb for write in pc.writes] == (["set_power_plan"] if how == "drop" else [])
    assert await pc.machine.power_plan() == ("performance" if how == "drop" else "balanced")


async def test_a_slow_pc_answers_in_the_end(pc: Pretend) -> None:
    await pc.behave(how="slow", seconds=0.1, path="/pc/")
    began = asyncio.get_running_loop().time()
    await pc.machine.host_name()
    assert asyncio.get_running_loop().time() - began >= 0.1


async def test_nobody_there_is_unavailable() -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        with pytest.raises(Unavailable, match="can't be reached"):
            await SimulatedMachine(http, "http://127.0.0.1:1").cpu()


async def test_its_past_is_the_same_every_time_and_ends_at_the_present(pc: Pretend) -> None:
    disk = (await pc.machine.disks())[0]
    past = await pc.machine.history(disk_series(disk.id))
    grown = (past[-1].value - past[0].value) / (past[-1].at - past[0].at).days

    assert past == await pc.machine.history(disk_series(disk.id))
    assert past[-1].value == disk.used_bytes
    assert timedelta(days=364) < past[-1].at - past[0].at < timedelta(days=366)
    assert 1.1e9 < grown < 1.3e9
    assert all(one.at < two.at for one, two in pairwise(past))
    evenings = [point.value for point in await pc.machine.history(CPU_SERIES) if point.at.hour == 19]
    mornings = [point.value for point in await pc.machine.history(CPU_SERIES) if point.at.hour == 5]
    assert sum(evenings) / len(evenings) > 2 * sum(mornings) / len(mornings)
    assert await pc.machine.history("no.such.series") == []


async def test_figures_move_but_little(pc: Pretend) -> None:
    first = await pc.machine.cpu()
    pc.far.set_clock(START + timedelta(minutes=3))
    second = await pc.machine.cpu()
    assert first.percent != second.percent
    assert abs(first.percent - second.percent) < 20


async def test_a_restart_forgets_nothing(pc: Pretend, tmp_path: Path) -> None:
    await pc.machine.set_power_plan("performance")
    again = FarEnd("house", tmp_path / "state.json")
    async with served(make_app(BUILT_IN_HOUSE, again)) as url:
        machine = SimulatedMachine(pc.http, url)
        assert await machine.power_plan() == "performance"
        assert [one.pid for one in await machine.processes()] == [
            one.pid for one in await pc.machine.processes()
        ]
        assert abs(again.now() - pc.far.now()) < timedelta(seconds=1)
        await machine.set_power_plan("balanced")
    assert [write.n for write in again.writes] == [1, 2]


def test_settings_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValueError, match="cleanupp"):
        PcSettings.model_validate({"cleanupp": []})
