"""What "how is the PC?" says when something is not well, and who is responsible."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from tools.contract import World
from tools.farend import FarEnd
from tools.pc.hardware.judge import judge_heat, judge_load
from tools.pc.hardware.tools import Hardware
from tools.pc.hardware.watch import Watch
from tools.pc.models import CpuNow, GpuNow, Point
from tools.pc.pretend_state import PcState, disk_of
from tools.pc.processes.programs import Program
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def watch(world: World, pc_url: str) -> Watch:
    return Watch(SimulatedMachine(world.http, pc_url), world.samples, world.clock.now)


@pytest.fixture
def hardware(world: World, watch: Watch, pc_url: str, settings: PcSettings) -> Hardware:
    return Hardware(SimulatedMachine(world.http, pc_url), watch, settings, world.clock)


async def make_busy(http: httpx2.AsyncClient, pc_url: str, *, emptied: bool = False) -> None:
    """The game takes all of the processor; with `emptied` there is room on every disk."""
    state = PcState.model_validate_json((await http.get(f"{pc_url}/pc/_state")).content)
    for program in state.programs:
        if program.process.name.startswith("Starfall"):
            program.process = program.process.model_copy(update={"cpu_percent": 140.0})
    if emptied:
        state.disks = [disk_of(disk.id, disk.label, disk.total_bytes, 0) for disk in state.disks]
    await http.put(f"{pc_url}/pc/_state", content=state.model_dump_json())


async def test_all_is_well_only_when_it_is(hardware: Hardware, world: World, pc_url: str) -> None:
    await make_busy(world.http, pc_url, emptied=True)

    told = str(await hardware.show_overview())

    assert "All is well" not in told
    assert "The processor is 100 % busy" in told
    assert "Starfall" in told.splitlines()[0]


async def test_load_that_lasts_is_told_with_its_length(
    hardware: Hardware, watch: Watch, world: World, far: FarEnd, pc_url: str
) -> None:
    await make_busy(world.http, pc_url, emptied=True)
    for _ in range(12):
        await watch.sample()
        world.clock.advance(timedelta(minutes=1))
        far.set_clock(world.clock.now())

    told = str(await hardware.show_overview())

    assert "has been for 12 minutes, most of it by Starfall (100 %)." in told.splitlines()[0]


async def test_several_worries_stand_in_lines_of_their_own(
    hardware: Hardware, world: World, pc_url: str
) -> None:
    await make_busy(world.http, pc_url)

    lines = str(await hardware.show_overview()).splitlines()

    assert lines[0] == "den-pc, on for 2 days 4 hours. 2 things are not well:"
    assert lines[1].startswith("• The processor is 100 % busy")
    assert lines[2].startswith("• system disk is 87 % full")
    assert len(lines) <= 12


def test_a_short_climb_is_no_worry() -> None:
    cpu = CpuNow(percent=75, cores=4)

    assert judge_load(cpu, (), (), 70, NOW).ok


def test_load_is_believed_from_the_system_where_nobody_watched() -> None:
    cpu = CpuNow(percent=80, cores=4, load=(4.0, 3.6, 1.0))
    encoder = Program(
        name="ffmpeg", processes=1, cpu_percent=78, memory_bytes=2**30, started_at=NOW, handle="1@x"
    )

    found = judge_load(cpu, (), (encoder,), 70, NOW)

    assert found.summary == (
        "The processor is 80 % busy and has been for at least 5 minutes, most of it by ffmpeg (78 %)."
    )
    assert found.remedy


def test_a_pause_in_watching_ends_what_is_known() -> None:
    cpu = CpuNow(percent=95, cores=4)
    past = [Point(at=NOW - timedelta(minutes=minutes), value=99) for minutes in (60, 59, 58, 2, 1)]

    assert judge_load(cpu, past, (), 70, NOW).summary == "The processor is 95 % busy right now."


def test_a_hot_card_without_a_thermometer_of_its_own_is_a_worry() -> None:
    hot, cool = GpuNow(name="RTX 4070", celsius=91), GpuNow(name="Intel UHD")

    assert judge_heat([], [hot, cool]).summary == "RTX 4070 is at 91 °C, which is too hot."
