"""The same tests against a real Home Assistant and the pretend one, so that the two cannot drift apart."""

import json
import shutil
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from memory.errors import Misconfigured
from tests.real.homeassistant import Real, running
from tests.tools.home.rig import Rig, open_rig
from tests.tools.worlds import NOON
from tools.contract import Call, Json
from tools.farend import FarEnd, Misbehaving, served
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.line import CommandRefused, open_line
from tools.home.models import Home
from tools.simulation import make_app

DEMO = Path(__file__).with_name("demo.toml")
AREA = "Test kitchen"
IN_AREA = ("light.kitchen_lights", "light.ceiling_lights")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Generator[Real]:
    with running(tmp_path_factory.mktemp("homeassistant")) as started:
        yield started


@dataclass
class Side:
    """One of the two, connected."""

    rig: Rig
    address: str
    token: str

    async def settled(self, reached: Callable[[Home], bool]) -> Home:
        home = await self.rig.client.wait_until(reached, 15)
        assert reached(home)
        return home


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.real)])
async def side(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> AsyncGenerator[Side]:
    shutil.copy(migrated_file, tmp_path / "homeops.db")
    async with AsyncExitStack() as stack:
        far = FarEnd(now=NOON)
        if request.param == "fake":
            url = await stack.enter_async_context(served(Misbehaving(make_app(DEMO, far), far)))
            rig = await stack.enter_async_context(open_rig(url, far, tmp_path))
            yield Side(rig, f"{url}/home", "simulated")
        else:
            started: Real = request.getfixturevalue("real")
            settings: dict[str, Json] = {
                "simulation": None,
                "url": started.url,
                "token": started.token,
                "follow_seconds": 3,
            }
            rig = await stack.enter_async_context(open_rig(started.url, far, tmp_path, **settings))
            await put_in_area(rig.client)
            yield Side(rig, started.url, started.token)


async def put_in_area(client: HomeAssistant) -> None:
    """What the house file says to the pretend one."""
    home = await client.home()
    if any(area.name == AREA for area in home.areas.values()):
        return
    made = await client.ask("config/area_registry/create", name=AREA, aliases=["scullery"])
    assert isinstance(made, dict)
    for entity in IN_AREA:
        await client.ask("config/entity_registry/update", entity_id=entity, area_id=made["area_id"])
    await client.wait_until(lambda now: all(now.devices[key].area is not None for key in IN_AREA), 5)


async def test_a_lamp_goes_on_and_undo_brings_it_back(side: Side) -> None:
    done = await side.rig.do("set_level", devices=["Bed Light"], level=40)
    assert str(done.answer) == "The bed Light is on at 40 %."

    again = await side.rig.undo(done)

    assert str(again.answer) == "The bed Light is off."
    redone = await side.rig.undo(again)
    assert str(redone.answer) == "The bed Light is on at 40 %."
    await side.rig.do("turn_off", devices=["light.bed_light"])


async def test_a_colour_is_set_and_put_back(side: Side) -> None:
    before = await side.rig.observe("set_colour", devices=["ceiling lights"], colour="blue")
    done = await side.rig.do("set_colour", devices=["ceiling lights"], colour="blue")
    assert (
        await side.rig.observe("set_colour", devices=["ceiling lights"], colour="blue") == done.left != before
    )

    await side.rig.undo(done)

    assert await side.rig.observe("set_colour", devices=["ceiling lights"], colour="blue") == before


async def test_a_room_is_a_group(side: Side) -> None:
    args = await side.rig.admit(
        "turn_off", {"devices": ["lights in the scullery"], "but": ["ceiling lights"]}
    )
    assert args["devices"] == ["light.kitchen_lights"]
    args = await side.rig.admit("turn_off", {"devices": ["light@test-kitchen"]})
    assert args["devices"] == ["light.ceiling_lights", "light.kitchen_lights"]


async def test_what_is_so_already_changes_nothing(side: Side) -> None:
    done = await side.rig.do("turn_off", devices=["AC"])
    if isinstance(done.inverse, Call):  # the real one's AC is on at first
        done = await side.rig.do("turn_off", devices=["AC"])
    assert str(done.answer) == "The AC is off already."
    assert not isinstance(done.inverse, Call)


async def test_the_heating_is_set_and_put_back(side: Side) -> None:
    before = await side.rig.observe("set_temperature", devices=["HeatPump"], by=1)
    done = await side.rig.do("set_temperature", devices=["HeatPump"], by=1)
    assert "set to 21 °C" in str(done.answer)
    off = await side.rig.do("set_climate_mode", devices=["HeatPump"], mode="off")
    await side.rig.undo(off)

    await side.rig.undo(done)

    assert await side.rig.observe("set_temperature", devices=["HeatPump"], by=1) == before


async def test_a_cover_moves_to_its_place_and_back(side: Side) -> None:
    start = (await side.rig.client.home()).devices["cover.hall_window"].number("current_position")
    done = await side.rig.do("move_cover", devices=["Hall Window"], position=30)
    assert await side.rig.observe("move_cover", devices=["Hall Window"], position=30) == done.left

    def at(position: float | None) -> Callable[[Home], bool]:
        return lambda home: home.devices["cover.hall_window"].number("current_position") == position

    await side.settled(at(30))
    assert await side.rig.observe("move_cover", devices=["Hall Window"], position=30) == done.left
    await side.rig.undo(done)
    await side.settled(at(start))


async def test_a_door_is_unlocked_and_locked_again(side: Side) -> None:
    done = await side.rig.do("unlock", devices=["front door"])
    await side.settled(lambda home: home.devices["lock.front_door"].state == "unlocked")

    await side.rig.undo(done)

    await side.settled(lambda home: home.devices["lock.front_door"].state == "locked")


async def test_music_pauses_gets_quieter_and_all_of_it_is_put_back(side: Side) -> None:
    paused = await side.rig.do("pause", devices=["Walkman"])
    assert "paused" in str(paused.answer)
    quiet = await side.rig.do("set_volume", devices=["Walkman"], level=30)
    assert "volume 30 %" in str(quiet.answer)

    await side.rig.undo(paused)
    await side.rig.undo(quiet)

    told = await side.rig.ask("show_state", devices=["Walkman"])
    assert "playing" in told
    assert "volume 100 %" in told


async def test_a_scene_and_a_script_are_put_back(side: Side) -> None:
    before = await side.rig.observe("activate_scene", scene="Test scene")
    done = await side.rig.do("activate_scene", scene="Test scene")
    assert "kitchen Lights are off" in str(done.answer)
    await side.rig.undo(done)
    assert await side.rig.observe("activate_scene", scene="Test scene") == before

    done = await side.rig.do("run_script", script="Dim down")
    assert "kitchen Lights are off" in str(done.answer)
    await side.rig.undo(done)
    assert await side.rig.observe("activate_scene", scene="Test scene") == before


async def test_a_list_takes_things_and_gives_them_back_in_order(side: Side) -> None:
    await side.rig.do("add_items", items=["milk", "bread", "tea"])
    ticked = await side.rig.do("tick_items", items=["bread"])
    removed = await side.rig.do("remove_items", items=["milk"])
    assert await side.rig.ask("show_list") == "Shopping List:\n• tea\nTicked: bread."

    await side.rig.undo(removed)
    await side.rig.undo(ticked)

    assert await side.rig.ask("show_list") == "Shopping List:\n• milk\n• bread\n• tea"
    await side.rig.do("remove_items", items=["milk", "bread", "tea"])


async def test_the_past_and_its_causes_are_told(side: Side) -> None:
    await side.rig.do("turn_on", devices=["Bed Light"])
    await side.rig.do("turn_off", devices=["Bed Light"])

    told = await side.rig.ask("explain_state", devices=["Bed Light"])

    assert told.startswith("The bed Light is off.")
    assert "Somebody through HomeOps did that" in told
    home = await side.rig.client.home()
    changed = home.devices["light.bed_light"].changed_at
    assert changed is not None
    history = await side.rig.client.get(
        f"/api/history/period/{changed.replace(minute=0).isoformat()}",
        filter_entity_id="light.bed_light",
        no_attributes="1",
    )
    assert isinstance(history, list)
    assert isinstance(history[0], list)
    last = history[0][-1]
    assert isinstance(last, dict)
    assert last["state"] == "off"


async def test_refusals_are_told_apart(side: Side) -> None:
    client = side.rig.client
    with pytest.raises(CommandRefused) as refused:
        await client.serve(ServiceCall("light.explode"), ["light.bed_light"])
    assert refused.value.code == "not_found"
    with pytest.raises(CommandRefused) as refused:
        await client.serve(ServiceCall("light.turn_on", {"brightness": "much"}), ["light.bed_light"])
    assert refused.value.code == "invalid_format"
    with pytest.raises(CommandRefused) as refused:
        await client.ask("no/such/command")
    assert refused.value.code == "unknown_command"
    with pytest.raises(Misconfigured):
        await open_line(side.address, "a wrong token")


async def test_what_is_not_there_is_passed_over_in_silence(side: Side) -> None:
    await side.rig.client.serve(ServiceCall("light.turn_off"), ["light.nowhere"])


async def test_a_no_op_is_a_success_without_news(side: Side) -> None:
    line = await open_line(side.address, side.token)
    heard: list[str] = []
    await line.subscribe(
        "subscribe_events", lambda event: heard.append(json.dumps(event)), event_type="state_changed"
    )

    async def told(service: str) -> int:
        heard.clear()
        await line.ask(
            "call_service",
            domain="light",
            service=service,
            service_data={},
            target={"entity_id": "light.bed_light"},
        )
        return len([each for each in heard if '"light.bed_light"' in each])

    await told("turn_off")
    assert await told("turn_off") == 0
    assert await told("turn_on") == 1
    assert await told("turn_off") == 1
    await line.close()
