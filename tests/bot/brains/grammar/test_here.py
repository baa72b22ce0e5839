"""What is said in a room is about that room, unless it names another place or thing."""

from collections.abc import AsyncGenerator

import pytest

from bot.brains.grammar.here import with_place, with_things
from bot.brains.grammar.parse import Context, Parse
from tests.bot.house import NOON, House, Place


@pytest.fixture
async def house(place: Place) -> AsyncGenerator[House]:
    async with place.open(home=place.home_settings()) as opened:
        yield opened


async def heard(house: House, text: str, room: str = "") -> Parse:
    mind = house.local.parts.mind
    offered = {bound.name for bound in mind.door.verbs}
    return await mind.offline.understanding.parse(text, Context(NOON, room=room), offered)


THERE: list[tuple[str, str, str, object]] = [
    ("Kitchen", "turn off the light", "home_turn_off", ["light@kitchen"]),
    ("kitchen", "lights off", "home_turn_off", ["light@kitchen"]),
    ("Kitchen", "turn off my lights", "home_turn_off", ["light@kitchen"]),
    ("Kitchen", "set the lights to 40 percent", "home_set_level", ["light@kitchen"]),
    ("Kitchen", "is the light on", "home_show_state", ["light@kitchen"]),
    ("Kitchen", "turn off everything in here", "home_turn_off", ["switchable@kitchen"]),
    ("living_room", "turn off the lights in this room", "home_turn_off", ["light@living-room"]),
    ("Living room", "it's too dark", "home_turn_on", ["light@living-room"]),
    ("Living room", "how warm is it in here", "home_show_state", ["sensor.living_room_temperature"]),
    ("Bedroom", "turn on the bedside lamp", "home_turn_on", ["light.bedroom_bedside"]),
]
ELSEWHERE: list[tuple[str, str]] = [
    ("Kitchen", "turn off the light in the hall"),
    ("Kitchen", "turn off the hall lamp"),
    ("Kitchen", "turn off all the lights"),
    ("Kitchen", "turn off everything"),
    ("Kitchen", "turn off the tv"),
    ("Kitchen", "open the garage"),
    ("Kitchen", "unlock the front door"),
    ("Kitchen", "add lights to the shopping list"),
    ("Kitchen", "turn off the heating"),
    ("Kitchen", "hello"),
    ("Kitchen", "don't turn off the light"),
    ("Kitchen", "blibberish nonsense"),
    ("Kitchen", "remember that the light flickers"),
    ("main", "turn off my lights"),
    ("attic", "turn off the light"),
    ("n8n", "it's too dark"),
]


async def test_the_light_is_the_one_in_the_room(house: House) -> None:
    for room, said, verb, devices in THERE:
        found = await heard(house, said, room)
        assert [(call.verb, call.args.get("devices")) for call in found.calls] == [(verb, devices)], said
        assert not found.unsure, said


async def test_what_is_elsewhere_stays_elsewhere_and_an_unknown_room_is_none(house: House) -> None:
    for room, said in ELSEWHERE:
        assert await heard(house, said, room) == await heard(house, said), (room, said)


async def test_of_several_requests_each_is_about_the_room(house: House) -> None:
    found = await heard(house, "turn the light off and close the blinds", "Living room")
    assert [call.args["devices"] for call in found.calls] == [
        ["light@living-room"],
        ["cover.living_room_blinds"],
    ]


async def test_a_question_offers_only_what_is_in_the_room(house: House) -> None:
    asked = await heard(house, "turn on the lamp", "Bedroom")
    assert asked.kind == "ask"
    assert asked.choices
    assert all("bedroom" in str(each.call) for each in asked.choices)


def test_words_are_put_in_whole() -> None:
    assert with_place("it is cold in here", "hall") == "it is cold in the hall"
    assert with_place("this room is cold", "hall") == "the hall is cold"
    assert with_things("light the lights", "hall", {"lights"}) == "light the hall lights"
    assert with_things("lightning", "hall", {"light"}) == "lightning"
    assert with_things("lights", "hall", set()) == "lights"
