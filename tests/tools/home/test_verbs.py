"""What the home's verbs say, ask and refuse."""

import pytest

from memory.errors import Mistake, Unavailable
from memory.people import Role
from tests.tools.home.rig import Rig
from tools.contract import Charted, Json, Risk
from tools.home import connect
from tools.home.settings import HomeSettings

RISKS: list[tuple[str, dict[str, Json], Risk]] = [
    ("set_temperature", {"devices": ["nursery radiator"], "temperature": 20}, Risk.WRITE),
    ("set_temperature", {"devices": ["nursery radiator"], "temperature": 29}, Risk.DANGER),
    ("set_temperature", {"devices": ["nursery radiator"], "temperature": 5}, Risk.DANGER),
    ("set_temperature", {"devices": ["climate@all"], "by": 9}, Risk.DANGER),
    ("unlock", {"devices": ["front door"]}, Risk.DANGER),
    ("lock", {"devices": ["front door"]}, Risk.WRITE),
    ("open_garage", {"devices": ["garage door"]}, Risk.DANGER),
    ("open_valve", {"devices": ["water main"]}, Risk.DANGER),
    ("disarm_alarm", {"devices": ["alarm"]}, Risk.DANGER),
    ("activate_scene", {"scene": "movie night"}, Risk.WRITE),
    ("run_script", {"script": "good night"}, Risk.WRITE),
    ("run_script", {"script": "everybody out"}, Risk.DANGER),
    ("put_back", {"devices": [{"id": "lock.front_door", "state": "unlocked"}]}, Risk.DANGER),
    ("put_back", {"devices": [{"id": "cover.garage_door", "state": "open"}]}, Risk.DANGER),
    ("put_back", {"devices": [{"id": "light.hall_lamp", "state": "off"}]}, Risk.WRITE),
]


async def test_what_opens_disarms_or_goes_to_extremes_waits_for_a_person(rig: Rig) -> None:
    for name, args, risk in RISKS:
        assert await rig.risk(name, **args) is risk, (name, args)


CARDS: list[tuple[str, dict[str, Json], str]] = [
    ("unlock", {"devices": ["front door"]}, "Unlock the front door."),
    (
        "turn_off",
        {"devices": ["light@kitchen"]},
        "Turn off the kitchen ceiling light and the worktop lights.",
    ),
    ("turn_on", {"devices": ["nursery bedside lamp"]}, "Turn on the bedside lamp (Nursery)."),
    ("set_level", {"devices": ["hall lamp"], "level": 30}, "Set the hall lamp to 30 %."),
    (
        "set_temperature",
        {"devices": ["bedroom radiator"], "temperature": 27.5},
        "Set the bedroom radiator to 27.5 °C.",
    ),
    (
        "set_temperature",
        {"devices": ["climate@all"], "by": -1},
        "Set the bedroom radiator, the living room heating and the nursery radiator 1 °C colder.",
    ),
    (
        "set_level",
        {"devices": ["light@lounge"], "by": 25},
        "Make the living room ceiling light 25 % brighter.",
    ),
    ("move_cover", {"devices": ["kitchen blind"], "position": 0}, "Close the kitchen blind."),
    ("arm_alarm", {"devices": ["alarm@all"], "mode": "night"}, "Arm the house alarm for the night."),
    ("add_items", {"items": ["eggs", "tea"]}, "Put eggs and tea on the shopping list."),
]


async def test_a_card_says_exactly_what_would_happen(rig: Rig) -> None:
    for name, args, card in CARDS:
        assert await rig.card(name, **args) == card


ANSWERS: list[tuple[str, dict[str, Json], str]] = [
    (
        "set_level",
        {"devices": ["kitchen lights"], "level": 30},
        "The kitchen ceiling light and the worktop lights are on at 30 %.",
    ),
    ("set_level", {"devices": ["reading lamp"], "by": 25}, "The reading lamp is on at 25 %."),
    (
        "set_temperature",
        {"devices": ["bathroom heater"], "temperature": 23},
        "The bathroom heater is set to 23 °C (20.1 °C now, heating).",
    ),
    ("move_cover", {"devices": ["kitchen blind"], "position": 25}, "The kitchen blind is 25 % open."),
    ("lock", {"devices": ["back door"]}, "The back door is locked."),
    ("arm_alarm", {"devices": ["alarm"], "mode": "away"}, "The house alarm is armed (away)."),
    (
        "pause",
        {"devices": ["kitchen speaker"]},
        "The kitchen speaker is paused (“Morning Concert” by Harbour Strings), volume 35 %.",
    ),
    ("tick_items", {"items": ["milk"]}, "Milk is ticked on the shopping list. 2 things on it now."),
    ("remove_items", {"items": ["bread"]}, "Bread is off the shopping list. 1 thing on it now."),
    (
        "add_items",
        {"items": ["washing powder", "eggs"]},
        "Eggs are on the shopping list. Washing powder was there already. 2 things on it now.",
    ),
]


@pytest.mark.parametrize("verb", ["set_temperature", "set_level"])
async def test_a_card_without_an_amount_asks_for_one(rig: Rig, verb: str) -> None:
    devices: Json = ["climate@nursery" if verb == "set_temperature" else "hall lamp"]
    with pytest.raises(Mistake, match="Say how "):
        await rig.card(verb, devices=devices)


async def test_colder_turns_nothing_on_unless_all_are_off(rig: Rig) -> None:
    await rig.do("set_temperature", devices=["climate@all"], by=-1)
    assert rig.shows("climate.bathroom") == "off"
    assert rig.attribute("climate.bedroom", "temperature") == 17

    await rig.do("set_temperature", devices=["bathroom heater"], by=1)
    assert rig.shows("climate.bathroom") == "heat"


