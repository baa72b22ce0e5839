"""What would happen: told by the verb itself, with everything that it would change held back."""

import pytest

from tests.bot.house import House, Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer


async def test_what_would_happen_is_told_and_nothing_is_done(house: House) -> None:
    report = await house.says("what would happen if I started gaming mode?")
    assert [(call.name, call.outcome) for call in report.calls] == [("pc_start_gaming_mode", "rehearsed")]
    assert report.reply.startswith("This would happen: ")
    assert house.written() == []
    assert house.pc().power_plan == "balanced"
    nothing = await house.says("undo")
    assert nothing.reply == "There is nothing here that I could put back."


async def test_it_can_then_be_done_with_one_press(house: House) -> None:
    report = await house.says("what would happen if you started gaming mode")
    assert report.choices == ["Do it"]
    report = await house.says("do it")
    assert [(call.name, call.outcome) for call in report.calls] == [("pc_start_gaming_mode", "done")]
    assert house.pc().power_plan == "performance"


async def test_what_needs_a_yes_says_so_and_its_button_still_asks(house: House) -> None:
    report = await house.says("what if I closed spotify?")
    assert report.approval is None
    assert report.reply.startswith("This would happen: End Spotify")
    assert report.reply.endswith("I would ask you first.")
    report = await house.says("Do it")
    assert report.approval is not None
    assert house.written() == []


async def test_what_would_change_nothing_says_so(house: House) -> None:
    await house.says("start gaming mode")
    writes = house.written()
    report = await house.says("what would happen if I started gaming mode")
    assert report.reply.startswith("Nothing would change: ")
    assert report.choices == []
    assert house.written() == writes


async def test_an_undo_can_be_tried_and_is_still_there_afterwards(house: House) -> None:
    await house.says("start gaming mode")
    report = await house.says("what would happen if you undid that?")
    assert [call.outcome for call in report.calls] == ["rehearsed"]
    assert house.pc().power_plan == "performance"
    report = await house.says("undo that")
    assert [call.outcome for call in report.calls] == ["done"]
    assert house.pc().power_plan == "balanced"


async def test_a_child_may_ask_what_would_happen(house: House) -> None:
    report = await house.says("what would happen if I cleaned up the junk", by="Leo")
    assert report.calls[0].outcome == "rehearsed"
    assert report.reply.endswith("I would ask an adult first.")
    assert house.written() == []


@pytest.mark.parametrize("asks", ["rehearse", "pc_start_gaming_mode"])
async def test_a_model_that_is_asked_what_would_happen_changes_nothing(
    place: Place, model: OpenAIServer, asks: str
) -> None:
    args: dict[str, object] = {"verb": "pc_start_gaming_mode"} if asks == "rehearse" else {}
    model.script([CallVerb(asks, args), Say("It would get ready for games.")])
    async with place.open(model) as house:
        report = await house.says("What would happen if I started gaming mode?")
        assert [(call.name, call.outcome) for call in report.calls] == [("pc_start_gaming_mode", "rehearsed")]
        assert "rehearse" in model.requests[0].verbs
        assert "This would happen" in model.requests[1].results[0]
        assert house.written() == []


async def test_a_model_can_try_by_itself_however_it_was_asked(place: Place, model: OpenAIServer) -> None:
    model.script([CallVerb("rehearse", {"verb": "pc_clean_up", "args": {}}), Say("14 GB would come free.")])
    async with place.open(model) as house:
        report = await house.says("I wonder how much space tidying would give me")
        assert [(call.name, call.outcome) for call in report.calls] == [("pc_clean_up", "rehearsed")]
        assert house.written() == []
