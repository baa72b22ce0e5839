"""The real PC against processes and folders of the test's own; shared bodies run on the pretend PC too."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2
import pytest
from starlette.applications import Starlette

from memory.errors import Mistake
from tools.farend import FarEnd, served
from tools.pc.fake import pc_routes
from tools.pc.gauges import parse_nvidia
from tools.pc.local import LocalMachine
from tools.pc.machine import Machine
from tools.pc.models import Process, Sensor
from tools.pc.pretend_house import PcHouse
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine

DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
IDLE = "import signal; print('up', flush=True); signal.pause()"


@contextmanager
def child(code: str, *words: str) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@dataclass(frozen=True, slots=True)
class Trial:
    """A machine and two programs on it, of which one ends only by force."""

    machine: Machine
    gentle: int
    deaf: int
    own: int
    first: int


@asynccontextmanager
async def local(folder: Path) -> AsyncGenerator[Trial]:
    machine = LocalMachine(PcSettings(cleanup=()), folder, lambda: datetime.now(UTC))
    with child(IDLE) as gentle, child(DEAF) as deaf:
        yield Trial(machine, gentle.pid, deaf.pid, os.getpid(), 1)


@asynccontextmanager
async def simulated(folder: Path) -> AsyncGenerator[Trial]:
    house = PcHouse.model_validate(
        {
            "processes": [
                {"name": "editor", "memory_mb": 100},
                {"name": "export", "stubborn": True},
                {"name": "homeops", "standing": "ours"},
                {"name": "init", "standing": "system"},
            ],
            "disks": [{"id": "/", "label": "system disk", "total_gb": 100, "used_gb": 40}],
        }
    )
    far = FarEnd()
    async with (
        served(Starlette(routes=pc_routes(house, ZoneInfo("UTC"), far))) as url,
        httpx2.AsyncClient() as http,
    ):
        machine = SimulatedMachine(http, url)
        pids = {process.name: process.pid for process in await machine.processes()}
        yield Trial(machine, pids["editor"], pids["export"], pids["homeops"], pids["init"])


@pytest.fixture(params=[local, simulated], ids=["real", "pretend"])
async def trial(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Trial]:
    async with request.param(tmp_path) as made:
        yield made


async def present(machine: Machine, pid: int) -> Process:
    process = await machine.process(pid)
    assert process is not None
    return process


async def test_gauges_tell_believable_figures(trial: Trial) -> None:
    cpu, memory, disks = await trial.machine.cpu(), await trial.machine.memory(), await trial.machine.disks()

    assert 0 <= cpu.percent <= 100
    assert len(cpu.per_core) == cpu.cores > 0
    assert 0 < memory.available_bytes <= memory.total_bytes
    assert 0 <= memory.percent <= 100
    assert disks
    assert all(disk.used_bytes + disk.free_bytes <= disk.total_bytes for disk in disks)
    assert len({disk.id for disk in disks}) == len(disks)
    assert await trial.machine.booted_at() < datetime.now(UTC)
    assert await trial.machine.host_name()
    assert (await trial.machine.network()).sent_bytes >= 0


async def test_every_process_is_listed_and_found_alike(trial: Trial) -> None:
    listed = {process.pid: process for process in await trial.machine.processes()}

    for pid in (trial.gentle, trial.deaf):
        found = await present(trial.machine, pid)
        assert found.started_at == listed[pid].started_at
        assert found.name == listed[pid].name
        assert found.memory_bytes > 0
        assert found.standing == "ordinary"
    assert await trial.machine.process(2**22 + 5) is None


async def test_a_process_that_listens_ends_when_asked(trial: Trial) -> None:
    process = await present(trial.machine, trial.gentle)

    assert await trial.machine.end_process(process.pid, process.started_at)
    assert await trial.machine.process(process.pid) is None


async def test_a_deaf_process_ends_only_by_force(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.pc.running.END_SECONDS", 0.3)
    process = await present(trial.machine, trial.deaf)

    assert not await trial.machine.end_process(process.pid, process.started_at)
    assert await trial.machine.process(process.pid) is not None
    assert await trial.machine.end_process(process.pid, process.started_at, force=True)
    assert await trial.machine.process(process.pid) is None


async def test_a_number_that_was_given_to_another_process_is_refused(trial: Trial) -> None:
    process = await present(trial.machine, trial.gentle)
    earlier = process.started_at - timedelta(seconds=5)

    with pytest.raises(Mistake, match="another one"):
        await trial.machine.end_process(process.pid, earlier, force=True)
    with pytest.raises(Mistake, match="another one"):
        await trial.machine.set_priority(process.pid, earlier, 10)
    assert await trial.machine.process(process.pid) is not None


async def test_ending_what_has_ended_already_is_no_error(trial: Trial) -> None:
    process = await present(trial.machine, trial.gentle)
    await trial.machine.end_process(process.pid, process.started_at)

    assert await trial.machine.end_process(process.pid, process.started_at)


async def test_homeops_and_the_system_are_never_ended(trial: Trial) -> None:
    for pid in (trial.own, trial.first):
        process = await present(trial.machine, pid)
        assert process.standing != "ordinary"
        with pytest.raises(Mistake):
            await trial.machine.end_process(pid, process.started_at, force=True)
        with pytest.raises(Mistake):
            await trial.machine.set_priority(pid, process.started_at, 10)


async def test_priority_is_changed_and_read_back(trial: Trial) -> None:
    process = await present(trial.machine, trial.gentle)
    lower = process.priority + 3

    assert await trial.machine.set_priority(process.pid, process.started_at, lower) == lower
    assert (await present(trial.machine, process.pid)).priority == lower
    if await trial.machine.priority_floor() <= process.priority:
        await trial.machine.set_priority(process.pid, process.started_at, process.priority)
        assert (await present(trial.machine, process.pid)).priority == process.priority


async def test_only_services_from_the_settings_are_touched(trial: Trial) -> None:
    assert [one.running for one in await trial.machine.services(["no-such-service"])] == [None]
    with pytest.raises(Mistake, match="pausable_services"):
        await trial.machine.stop_service("ssh")
    with pytest.raises(Mistake, match="no power plan"):
        await trial.machine.set_power_plan("warp")


async def test_the_tests_own_process_is_measured_and_quickly(tmp_path: Path) -> None:
    machine = LocalMachine(PcSettings(cleanup=()), tmp_path, lambda: datetime.now(UTC))
    code = "import sys; block = bytearray(90_000_000); print('up', flush=True)\nwhile True: pass"
    with child(code) as busy:
        await machine.processes()
        await asyncio.sleep(0.6)
        began = time.perf_counter()
        found = {process.pid: process for process in await machine.processes()}
        took = time.perf_counter() - began
        assert 80e6 < found[busy.pid].memory_bytes < 140e6
        assert found[busy.pid].cpu_percent > 5
        assert abs((found[busy.pid].started_at - datetime.now(UTC)).total_seconds()) < 30
        assert took < 0.003 * len(found) + 0.2


async def test_what_looks_like_a_password_is_not_repeated(tmp_path: Path) -> None:
    machine = LocalMachine(PcSettings(cleanup=()), tmp_path, lambda: datetime.now(UTC))
    with child(IDLE, "--token=abc123", "--name", "x" * 500) as process:
        found = await present(machine, process.pid)
    assert "abc123" not in found.command
    assert len(found.command) <= 160


async def test_sensors_of_a_machine_without_any_can_be_put_in(tmp_path: Path) -> None:
    warm = Sensor(id="cpu", label="processor", celsius=61, kind="cpu")
    machine = LocalMachine(PcSettings(), tmp_path, lambda: datetime.now(UTC), sensors=lambda: [warm])
    assert await machine.sensors() == [warm]


def test_nvidias_lines_are_read_with_their_gaps() -> None:
    cards = parse_nvidia(
        "NVIDIA GeForce RTX 4070, 83, 12282, 8294, 71, 176.20\nTesla, [N/A], 16384, 5, 40, [N/A]\nx\n"
    )
    assert [card.percent for card in cards] == [83, None]
    assert cards[0].memory_total_bytes == 12282 * 2**20
    assert cards[1].watts is None


async def test_folders_are_measured_without_links_and_hard_links_once(tmp_path: Path) -> None:
    top = tmp_path / "top"
    for name, size in (("a/deep/only", 400_000), ("b", 200_000), ("c/x", 50_000), ("c/y", 50_000)):
        (top / name).mkdir(parents=True)
        (top / name / "file").write_bytes(os.urandom(size))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "big").write_bytes(os.urandom(900_000))
    (top / "b" / "link").symlink_to(outside)
    os.link(top / "b" / "file", top / "b" / "again")
    machine = LocalMachine(PcSettings(), tmp_path / "data", lambda: datetime.now(UTC))

    sizes = await machine.folder_sizes(str(top), limit=3)

    assert [Path(folder.path).relative_to(top).as_posix() for folder in sizes.folders] == [
        "a/deep/only",
        "b",
        "c",
    ]
    assert 700_000 <= sizes.total_bytes < 780_000
    assert sizes.complete
    with pytest.raises(Mistake, match="no folder"):
        await machine.folder_sizes(str(tmp_path / "nowhere"))


async def test_looking_through_folders_is_cut_short_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "many").mkdir()
    for number in range(20):
        (tmp_path / "many" / str(number)).touch()
    monkeypatch.setattr("tools.pc.folders.WALK_SECONDS", -1)
    machine = LocalMachine(PcSettings(), tmp_path / "data", lambda: datetime.now(UTC))
    assert not (await machine.folder_sizes(str(tmp_path / "many"))).complete
