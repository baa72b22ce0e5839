"""Gaming mode makes way for a game and puts everything back exactly, also when interrupted."""

import asyncio

import httpx2
import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from memory.errors import Unavailable
from tools.contract import Call, Done, Irreversible, World
from tools.farend import Behaviour, FarEnd
from tools.pc.gaming.answers import GamingMode, GamingOver
from tools.pc.gaming.plan import is_named
from tools.pc.gaming.tools import Gaming, verbs
from tools.pc.models import BACKGROUND_PRIORITY, FAVOURED_PRIORITY
from tools.pc.pretend_state import PcState
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine

BACKGROUND = {"chrome.exe", "OneDrive.exe", "Discord.exe"}


@pytest.fixture
def settings(pc_url: str) -> PcSettings:
    return PcSettings(
        simulation=pc_url,
        games=("Starfall.exe", "Hollow Harbor.exe"),
        background=tuple(sorted(BACKGROUND)),
        pausable_services=("SearchIndexer", "OneDriveSync", "PrintSpooler"),
    )


@pytest.fixture
def machine(world: World, pc_url: str) -> SimulatedMachine:
    return SimulatedMachine(world.http, pc_url)


@pytest.fixture
def gaming(machine: SimulatedMachine, world: World, settings: PcSettings) -> Gaming:
    return Gaming(machine, world, settings)


class Pc:
    """The pretend PC behind the wire, looked at and changed as by someone else."""

    def __init__(self, http: httpx2.AsyncClient, url: str) -> None:
        self._http = http
        self._url = f"{url}/pc/_state"

    async def state(self) -> PcState:
        return PcState.model_validate_json((await self._http.get(self._url)).content)

    async def put(self, state: PcState) -> None:
        (await self._http.put(self._url, content=state.model_dump_json())).raise_for_status()

    async def end(self, *pids: int) -> None:
        state = await self.state()
        state.programs = [one for one in state.programs if one.process.pid not in pids]
        await self.put(state)

    async def priorities(self) -> dict[int, int]:
        return {one.process.pid: one.process.priority for one in (await self.state()).programs}

    async def gist(self) -> tuple[dict[int, int], dict[str, bool | None], str | None]:
        state = await self.state()
        running = {service.name: service.running for service in state.services}
        return await self.priorities(), running, state.power_plan


@pytest.fixture
def pc(world: World, pc_url: str) -> Pc:
    return Pc(world.http, pc_url)


async def test_the_game_goes_first_and_the_rest_waits(gaming: Gaming, pc: Pc) -> None:
    done = await gaming.start_gaming_mode()

    state = await pc.state()
    by_name = {one.process.name: one.process.priority for one in state.programs}
    assert by_name["Starfall.exe"] == FAVOURED_PRIORITY
    assert {by_name[name] for name in BACKGROUND} == {BACKGROUND_PRIORITY}
    assert by_name["thunderbird.exe"] == 0
    assert {one.name for one in state.services if one.running} == {"WindowsDefender"}
    assert state.power_plan == "performance"
    assert str(done.answer).splitlines() == [
        "Gaming mode is on.",
        "Starfall goes first.",
        "Waiting behind: chrome, Discord and OneDrive.",
        "Paused: SearchIndexer and OneDriveSync.",
        "Power plan: performance.",
    ]


async def test_ending_it_puts_everything_back(gaming: Gaming, pc: Pc) -> None:
    before = await pc.gist()

    started = await gaming.start_gaming_mode()
    assert started.inverse == Call("pc_stop_gaming_mode")
    stopped = await gaming.stop_gaming_mode()

    assert await pc.gist() == before
    assert str(stopped.answer) == "Gaming mode is off; everything is back as it was."
    assert (await pc.state()).services[2].running is False  # the printer's was not running before


async def test_undoing_the_end_is_as_it_was_while_gaming(gaming: Gaming, pc: Pc) -> None:
    await gaming.start_gaming_mode("Starfall")
    on = await pc.gist()

    stopped = await gaming.stop_gaming_mode()
    assert stopped.inverse == Call("pc_start_gaming_mode", {"game": "Starfall"})
    await gaming.start_gaming_mode("Starfall")

    assert await pc.gist() == on


async def test_starting_twice_and_ending_twice_change_nothing_more(gaming: Gaming, far: FarEnd) -> None:
    await gaming.start_gaming_mode()
    writes = len(far.writes)
    again = await gaming.start_gaming_mode()
    assert len(far.writes) == writes
    assert isinstance(again.inverse, Irreversible)
    assert str(again.answer).startswith("Gaming mode is already on since 12:00.")

    await gaming.stop_gaming_mode()
    writes = len(far.writes)
    off = await gaming.stop_gaming_mode()
    assert len(far.writes) == writes
    assert isinstance(off.inverse, Irreversible)
    assert str(off.answer) == "Gaming mode was off already."


async def test_a_game_that_is_not_running_yet_is_told(gaming: Gaming) -> None:
    done = await gaming.start_gaming_mode("Elden Ring")

    assert "Elden Ring isn't running yet" in str(done.answer)


async def test_whether_it_is_on_can_be_asked(gaming: Gaming, far: FarEnd) -> None:
    assert str(await gaming.show_gaming_mode()) == "Gaming mode is off."
    assert far.writes == []
    await gaming.start_gaming_mode()

    assert str(await gaming.show_gaming_mode()).startswith("Gaming mode is on")


