"""Corrections: the last change is put back and done with the other thing, and the name is learnt where one wants that."""

import pytest

from bot.correcting import Said, correction
from tests.bot.house import House, Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer


@pytest.mark.parametrize(
    ("text", "piece", "plainly"),
    [
        ("no, I meant the big lamp", "big lamp", True),
        ("No, the big lamp", "big lamp", False),
        ("not that one, the kitchen one", "kitchen", True),
        ("I said the bedroom", "bedroom", True),
        ("I meant the one in the hall", "hall", True),
        ("no, not the hall lamp, the reading lamp", "reading lamp", False),
        ("wrong one, I meant the fan", "fan", True),
        ("sorry, I meant the reading lamp instead", "reading lamp", True),
        ("not that one", "", True),
        ("no I meant the kitchen, not the bedroom", "kitchen", True),
    ],
)
def test_what_was_meant(text: str, piece: str, plainly: bool) -> None:  # noqa: FBT001 - a column
    assert correction(text) == Said(piece, plainly)


@pytest.mark.parametrize(
    "text",
    ["turn on the big lamp", "no", "the kitchen", "no one is at home and I would like to know how warm it is there now", "noise"],
)  # fmt: skip
def test_what_corrects_nothing(text: str) -> None:
    assert correction(text) is None


async def test_the_wrong_lamp_is_put_back_and_the_right_one_is_done(home: House) -> None:
    assert home.shows("light.reading_lamp") == "off" or await home.says("turn off the reading lamp")
    await home.says("turn on the reading lamp")
    before = home.shows("light.hall_lamp")
    await home.says("turn off the reading lamp")

    report = await home.says("no, I meant the hall lamp")

    assert [(call.name, call.outcome) for call in report.calls] == [
        ("household_undo_change", "done"),
        ("home_turn_off", "done"),
    ]
    assert before == "on"
    assert home.shows("light.reading_lamp") == "on"
    assert home.shows("light.hall_lamp") == "off"
    report = await home.says("undo")
    assert home.shows("light.hall_lamp") == "on"


async def test_an_unknown_name_is_asked_about_and_learnt_with_one_yes(home: House) -> None:
    await home.says("turn off the hall lamp")

    report = await home.says("no, I meant the glow worm")
    assert home.shows("light.hall_lamp") == "on"
    assert report.reply.endswith("Which one do you call “glow worm”?")
    label = report.choices[0]

    report = await home.says(label)
    assert [(call.name, call.outcome) for call in report.calls] == [("home_turn_off", "done")]
    assert report.reply.endswith(f"Shall I call the {label.casefold()} “glow worm” from now on?")
    assert report.choices[:2] == ["Yes", "No"]
    meant = report.calls[0].args["devices"]

    report = await home.says("yes")
    assert [(call.name, call.outcome) for call in report.calls] == [("household_learn_name", "done")]

    report = await home.says("turn on the glow worm")
    assert [(call.name, call.args["devices"]) for call in report.calls] == [("home_turn_on", meant)]
    assert label.casefold() in (await home.says("which names did you learn")).reply

    report = await home.says("forget the name glow worm")
    assert [call.outcome for call in report.calls] == ["done"]
    report = await home.says("turn off the glow worm")
    assert "home_turn_off" not in [call.name for call in report.calls]


async def test_a_no_learns_nothing(home: House) -> None:
    await home.says("turn off the hall lamp")
    report = await home.says("no, I meant the glow worm")
    await home.says(report.choices[0])
    report = await home.says("no")
    assert report.reply == "All right, I leave its name as it is."
    assert (await home.says("which names did you learn")).reply.startswith("I have learnt no names yet")


async def test_a_room_in_place_of_a_room(home: House) -> None:
    await home.says("turn off the kitchen lights")
    report = await home.says("I said the bedroom")
    assert [call.outcome for call in report.calls] == ["done", "done"]
    assert home.shows("light.kitchen_ceiling") == "on"
    devices = str(report.calls[1].args["devices"])
    assert "bedroom" in devices
    assert "kitchen" not in devices


async def test_what_somebody_else_said_is_not_corrected(home: House) -> None:
    await home.says("turn off the hall lamp", by="Ben", conversation="anna")
    await home.says("no, I meant the reading lamp")
    assert home.shows("light.hall_lamp") == "off"


async def test_a_danger_still_asks(home: House) -> None:
    await home.says("unlock the front door")
    await home.says("yes")
    assert home.shows("lock.front_door") == "unlocked"

    report = await home.says("no, I meant the back door")

    assert home.shows("lock.front_door") == "locked"
    assert report.approval is not None
    assert report.approval.text == "Unlock the back door."
    assert "locked" in report.reply


async def test_a_learnt_name_is_known_to_models_and_after_a_restart(
    place: Place, model: OpenAIServer
) -> None:
    async with place.open(home=place.home_settings()) as house:
        report = await house.says("when I say tall boy I mean the hall lamp")
        assert [call.outcome for call in report.calls] == ["done"]
    model.script([CallVerb("home_turn_off", {"devices": ["tall boy"]}), Say("Off.")])
    async with place.open(model, home=place.home_settings()) as house:
        await house.says("make it darker here")
        assert house.shows("light.hall_lamp") == "off"


async def test_a_name_that_is_taken_is_not_given_away(home: House) -> None:
    report = await home.says("when I say reading lamp I mean the hall lamp")
    assert [call.outcome for call in report.calls] == ["failed"]
    assert "already" in report.reply
