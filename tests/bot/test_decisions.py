"""Cards: a person says yes or no, once, in time, to exactly what was shown."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.report import Report
from memory import choices
from tests.bot.driver import Bot
from tests.bot.house import OURS, House, Place, settings_of
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer

END = "end spotify"


@pytest.fixture
async def card(house: House) -> Report:
    report = await house.says(END)
    assert [call.outcome for call in report.calls] == ["awaiting"]
    assert house.written() == []
    return report


async def buttons(house: House) -> dict[str, str]:
    """The ids of the buttons under the last message, by label."""
    async with house.local.parts.store.reading() as session:
        offered = await choices.latest(session, OURS, house.local.clock.now())
    return {choice.label: choice.id for choice in offered}


def test_the_card_says_exactly_what_would_happen(card: Report) -> None:
    assert card.approval is not None
    assert card.approval.text.startswith("End Spotify (process ")
    assert card.choices == ["Yes, do it", "No, leave it"]


@pytest.mark.parametrize("words", ["yes", "Yes, do it", "ok", "go ahead!"])
async def test_yes_does_it_once(house: House, card: Report, words: str) -> None:
    report = await house.says(words)
    assert [call.outcome for call in report.calls] == ["done"]
    assert house.written() == ["end_process"]

    await house.says(words)
    assert house.written() == ["end_process"]


@pytest.mark.parametrize(
    "words", ["no", "No, leave it", "cancel", "don't", "don\N{RIGHT SINGLE QUOTATION MARK}t"]
)
async def test_no_leaves_it(house: House, card: Report, words: str) -> None:
    report = await house.says(words)
    assert [call.outcome for call in report.calls] == ["refused"]
    await house.says("yes")
    assert house.written() == []


async def test_a_press_does_it_and_a_second_press_is_told_who_decided(house: House, card: Report) -> None:
    ids = await buttons(house)
    report = await house.presses(ids["Yes, do it"])
    assert [call.outcome for call in report.calls] == ["done"]

    assert (await house.presses(ids["Yes, do it"])).reply == "That was already decided by you."
    assert (await house.presses(ids["No, leave it"], by="Ben")).reply == "That was already decided by Anna."
    assert house.written() == ["end_process"]


async def test_after_ten_minutes_nothing_happens(house: House, card: Report) -> None:
    ids = await buttons(house)
    house.local.clock.advance(timedelta(minutes=10, seconds=1))
    report = await house.presses(ids["Yes, do it"])
    assert "nothing was done" in report.reply
    await house.says("yes")
    await house.says("Yes, do it")
    assert house.written() == []


async def test_in_time_is_in_time(house: House, card: Report) -> None:
    house.local.clock.advance(timedelta(minutes=9, seconds=30))
    await house.says("yes")
    assert house.written() == ["end_process"]


async def test_another_conversation_does_not_decide(house: House, card: Report) -> None:
    ids = await buttons(house)
    await house.says("yes", conversation="kitchen")
    await house.says("Yes, do it", conversation="kitchen")
    await house.presses(ids["Yes, do it"], conversation="kitchen")
    assert house.written() == []


async def test_a_child_does_not_decide_and_spoils_nothing(house: House, card: Report) -> None:
    ids = await buttons(house)
    for report in (await house.says("yes", by="Leo"), await house.presses(ids["Yes, do it"], by="Mia")):
        assert report.reply == "You may not decide that; an adult of the house can."
    assert house.written() == []

    await house.presses(ids["Yes, do it"], by="Ben")
    assert house.written() == ["end_process"]


@pytest.mark.parametrize("tampered", ["turn", "approval"])
async def test_changed_arguments_never_run(house: House, card: Report, tampered: str) -> None:
    (call,) = card.calls
    other = next(one for one in house.pc().programs if one.process.name == "chrome.exe").process
    handle = f"{other.pid}@{other.started_at.isoformat()}"
    was = str(call.args["process"])
    async with house.local.parts.store.fenced() as session:
        if tampered == "turn":
            found = (
                await session.execute(text("SELECT messages FROM turn WHERE state='waiting'"))
            ).scalar_one()
            assert was in found
            changed = found.replace(was, handle)
            await session.execute(text("UPDATE turn SET messages=:m WHERE state='waiting'"), {"m": changed})
        else:
            args = json.dumps({"process": handle})
            await session.execute(text("UPDATE approval SET args=:a, args_hash='0000'").bindparams(a=args))

    report = await house.says("yes")

    assert [call.outcome for call in report.calls] == ["refused"]
    assert "not what was to be done" in report.reply
    assert house.written() == []


async def test_the_question_outlives_a_restart(place: Place) -> None:
    async with place.open() as house:
        await house.says(END)
    async with place.open() as house:
        report = await house.says("yes")
        assert [call.outcome for call in report.calls] == ["done"]
        assert house.written() == ["end_process"]


@pytest.mark.parametrize(
    "point", ["turn.begun", "effect.begun", "effect.ran", "effect.ended", "turn.answered"]
)
async def test_killed_during_what_was_approved_it_is_done_once_or_told(place: Place, point: str) -> None:
    path = settings_of(place.data, place.pc_url, {})
    await Bot(path, [END]).ended()
    await Bot(path, ["yes"], failpoint=point).ended()
    ended = await Bot(path, [""]).ended()

    told = ended.reports[0].pushed
    assert len(told) == 1
    if point == "effect.begun":  # a danger is not done late: nobody waits for it any more
        assert place.far.writes == []
        assert "was not done" in told[0]
    else:
        assert [write.verb for write in place.far.writes] == ["end_process"]


async def test_a_model_is_told_what_was_decided(place: Place, model: OpenAIServer) -> None:
    async with place.open(model) as house:
        one = next(each.process for each in house.pc().programs if each.process.name == "Spotify.exe")
        handle = f"{one.pid}@{one.started_at.isoformat()}"
        end = CallVerb("pc_end_process", {"process": handle})
        model.script([end, Say("I left it alone."), end, Say("Spotify has ended.")])

        card = await house.says("close the music")
        assert card.approval is not None
        assert (await house.says("no")).reply == "I left it alone."
        assert "that was a no" in model.requests[1].results[-1]
        assert house.written() == []

        await house.says("close the music after all")
        assert (await house.says("yes")).reply == "Spotify has ended."
        assert house.written() == ["end_process"]