async def test_what_someone_else_changed_meanwhile_is_left_alone(gaming: Gaming, pc: Pc) -> None:
    await gaming.start_gaming_mode()
    state = await pc.state()
    state.power_plan = "power-saver"
    await pc.put(state)

    done = await gaming.stop_gaming_mode()

    assert (await pc.state()).power_plan == "power-saver"
    assert "changed to power-saver meanwhile" in str(done.answer)


@pytest.mark.parametrize("path", ["/pc/set_priority", "/pc/stop_service", "/pc/set_power_plan"])
@pytest.mark.parametrize("how", ["drop", "error"])
async def test_a_start_that_broke_off_is_put_back_exactly(
    gaming: Gaming, pc: Pc, far: FarEnd, path: str, how: str
) -> None:
    before = await pc.gist()
    far.behaviours.append(Behaviour.model_validate({"path": path, "how": how, "times": 1}))

    await gaming.start_gaming_mode()
    await gaming.stop_gaming_mode()

    assert await pc.gist() == before


async def test_a_start_cut_off_by_a_crash_is_seen_and_finished_or_put_back(
    gaming: Gaming, machine: SimulatedMachine, world: World, settings: PcSettings, pc: Pc, far: FarEnd
) -> None:
    before = await pc.gist()
    far.behaviours.append(Behaviour(path="/pc/power_plan", how="error", times=1))
    with pytest.raises(Unavailable):  # nothing is written down yet, nothing is changed
        await gaming.start_gaming_mode()
    assert await pc.gist() == before

    far.behaviours.append(Behaviour(path="/pc/set_power_plan", how="hang"))
    cut_off = asyncio.create_task(gaming.start_gaming_mode())
    while far.behaviours:  # noqa: ASYNC110 - a server's progress is no event of ours
        await asyncio.sleep(0.005)
    cut_off.cancel()
    await asyncio.gather(cut_off, return_exceptions=True)
    assert await pc.gist() != before
    again = Gaming(machine, world, settings)  # as after a restart
    start = {verb.name: verb for verb in verbs(again)}["start_gaming_mode"]
    assert start.observe is not None
    assert start.happened is not None
    assert start.happened({}, await start.observe({})) is False
    assert "interrupted" in str(await again.show_gaming_mode())

    await again.start_gaming_mode()
    assert start.happened({}, await start.observe({})) is True
    await again.stop_gaming_mode()

    assert await pc.gist() == before


async def test_what_the_pc_refuses_to_put_back_is_kept_for_the_next_try(
    gaming: Gaming, pc: Pc, far: FarEnd
) -> None:
    before = await pc.gist()
    await gaming.start_gaming_mode()
    far.behaviours.append(Behaviour(path="/pc/start_service", how="error"))

    with pytest.raises(Unavailable, match="Not everything is back"):
        await gaming.stop_gaming_mode()
    done = await gaming.stop_gaming_mode()

    assert isinstance(done.answer, GamingOver)
    assert await pc.gist() == before


async def test_what_could_not_be_put_back_is_never_changed(gaming: Gaming, pc: Pc) -> None:
    state = await pc.state()
    state.programs = [
        one.model_copy(update={"process": one.process.model_copy(update={"priority": -15})})
        if one.process.name == "OneDrive.exe"
        else one
        for one in state.programs
    ]
    await pc.put(state)

    await gaming.start_gaming_mode()

    after = {one.process.name: one.process.priority for one in (await pc.state()).programs}
    assert after["OneDrive.exe"] == -15  # below the floor: it could not be given back


async def test_cards_say_what_would_change(gaming: Gaming) -> None:
    card = await gaming.say_start({})
    assert "SearchIndexer and OneDriveSync pause" in card
    assert "the power plan becomes performance" in card
    assert await gaming.say_stop({}) == "Gaming mode is off already; nothing would change."
    await gaming.start_gaming_mode()
    assert "on since 12:00" in await gaming.say_stop({})


def test_a_program_is_known_by_what_people_call_the_game() -> None:
    assert is_named("eldenring.exe", "Elden Ring")
    assert is_named("Hollow Harbor.exe", "hollow harbor")
    assert not is_named("steam.exe", "")
    assert not is_named("steamwebhelper.exe", "steam")


@hypothesis.settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
async def test_whatever_ends_in_between_the_rest_is_put_back(
    gaming: Gaming, pc: Pc, data: st.DataObject
) -> None:
    fresh = await pc.state()
    pids = [one.process.pid for one in fresh.programs]
    given_before = data.draw(st.fixed_dictionaries({pid: st.integers(-10, 19) for pid in pids}))
    fresh.programs = [
        one.model_copy(
            update={"process": one.process.model_copy(update={"priority": given_before[one.process.pid]})}
        )
        for one in fresh.programs
    ]
    await pc.put(fresh)
    before = await pc.gist()
    ended = data.draw(st.sets(st.sampled_from(pids), max_size=5))

    done = await gaming.start_gaming_mode()
    assert isinstance(done.answer, GamingMode)
    await pc.end(*ended)
    stopped = await gaming.stop_gaming_mode()

    assert isinstance(stopped, Done)
    priorities, services, plan = await pc.gist()
    assert priorities == {pid: value for pid, value in before[0].items() if pid not in ended}
    assert (services, plan) == before[1:]
    await pc.put(fresh)
