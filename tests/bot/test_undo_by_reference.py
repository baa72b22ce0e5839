"""Putting back all of a request, or the change that is told by what it was about or when."""

import asyncio
from datetime import timedelta

from tests.bot.house import House, Place
from tests.bot.test_undo import changeable
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer
from tools.farend import Behaviour


async def test_all_of_a_request_is_put_back_the_last_change_first(house: House) -> None:
    before = changeable(house)
    await house.says("start gaming mode and clean up the junk")

    report = await house.says("undo all of it")

    assert [(call.name, call.outcome) for call in report.calls] == [("household_undo_change", "done")] * 2
    assert house.written().index("restore") < len(house.written()) - 1, (
        "the clean-up came last, so it is first"
    )
    assert changeable(house) == before
    assert (await house.says("undo all of it")).reply == "There is nothing here that I could put back."


async def test_only_the_last_request_is_put_back(house: House) -> None:
    await house.says("start gaming mode")
    await house.says("clean up the junk")
    await house.says("undo everything from that")
    assert house.written()[-1] == "restore"
    assert house.pc().power_plan == "performance"


async def test_what_can_not_be_put_back_at_once_is_told_beside_what_was(home: House) -> None:
    await home.says("turn off the hall lamp and clean up the junk")
    await home.says("turn on the hall lamp", conversation="kitchen")

    report = await home.says("undo all of it")

    assert [call.outcome for call in report.calls] == ["done", "awaiting"]
    assert report.approval is not None
    assert "changed by someone else" in report.approval.text
    assert "back where it was" in report.reply, "what was done is told beside the card"
    assert home.written()[-1] == "restore"

    await home.says("no")
    assert home.shows("light.hall_lamp") == "on"


async def test_a_failure_in_the_middle_is_told_and_the_rest_is_put_back(home: House, place: Place) -> None:
    await home.says("turn off the hall lamp and clean up the junk")
    place.far.behaviours.append(Behaviour(path="/pc/restore", how="error", times=9))

    report = await home.says("undo all of it")

    assert [call.outcome for call in report.calls] == ["failed", "done"]
    assert "failed" in report.reply
    assert home.shows("light.hall_lamp") == "on"
    place.far.behaviours.clear()
    report = await home.says("undo")
    assert [call.outcome for call in report.calls] == ["done"], "what failed can be tried again"


async def test_it_is_found_by_what_it_was_about(home: House) -> None:
    await home.says("start gaming mode")
    await home.says("turn off the hall lamp")
    await home.says("close the kitchen blind")

    report = await home.says("undo the hall lamp")

    assert [call.outcome for call in report.calls] == ["done"]
    assert home.shows("light.hall_lamp") == "on"
    assert home.shows("cover.kitchen_blind") == "closed"


async def test_what_several_put_back_at_the_same_time_is_put_back_once(home: House) -> None:
    await home.says("turn off the hall lamp")
    before = len(home.written())

    reports = await asyncio.gather(
        *(home.says("undo the hall lamp", conversation=each) for each in ("sofa", "desk", "hall"))
    )

    assert sorted(call.outcome for report in reports for call in report.calls) == ["done", "failed", "failed"]
    assert len(home.written()) == before + 1


async def test_where_several_may_be_meant_it_asks_with_buttons(home: House) -> None:
    await home.says("turn off the hall lamp")
    await home.says("turn off the worktop lights")

    report = await home.says("undo the lights")

    assert report.reply == "Which of these should I put back?"
    assert len(report.choices) == 2
    report = await home.says(next(label for label in report.choices if "hall" in label))
    assert [call.outcome for call in report.calls] == ["done"]
    assert home.shows("light.hall_lamp") == "on"
    assert home.shows("light.worktop") == "off"


async def test_it_is_found_by_when_it_was_done(place: Place) -> None:
    async with place.open(home=place.home_settings()) as house:
        await house.says("turn off the hall lamp")
        house.local.clock.advance(timedelta(hours=3))
        await house.says("start gaming mode")

        report = await house.says("undo what you did at 12:00")

        assert [call.outcome for call in report.calls] == ["done"]
        assert house.shows("light.hall_lamp") == "on"
        assert house.pc().power_plan == "performance"


async def test_what_somebody_else_had_remembered_is_no_candidate(house: House) -> None:
    await house.says("remember that I am allergic to nuts", by="Ben", conversation="ben")
    report = await house.says("undo the nuts")
    assert report.calls == [] or report.calls[0].outcome == "failed"
    assert report.choices == []


async def test_a_model_may_have_all_of_it_put_back(place: Place, model: OpenAIServer) -> None:
    model.script(
        [CallVerb("pc_start_gaming_mode"), Say("Ready."), CallVerb("household_undo_all"), Say("All back.")]
    )
    async with place.open(model) as house:
        before = changeable(house)
        await house.says("make it fast")
        report = await house.says("forget it, all back please")
        assert [(call.name, call.outcome) for call in report.calls] == [("household_undo_change", "done")]
        assert changeable(house) == before
