"""Which programs run, and ending exactly the one that was approved."""

import subprocess
import sys
from collections.abc import Generator

import psutil
import pytest

from memory.errors import Mistake, Unavailable
from memory.people import Role
from tools.contract import Irreversible, Risk, World
from tools.farend import FarEnd
from tools.pc import connect
from tools.pc.local import LocalMachine
from tools.pc.processes.answers import Ended
from tools.pc.processes.handle import Handle, parse_handle
from tools.pc.processes.programs import program_name, spoken_names
from tools.pc.processes.tools import Processes, verbs
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine


@pytest.fixture
def processes(world: World, pc_url: str) -> Processes:
    return Processes(SimulatedMachine(world.http, pc_url), world.clock.now)


async def handle(processes: Processes, name: str) -> str:
    return (await processes.find_process(name)).programs[0].handle


def ended_pids(far: FarEnd) -> list[object]:
    return [write.args["pid"] for write in far.writes if write.verb == "end_process"]


async def test_the_busiest_programs_by_processor_and_by_memory(processes: Processes) -> None:
    by_cpu = await processes.list_top("cpu", 3)
    by_memory = await processes.list_top("memory", 20)

    assert [one.name for one in by_cpu.programs][:2] == ["Starfall", "chrome"]
    assert len(by_cpu.programs) == 3
    sizes = [one.memory_bytes for one in by_memory.programs]
    assert sizes == sorted(sizes, reverse=True)
    assert len(str(by_memory).splitlines()) <= 12
    assert by_memory.chart() is not None


async def test_a_running_program_is_found_by_name_part_and_command(processes: Processes) -> None:
    chrome = await processes.find_process("Chrome.exe")
    obs = await processes.find_process("obs")
    sorter = await processes.find_process("photo_sorter")

    assert str(chrome).startswith("chrome is running: 7 processes, 5.3 GB of memory")
    assert str(chrome).endswith("since 05:30.")
    assert [one.name for one in obs.programs] == ["obs64"]
    assert [one.name for one in sorter.programs] == ["python"]


async def test_a_program_that_does_not_run_is_said_not_to(processes: Processes) -> None:
    assert str(await processes.find_process("minecraft")) == "minecraft isn't running."


async def test_ending_a_program_ends_that_process_and_says_what_came_free(
    processes: Processes, far: FarEnd
) -> None:
    spotify = await handle(processes, "spotify")

    done = await processes.end_process(spotify)

    assert isinstance(done.answer, Ended)
    assert str(done.answer).startswith("Spotify has ended. 3")
    assert isinstance(done.inverse, Irreversible)
    assert ended_pids(far) == [parse_handle(spotify).pid]
    assert await processes.is_running({"process": spotify}) is False
    assert str(await processes.find_process("spotify")) == "spotify isn't running."


async def test_of_several_processes_the_first_is_meant_and_the_rest_is_told(processes: Processes) -> None:
    chrome = await handle(processes, "chrome")

    card = await processes.say_end({"process": chrome})
    done = await processes.end_process(chrome)

    assert card.startswith(
        f"End chrome (process {parse_handle(chrome).pid}, one of 7 of that name, running since 05:30, "
    )
    assert str(done.answer).startswith("That chrome process has ended; 6 others of that name still run.")


async def test_a_number_that_now_is_another_process_is_left_alone(processes: Processes, far: FarEnd) -> None:
    spotify = parse_handle(await handle(processes, "spotify"))
    stale = str(Handle(spotify.pid, spotify.started_at.replace(year=2025)))

    with pytest.raises(Mistake, match="already ended"):
        await processes.end_process(stale)
    with pytest.raises(Mistake, match="already ended"):
        await processes.say_end({"process": stale})
    assert await processes.is_running({"process": stale}) is False
    assert ended_pids(far) == []


@pytest.mark.parametrize("name", ["explorer", "homeops"])
async def test_the_system_and_homeops_are_never_ended(processes: Processes, far: FarEnd, name: str) -> None:
    with pytest.raises(Mistake):
        await processes.end_process(await handle(processes, name), force=True)
    assert ended_pids(far) == []


async def test_a_stubborn_program_ends_only_by_force(processes: Processes) -> None:
    stubborn = await handle(processes, "photoexport")

    with pytest.raises(Unavailable, match="still runs"):
        await processes.end_process(stubborn)
    assert await processes.is_running({"process": stubborn}) is True
    assert (await processes.say_end({"process": stubborn, "force": True})).startswith("Kill PhotoExport")

    await processes.end_process(stubborn, force=True)
    assert await processes.is_running({"process": stubborn}) is False


@pytest.mark.parametrize(
    "text", ["chrome", "", "12", "12@", "12@noon", "12@2026-11-23T10:00:00", "-3@2026-11-23T10:00:00Z"]
)
def test_what_is_no_handle_is_refused(text: str) -> None:
    with pytest.raises(Mistake):
        parse_handle(text)


async def test_a_handle_survives_being_written_down(processes: Processes) -> None:
    text = await handle(processes, "steam")
    assert str(parse_handle(text)) == text


async def test_people_may_name_any_program_and_get_its_first_process(
    world: World, settings: PcSettings
) -> None:
    domain = connect(settings, world)

    names = await domain.names["process"]()

    chrome = [name for name in names if name.spoken == "chrome"]
    assert len(chrome) == 1
    assert not chrome[0].trusted
    assert {name.spoken for name in names} >= {"obs", "obs64", "photo export"}


def test_names_as_people_say_them() -> None:
    assert program_name("Discord.EXE") == "Discord"
    assert spoken_names("obs64") == ("obs64", "obs")
    assert spoken_names("PhotoExport") == ("PhotoExport", "photo export")
    assert spoken_names("chrome") == ("chrome",)


def test_ending_waits_for_an_adult(processes: Processes) -> None:
    end = next(verb for verb in verbs(processes) if verb.name == "end_process")

    assert end.risk is Risk.DANGER
    assert end.role is Role.ADULT
    assert end.card is not None
    assert end.happened is not None
    assert end.happened({}, False) is True
    assert end.happened({}, True) is False


@pytest.fixture
def sleeper() -> Generator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        yield child
        child.kill()


async def test_a_real_process_is_ended(world: World, sleeper: subprocess.Popen[bytes]) -> None:
    machine = LocalMachine(PcSettings(), world.data, world.clock.now)
    real = Processes(machine, world.clock.now)
    found = await machine.process(sleeper.pid)
    assert found is not None
    meant = str(Handle(found.pid, found.started_at))

    done = await real.end_process(meant)

    assert isinstance(done.answer, Ended)
    assert not psutil.pid_exists(sleeper.pid)
    assert await real.is_running({"process": meant}) is False
