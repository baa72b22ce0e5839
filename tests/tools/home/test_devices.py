"""Finding devices, turning them on and off, and what happens when they do not follow."""

import pytest

from memory.errors import Mistake, Unavailable
from tests.tools.home.rig import Rig


async def test_a_lamp_goes_off_and_what_is_told_is_what_is_seen(rig: Rig) -> None:
    done = await rig.do("turn_off", devices=["Hall lamp"])

    assert str(done.answer) == "The hall lamp is off."
    assert rig.shows("light.hall_lamp") == "off"
    assert [write.verb for write in rig.far.writes] == ["light.turn_off"]


async def test_a_group_without_its_exceptions_becomes_exact_ids(rig: Rig) -> None:
    args = await rig.admit(
        "turn_off", {"devices": ["lights downstairs"], "but": ["the hall lamp", "garage light"]}
    )

    assert args["devices"] == [
        "light.kitchen_ceiling",
        "light.living_room_ceiling",
        "light.porch",
        "light.reading_lamp",
        "light.tv_strip",
        "light.worktop",
    ]
    assert args["but"] == []
    assert await rig.admit("turn_off", {"devices": list(map(str, _list(args["devices"]))), "but": []}) == args


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return [*value]


async def test_two_lamps_of_one_name_are_asked_about_with_their_rooms(rig: Rig) -> None:
    with pytest.raises(Mistake, match="Bedroom or the Nursery"):
        await rig.do("turn_on", devices=["bedside lamp"])
    await rig.do("turn_on", devices=["nursery bedside lamp"])
    assert rig.shows("light.nursery_bedside") == "on"


async def test_a_misspelt_name_is_told_with_the_nearest(rig: Rig) -> None:
    with pytest.raises(Mistake, match="Hall lamp"):
        await rig.do("turn_on", devices=["hall lmap"])


async def test_a_door_cannot_be_turned_off(rig: Rig) -> None:
    with pytest.raises(Mistake, match="front door can't do that"):
        await rig.do("turn_off", devices=["front door"])


async def test_a_success_that_is_a_lie_is_found_out(rig: Rig) -> None:
    await rig.ask("show_state", devices=["hall lamp"])
    rig.misbehave(path="/home/ws/call_service/light.turn_off", how="lie")

    with pytest.raises(Unavailable, match="hall lamp took the order but is still on"):
        await rig.do("turn_off", devices=["hall lamp"])


async def test_one_that_does_not_answer_does_not_stop_the_others(rig: Rig) -> None:
    state = rig.state()
    state.entities["light.worktop"].state = "unavailable"
    await rig.replace(state)

    done = await rig.do("turn_off", devices=["kitchen lights"])

    assert str(done.answer) == "The kitchen ceiling light is off.\nThe worktop lights do not answer."
    assert rig.shows("light.kitchen_ceiling") == "off"


async def test_a_slow_device_is_waited_for(rig: Rig) -> None:
    await rig.ask("show_state", devices=["hall lamp"])
    rig.misbehave(path="/home/ws/call_service/light.turn_off", how="late", seconds=0.4)

    done = await rig.do("turn_off", devices=["hall lamp"])

    assert str(done.answer) == "The hall lamp is off."


async def test_what_is_on_is_listed(rig: Rig) -> None:
    told = await rig.ask("find_devices", kind="light", state="on", area="downstairs")

    assert told.splitlines()[0] == "4 lights on downstairs:"
    assert "Hall lamp: on at 40 %" in told


async def test_a_room_that_is_not_there_is_told_with_those_that_are(rig: Rig) -> None:
    with pytest.raises(Mistake, match="no room called “attic”"):
        await rig.ask("find_devices", area="attic")


async def test_a_floor_is_called_what_the_family_calls_it_and_each_lamp_has_its_room(rig: Rig) -> None:
    told = (await rig.ask("find_devices", kind="light", area="first-floor", state="on")).splitlines()

    assert told == [
        "2 lights on upstairs:",
        "Mirror light (Bathroom): on",
        "Bedside lamp (Bedroom): on at 25 %",
    ]
    assert (await rig.ask("find_devices", kind="light", area="kitchen")).startswith(
        "2 lights in the kitchen:"
    )


async def test_what_nobody_did_is_told_with_since_when(rig: Rig) -> None:
    told = await rig.ask("explain_state", devices=["front door"])
    assert told.startswith("The front door (Hall) is locked. It has been so since yesterday ")
