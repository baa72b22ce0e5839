"""What a family asks of the PC itself, against the pretend PC and against the one that the tests run on."""

from datetime import timedelta

import psutil
import pytest

from memory.errors import Mistake, Unavailable
from tools.contract import Charted, World
from tools.farend import Behaviour, FarEnd
from tools.pc import connect
from tools.pc.hardware.answers import Disks, MemoryReport, Overview, Temperatures, Uptime
from tools.pc.hardware.judge import judge_heat
from tools.pc.hardware.past import History
from tools.pc.hardware.tools import Hardware
from tools.pc.hardware.watch import RECEIVED_SERIES, Watch
from tools.pc.local import LocalMachine
from tools.pc.models import CPU_SERIES, Sensor, disk_series
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.pc.words import format_disk, format_memory, format_share, format_span


@pytest.fixture
def machine(world: World, pc_url: str) -> SimulatedMachine:
    return SimulatedMachine(world.http, pc_url)


@pytest.fixture
def watch(world: World, machine: SimulatedMachine) -> Watch:
    return Watch(machine, world.samples, world.clock.now)


@pytest.fixture
def hardware(world: World, machine: SimulatedMachine, watch: Watch, settings: PcSettings) -> Hardware:
    return Hardware(machine, watch, settings, world.clock)


def pass_a_minute(world: World, far: FarEnd) -> None:
    world.clock.advance(timedelta(minutes=1))
    far.set_clock(world.clock.now())


async def test_how_is_my_pc_fits_six_lines_and_names_what_is_wrong(hardware: Hardware) -> None:
    overview = await hardware.show_overview()

    assert isinstance(overview, Overview)
    lines = str(overview).splitlines()
    assert len(lines) <= 6
    assert lines[0].startswith("den-pc, on for 2 days 4 hours.")
    assert "system disk is 87 % full" in lines[0]
    assert "Memory: 20 GB of 32 GB (62 %)" in lines
    assert "Starfall" in lines[1]


async def test_what_uses_my_memory_groups_the_processes_of_a_program(hardware: Hardware) -> None:
    report = await hardware.show_memory()

    assert isinstance(report, MemoryReport)
    assert len(report.programs) == 5
    assert report.programs[0].name == "Starfall"
    assert report.programs[1].name == "chrome"
    assert report.programs[1].processes == 7
    assert "2. chrome (7 processes): 5.3 GB" in str(report)
    picture = report.chart()
    assert picture is not None
    assert "chrome" in picture.alt


async def test_temperatures_of_everything_and_of_one_part(hardware: Hardware) -> None:
    everything = await hardware.show_temperatures()
    processor = await hardware.show_temperatures("processor")
    system_disk = await hardware.show_temperatures("system disk")

    assert [one.kind for one in everything.sensors] == ["gpu", "cpu", "disk"]
    assert "Fan processor fan" in str(everything)
    assert [one.kind for one in processor.sensors] == ["cpu"]
    assert [one.label for one in system_disk.sensors] == ["system disk"]
    with pytest.raises(Mistake, match="no thermometer 'kettle'"):
        await hardware.show_temperatures("kettle")


def test_a_pc_without_thermometers_says_so() -> None:
    assert str(Temperatures(sensors=())) == "This PC shows no temperature."
    assert str(Temperatures(sensors=(), asked="cpu")) == "This PC shows no temperature for the processor."


@pytest.mark.parametrize("said", ["D:", "d", "games disk", "Games Disk"])
async def test_one_disk_by_any_of_its_names(hardware: Hardware, said: str) -> None:
    disks = await hardware.show_disks(said)

    assert isinstance(disks, Disks)
    assert str(disks) == "games disk: 785 GB free of 2 TB (61 % full)"


async def test_an_unknown_disk_is_answered_with_those_there_are(hardware: Hardware) -> None:
    with pytest.raises(Mistake, match="no disk 'Q:'; it has system disk, games disk and photo archive"):
        await hardware.show_disks("Q:")


async def test_processor_graphics_and_uptime(hardware: Hardware) -> None:
    assert "16 cores" in str(await hardware.show_cpu())
    assert "RTX 4070" in str(await hardware.show_gpu())
    uptime = await hardware.show_uptime()
    assert isinstance(uptime, Uptime)
    assert str(uptime) == "The PC has been on for 2 days 4 hours, since Sat 21 Nov 08:00."


async def test_history_joins_what_the_pc_knows_with_what_was_watched(
    hardware: Hardware, watch: Watch, world: World, far: FarEnd
) -> None:
    for _ in range(5):
        await watch.sample()
        pass_a_minute(world, far)

    history = await hardware.show_history("cpu", hours=12)

    assert isinstance(history, History)
    points = history.lines[0].points
    assert [point.at for point in points] == sorted(point.at for point in points)
    assert len(points) > 5 + 10
    assert history.chart() is not None
    assert "points" not in str(history.model_dump_json())