async def test_energy_between_two_days_is_not_called_this_week(rig: Rig) -> None:
    start, end = "2026-11-16T00:00:00+00:00", "2026-11-23T00:00:00+00:00"
    told = await rig.ask("show_energy", period="this week", start=start, end=end)
    assert "this week" not in told.casefold()
    assert "16 Nov" in told


async def test_an_answer_says_how_it_stands_now(rig: Rig) -> None:
    for name, args, answer in ANSWERS:
        done = await rig.do(name, **args)
        assert str(done.answer) == answer


async def test_a_group_leaves_out_what_cannot_be_dimmed(rig: Rig) -> None:
    with pytest.raises(Mistake, match="mirror light can't do that"):
        await rig.admit("set_level", {"devices": ["mirror light"], "level": 50})
    found = await rig.admit("set_level", {"devices": ["light@hall"], "level": 50})
    assert found["devices"] == ["light.hall_lamp"]


async def test_why_the_heating_is_on_names_the_automation(rig: Rig) -> None:
    told = await rig.ask("explain_state", devices=["living room heating"])
    assert "It heats because it is 19.6 °C and shall be 21 °C." in told
    assert "The automation “Warm evenings” did that at 10:00." in told


async def test_energy_is_told_by_device_and_compared(rig: Rig) -> None:
    told = (await rig.ask("show_energy", period="yesterday")).splitlines()
    assert told[0].startswith("Yesterday: ")
    assert told[0].endswith("the day before.")
    assert any(line.startswith("PC: ") for line in told)
    assert told[-1].startswith("everything else: ")


async def test_the_past_of_a_thermometer_has_a_chart_and_of_a_lamp_its_changes(rig: Rig) -> None:
    bound = rig.verbs["home_show_history"]
    for hours in (24, 24 * 300):
        result = await bound.run(
            await rig.admit("show_history", {"device": "bedroom temperature", "hours": hours})
        )
        assert "lowest" in str(result)
        assert isinstance(result, Charted)
        chart = result.chart()
        assert chart is not None
        assert chart.media_type == "image/png"
    assert "11:48 still" in await rig.ask("show_history", device="hall motion")


async def test_groups_are_called_as_people_call_them(rig: Rig) -> None:
    said = ("kitchen lights", "lights in the kitchen", "all the lights downstairs", "the lounge lamps")
    found = [await rig.admit("turn_off", {"devices": [each]}) for each in said]
    groups = ("light@kitchen", "light@kitchen", "light@downstairs", "light@living-room")
    assert found == [await rig.admit("turn_off", {"devices": [each]}) for each in groups]
    names = {name.spoken.casefold(): name.id for name in await rig.domain.names["light"]()}
    assert (names["lights"], names["big lamp"]) == ("light@all", "light.living_room_ceiling")
    climate = {name.spoken.casefold(): name.id for name in await rig.domain.names["climate"]()}
    assert climate["living room heating"] == "climate.living_room", "one thing's own name is that thing"
    assert climate["heating"] == "climate@all"


async def test_one_of_several_is_asked_about(rig: Rig) -> None:
    only = await rig.admit("move_cover", {"devices": ["the blind in the kitchen"], "position": 0})
    assert only["devices"] == ["cover.kitchen_blind"]
    with pytest.raises(Mistake, match="Which"):
        await rig.admit("move_cover", {"devices": ["blind"], "position": 0})


NOT_TOLD_BY_A_LOOK = {
    "activate_scene": "a scene leaves no mark of its own",
    "run_script": "a script may do anything",
    "skip": "what played before is not written anywhere",
    "announce": "words fade away",
    "set_colour": "a lamp shows its own mixture of a colour",
}
"""Changes of which nobody can see afterwards whether they took effect, and why: after a kill a person is told."""


async def test_every_change_has_a_card_and_an_observer(rig: Rig) -> None:
    for verb in rig.domain.verbs:
        if verb.risk is Risk.READ:
            continue
        assert verb.card is not None, verb.name
        assert verb.observe is not None, verb.name
        assert (verb.happened is None) == (verb.name in NOT_TOLD_BY_A_LOOK), verb.name
        assert verb.role >= Role.CHILD, verb.name


async def test_rooms_are_told_for_who_may_act_where(rig: Rig) -> None:
    verb = rig.verbs["home_turn_on"].verb
    assert verb.target is not None
    assert verb.target(await rig.admit("turn_on", {"devices": ["light@nursery"]})) == {"nursery"}
    assert verb.target(await rig.admit("turn_on", {"devices": ["light@upstairs"]})) > {
        "nursery",
        "guest-room",
    }


async def test_a_home_that_is_not_connected_offers_nothing(rig: Rig) -> None:
    assert connect(HomeSettings(), rig.world).verbs == ()


async def test_brighter_is_for_the_lamps_that_are_on(rig: Rig) -> None:
    done = await rig.do("set_level", devices=["light@living-room"], by=-30)
    assert rig.attribute("light.living_room_ceiling", "brightness") == 128
    assert rig.shows("light.reading_lamp") == "off"
    assert await rig.observe("set_level", devices=["light@living-room"], by=-30) == done.left


async def test_things_said_in_one_breath_are_several(rig: Rig) -> None:
    args = await rig.admit("add_items", {"items": "oat milk, tea and eggs"})
    assert args["items"] == ["oat milk", "tea", "eggs"]


async def test_the_list_that_lies_is_found_out(rig: Rig) -> None:
    await rig.ask("show_list")
    rig.misbehave(path="/home/ws/call_service/todo.add_item", how="lie")
    with pytest.raises(Unavailable, match="is as it was"):
        await rig.do("add_items", items=["eggs"])
