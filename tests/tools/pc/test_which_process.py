"""Which process is meant when someone names a program: one, one of several, or none that runs."""

from datetime import timedelta

import pytest

from memory.errors import Mistake
from tools.contract import World
from tools.pc.pretend_state import PcState, Program
from tools.pc.processes.tools import Processes, verbs
from tools.pc.simulated import SimulatedMachine


@pytest.fixture
def processes(world: World, pc_url: str) -> Processes:
    return Processes(SimulatedMachine(world.http, pc_url), world.clock.now)


async def resolve(processes: Processes, name: str) -> str:
    verb = {verb.name: verb for verb in verbs(processes)}["end_process"]
    assert verb.resolve is not None
    return str((await verb.resolve({"process": name}))["process"])


async def start_another_python(world: World, pc_url: str) -> None:
    state = PcState.model_validate_json((await world.http.get(f"{pc_url}/pc/_state")).content)
    first = next(one.process for one in state.programs if one.process.name.startswith("python"))
    later = first.started_at + timedelta(hours=1)
    update = {"pid": 99_001, "started_at": later, "command": "python C:\\tools\\backup.py --all"}
    state.programs.append(Program(process=first.model_copy(update=update)))
    await world.http.put(f"{pc_url}/pc/_state", content=state.model_dump_json())


async def test_a_program_that_does_not_run_is_said_not_to(processes: Processes) -> None:
    with pytest.raises(Mistake, match=r"^Firefox is not running\.$"):
        await resolve(processes, "firefox")


@pytest.mark.parametrize("name", ["spotify", "Spotify.exe", " SPOTIFY "])
async def test_a_name_becomes_the_one_process_of_that_name(processes: Processes, name: str) -> None:
    handle = await resolve(processes, name)

    assert handle == (await processes.find_process("spotify")).programs[0].handle
    assert await resolve(processes, handle) == handle


async def test_of_a_program_with_helpers_the_one_that_started_them_is_meant(processes: Processes) -> None:
    chrome = (await processes.find_process("chrome")).programs[0]

    assert await resolve(processes, "chrome") == chrome.handle


async def test_of_two_of_the_same_name_it_is_asked_which(
    processes: Processes, world: World, pc_url: str
) -> None:
    await start_another_python(world, pc_url)

    with pytest.raises(Mistake, match=r"2 programs called python are running: .*photo_sorter.py.*backup.py"):
        await resolve(processes, "python")


async def test_two_of_the_same_name_can_be_told_apart_by_what_they_run(
    processes: Processes, world: World, pc_url: str
) -> None:
    await start_another_python(world, pc_url)

    names = {name.spoken: name.id for name in await processes.name_processes()}

    assert "python" not in names
    assert names["python backup.py"].startswith("99001@")
    assert await resolve(processes, "python backup.py") == names["python backup.py"]


async def test_well_known_programs_have_a_name_though_they_do_not_run(processes: Processes) -> None:
    names = {name.spoken: name.id for name in await processes.name_processes()}

    assert names["firefox"] == "firefox"
    assert "@" in names["chrome"]


async def test_what_ran_before_is_still_known_by_name(
    processes: Processes, world: World, pc_url: str
) -> None:
    await processes.name_processes()
    state = PcState.model_validate_json((await world.http.get(f"{pc_url}/pc/_state")).content)
    state.programs = [one for one in state.programs if one.process.name != "Starfall.exe"]
    assert state.programs
    await world.http.put(f"{pc_url}/pc/_state", content=state.model_dump_json())

    names = {name.spoken: name.id for name in await processes.name_processes()}

    assert names["starfall"] == "Starfall"
    with pytest.raises(Mistake, match=r"^Starfall is not running\.$"):
        await resolve(processes, names["starfall"])