async def test_history_that_is_not_there_is_admitted(hardware: Hardware) -> None:
    nothing = await hardware.show_history("network")

    assert nothing.chart() is None
    assert str(nothing).startswith("I have no measurements from yesterday 12:00 to now")


async def test_a_short_watch_is_admitted(hardware: Hardware, watch: Watch, world: World, far: FarEnd) -> None:
    for _ in range(4):
        await watch.sample()
        pass_a_minute(world, far)

    history = await hardware.show_history("network", hours=6)

    assert "I have only watched since 12:01." in str(history)
    assert "received: average 37" in str(history)


async def test_history_of_another_day_stays_within_it(hardware: Hardware, world: World) -> None:
    end = world.clock.now() - timedelta(hours=5)
    history = await hardware.show_history("disk", start=end - timedelta(days=2), end=end)

    assert {line.label for line in history.lines} == {"system disk", "games disk", "photo archive"}
    assert all(history.start <= point.at <= history.end for line in history.lines for point in line.points)


async def test_the_future_has_no_history(hardware: Hardware, world: World) -> None:
    with pytest.raises(Mistake, match="time in the past"):
        await hardware.show_history("cpu", start=world.clock.now() + timedelta(hours=1))


async def test_traffic_is_not_told_across_a_restart(watch: Watch, world: World, far: FarEnd) -> None:
    await watch.sample()
    far.set_clock(world.clock.now() - timedelta(hours=10))  # the counters begin again lower
    world.clock.advance(timedelta(minutes=1))
    await watch.sample()

    assert await world.samples.latest(RECEIVED_SERIES) is None


async def test_the_domain_watches_by_itself(world: World, settings: PcSettings) -> None:
    domain = connect(settings, world)

    assert domain.simulated
    await domain.jobs[0].run()

    assert await world.samples.latest(CPU_SERIES) is not None
    assert await world.samples.latest(disk_series("C:")) is not None


async def test_checks_tell_a_full_disk_with_a_remedy(world: World, settings: PcSettings) -> None:
    found = {check.name: await check.ask() for check in connect(settings, world).checks}

    assert found["pc"].ok
    assert found["pc temperatures"].ok
    assert found["pc memory"].ok
    assert not found["pc disks"].ok
    assert "system disk is 87 % full" in found["pc disks"].summary
    assert found["pc disks"].remedy


async def test_short_memory_is_told_with_the_program_that_has_it(world: World, pc_url: str) -> None:
    tight = PcSettings(simulation=pc_url, memory_threshold=50)
    found = {check.name: await check.ask() for check in connect(tight, world).checks}

    assert not found["pc memory"].ok
    assert "Starfall (6.6 GB)" in found["pc memory"].summary


def test_heat_is_judged_by_the_makers_limit_else_by_the_kind() -> None:
    cool = Sensor(id="a", label="board", celsius=120)  # no limit known: not judged
    hot = Sensor(id="b", label="processor", celsius=91, kind="cpu")
    tough = Sensor(id="c", label="card", celsius=91, kind="gpu", high=100)

    assert judge_heat([cool, tough]).ok
    assert judge_heat([cool, hot, tough]).summary == "processor is at 91 °C, which is too hot."


async def test_a_pc_that_does_not_answer_is_unavailable(hardware: Hardware, far: FarEnd) -> None:
    far.behaviours.append(Behaviour(path="/pc/memory", how="error"))

    with pytest.raises(Unavailable):
        await hardware.show_memory()


async def test_this_very_machine_is_told_truly(world: World) -> None:
    machine = LocalMachine(PcSettings(), world.data, world.clock.now)
    real = Hardware(machine, Watch(machine, world.samples, world.clock.now), PcSettings(), world.clock)

    report, disks = await real.show_memory(), await real.show_disks()

    assert report.memory.total_bytes == psutil.virtual_memory().total
    assert f"of {format_memory(psutil.virtual_memory().total)}" in str(report)
    assert disks.disks
    assert isinstance(report, Charted)


def test_sizes_and_spans_as_people_read_them() -> None:
    assert format_memory(7.9 * 2**30) == "7.9 GB"
    assert format_memory(16 * 2**30) == "16 GB"
    assert format_memory(2**20 * 1023.9) == "1 GB"
    assert format_disk(999_950_000_000) == "1 TB"
    assert format_share(8 * 2**30, 16 * 2**30) == "8 GB of 16 GB (50 %)"
    assert format_span(timedelta(days=3, hours=4, minutes=9)) == "3 days 4 hours"
    assert format_span(timedelta(seconds=20)) == "0 minutes"
