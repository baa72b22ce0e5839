"""Buttons say what they would do, and to what; and do exactly that."""

from dataclasses import replace

import pytest

from bot.ending import Ended
from bot.labels import LONGEST, MEANT, spell_out
from tests.bot.house import House
from tools.contract import Caller, Json

COVER: Json = {"verb": "home_move_cover", "args": {"devices": ["kitchen blind"], "position": 0}}
LAMPS: Json = {"verb": "home_turn_off", "args": {"devices": ["light@all"]}}


async def spelt(home: House, reply: str, *options: tuple[str, Json], by: str = "Anna") -> Ended:
    caller = Caller(home.local.people.named(by), f"ask:{by.casefold()}", "a test")
    return await spell_out(Ended(reply, options=options), home.local.parts.mind.door, caller)


async def test_a_button_says_what_it_does_to_what_and_so_does_the_question(home: House) -> None:
    ended = await spelt(home, "I have not done anything yet. Move cover?", ("Move cover", COVER))
    assert ended.reply == "I have not done anything yet. Close the kitchen blind?"
    assert ended.options == (("Close the kitchen blind", COVER),)
    ended = await spelt(home, MEANT, ("Turn off {devices}", LAMPS), ("Move cover", COVER))
    label = ended.options[0][0]
    assert label.startswith("Turn off the mirror light, the bedside lamp (Bedroom), ")
    assert len(label) <= LONGEST
    assert label.endswith("…")


async def test_names_under_a_question_which_one_stay(home: House) -> None:
    ended = await spelt(home, "Which one do you mean?", ("Kitchen blind", COVER))
    assert ended.options == (("Kitchen blind", COVER),)
    asked = "Which one: Nursery shade or Kitchen blind?"
    ended = await spelt(home, asked, ("Nursery shade", LAMPS), ("Kitchen blind", COVER))
    assert ended == Ended(asked, options=(("Nursery shade", LAMPS), ("Kitchen blind", COVER)))


@pytest.mark.parametrize(
    "payload",
    [
        {"say": "show the disks"},
        {"verb": "no_such_verb", "args": {}},
        {"verb": "home_move_cover", "args": {"devices": ["no such blind"], "position": 0}},
        {"verb": "home_show_state", "args": {"devices": ["hall lamp"]}},
        None,
    ],
)
async def test_what_has_no_card_keeps_its_label(home: House, payload: Json) -> None:
    ended = await spelt(home, MEANT, ("Show it", payload))
    assert ended.options == (("Show it", payload),)
    assert replace(ended, options=()) == Ended(MEANT)


async def test_the_button_is_pressed_by_what_it_says(home: House) -> None:
    report = await home.says("I've bought milk and bread")
    assert report.reply == "I have not done anything yet. Tick milk and bread on the shopping list?"
    assert report.choices == ["Tick milk and bread on the shopping list"]
    await home.says(report.choices[0])
    ticked = [each.summary for each in home.home().lists["todo.shopping_list"] if each.status == "completed"]
    assert ticked == ["milk", "bread", "bananas"]
