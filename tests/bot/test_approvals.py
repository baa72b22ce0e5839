"""What a child may not do is asked of the adults: each in their own conversation, the first of them decides."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.expiry import TIMED_OUT, close_unanswered
from bot.report import Report
from bot.seats import find_button
from memory import effects
from memory.messages import Inbound
from tests.bot.driver import Bot
from tests.bot.house import House, Place, settings_of
from tests.fakes.openai_plays import CallVerb, CallVerbs, Hang, Say
from tests.fakes.openai_server import OpenAIServer

END = "end spotify"
YES, NO = "Yes, do it", "No, leave it"
SPOTIFY, CHROME = "Spotify.exe", "chrome.exe"


async def leo_says(house: House, words: str = END) -> Report:
    return await house.says(words, by="Leo", conversation="leo")


@pytest.fixture
async def asked(house: House) -> Report:
    report = await leo_says(house)
    assert [call.outcome for call in report.calls] == ["awaiting"]
    assert house.written() == []
    return report


async def button(house: House, conversation: str, label: str) -> str:
    """The id of the newest button with that label in somebody's conversation."""
    local = house.local
    return await find_button(local.parts.store, f"ask:{conversation}", label, local.clock.now())


async def hears(house: House, person: str) -> list[str]:
    """What has been sent to a person since they last said something."""
    return (await house.says("", by=person, conversation=person.lower())).pushed


async def test_the_child_is_told_who_was_asked_and_they_see_who_asks_what(
    house: House, asked: Report
) -> None:
    assert asked.reply.startswith("That takes an adult, so I asked Anna and Ben:\nEnd Spotify")
    assert asked.choices == []
    for adult in ("Anna", "Ben"):
        (card,) = await hears(house, adult)
        assert card.startswith("Leo asks:\nEnd Spotify (process ")
    assert await hears(house, "Mia") == []


async def test_a_yes_does_it_in_the_childs_name_and_both_are_told(house: House, asked: Report) -> None:
    report = await house.says("yes")
    assert [call.outcome for call in report.calls] == ["done"]
    assert report.reply.startswith("Leo was told: Spotify")
    assert house.written() == ["end_process"]
    (outcome,) = await hears(house, "Leo")
    assert outcome.startswith("Anna said yes.\nSpotify")
    async with house.local.parts.store.reading() as session:
        (effect,) = await effects.recent(session, 1)
    assert (effect.person, effect.conversation, effect.reason) == ("leo", "ask:leo", END)


async def test_a_no_leaves_it_and_the_child_is_told_who_said_so(house: House, asked: Report) -> None:
    report = await house.presses(await button(house, "ben", NO), by="Ben", conversation="ben")
    assert report.reply == "Leo was told: Ben said no, so nothing was done."
    assert await hears(house, "Leo") == ["Ben said no, so nothing was done."]
    assert house.written() == []


async def test_the_first_decision_counts_and_the_other_is_told_whose_it_was(
    house: House, asked: Report
) -> None:
    anna, ben = await button(house, "anna", NO), await button(house, "ben", YES)
    await house.presses(anna)
    late = await house.presses(ben, by="Ben", conversation="ben")
    assert late.reply == "That was already decided by Anna."
    assert late.pushed == [], "a card that has been decided is not shown any more"
    assert house.written() == []


async def test_of_two_adults_at_once_one_decides(house: House, asked: Report) -> None:
    anna, ben = await button(house, "anna", YES), await button(house, "ben", YES)
    now, intake = house.local.clock.now(), house.local.parts.intake
    replies = await asyncio.gather(
        intake.answer_to(Inbound("ask", "a", "ask:anna", "anna", "", now, anna)),
        intake.answer_to(Inbound("ask", "b", "ask:ben", "ben", "", now, ben)),
    )
    assert house.written() == ["end_process"]
    assert sum("already decided" in each.reply for each in replies) == 1
    assert sum(each.reply.startswith("Leo was told:") for each in replies) == 1


@pytest.mark.parametrize(("person", "where"), [("Mia", "anna"), ("Leo", "anna"), ("Leo", "leo")])
async def test_who_may_not_decide_does_not(house: House, asked: Report, person: str, where: str) -> None:
    told = await house.says("yes", by=person, conversation=where)
    assert told.reply == "You may not decide that; an adult of the house can."
    if where == "anna":
        pressed = await house.presses(await button(house, where, YES), by=person, conversation=where)
        assert pressed.reply == told.reply
    assert house.written() == []


@pytest.mark.parametrize("forged", ["", "x" * 22, "1"])
async def test_a_forged_button_does_nothing(house: House, asked: Report, forged: str) -> None:
    real = await button(house, "anna", YES)
    for pressed, where in ((forged, "anna"), (real, "ben"), (real, "leo")):
        report = await house.presses(pressed, by="Anna", conversation=where)
        assert report.reply == "That button is no longer good; ask again if you still want it."
    assert house.written() == []


async def test_the_child_may_take_it_back(house: House, asked: Report) -> None:
    await house.says("no", by="Leo", conversation="leo")
    report = await house.says("Yes, do it")
    assert report.pushed == []
    assert house.written() == []


async def test_too_late_nothing_is_done_and_the_child_is_told(house: House, asked: Report) -> None:
    pressed = await button(house, "anna", YES)
    house.local.clock.advance(timedelta(minutes=10))
    assert "too old" in (await house.presses(pressed)).reply
    await close_unanswered(house.local.parts.store, house.local.people, house.local.clock)
    assert asked.approval is not None
    assert await hears(house, "Leo") == [TIMED_OUT.format(card=asked.approval.text)]
    assert await hears(house, "Ben") == [], "nobody is shown a card that can't be decided"
    assert house.written() == []


async def test_the_question_outlives_a_restart(place: Place) -> None:
    async with place.open() as house:
        await leo_says(house)
    async with place.open() as house:
        assert (await house.says("yes")).calls[-1].outcome == "done"
        assert len(await hears(house, "Leo")) == 1
        assert house.written() == ["end_process"]


async def test_changed_arguments_never_run(house: House, asked: Report) -> None:
    async with house.local.parts.store.fenced() as session:
        await session.execute(text("UPDATE approval SET args_hash='0000'"))
    report = await house.says("yes")
    assert [call.outcome for call in report.calls] == ["refused"]
    assert house.written() == []


@pytest.mark.parametrize(
    "point", ["turn.begun", "effect.begun", "effect.ran", "effect.ended", "turn.answered", "turn.closed"]
)
async def test_killed_during_what_was_approved_it_is_done_once_and_both_are_told(
    place: Place, point: str
) -> None:
    path = settings_of(place.data, place.pc_url, {})
    await Bot(path, [f"Leo: {END}"]).ended()
    await Bot(path, ["Ben: yes"], failpoint=point).ended()
    after = await Bot(path, ["Ben: ", "Leo: "]).ended()

    ben, leo = (each.pushed for each in after.reports)
    assert len(leo) == 1
    assert any("Leo was told" in each for each in ben)
    if point == "effect.begun":  # a danger is not done late
        assert place.far.writes == []
        assert "was not done" in leo[0]
    else:
        assert [write.verb for write in place.far.writes] == ["end_process"]
        assert "Spotify" in leo[0]


async def test_after_a_yes_the_rest_of_the_run_is_still_the_childs(place: Place, model: OpenAIServer) -> None:
    async with place.open(model) as house:
        end = CallVerb("pc_end_process", {"process": _handle(house, SPOTIFY)})
        model.script([end, CallVerb("pc_clean_up"), Say("All done.")])
        await leo_says(house)
        report = await house.says("yes")
        assert [(call.name, call.outcome) for call in report.calls] == [
            ("pc_end_process", "done"),
            ("pc_clean_up", "awaiting"),
        ]
        assert house.written() == ["end_process"]
        assert "Leo asks" in (await hears(house, "Ben"))[-1]


async def test_the_cards_of_one_turn_are_decided_together_or_not_at_all(
    place: Place, model: OpenAIServer
) -> None:
    async with place.open(model) as house:
        ends = [CallVerb("pc_end_process", {"process": _handle(house, name)}) for name in (SPOTIFY, CHROME)]
        model.script([CallVerbs(ends), Say("Both done.")])
        await leo_says(house, "two things")
        one_of_them = "id = (SELECT min(id) FROM approval)"
        async with house.local.parts.store.fenced() as session:
            await session.execute(text(f"UPDATE approval SET least_role=50 WHERE {one_of_them}"))
        refused = await house.says("yes", by="Ben", conversation="ben")
        assert refused.reply == "You may not decide that; an adult of the house can."
        async with house.local.parts.store.reading() as session:
            states = await session.execute(text("SELECT DISTINCT state FROM approval"))
            assert list(states.scalars()) == ["pending"]
        assert house.written() == []
        await house.says("yes")
        assert house.written() == ["end_process", "end_process"]


async def test_a_button_does_not_wait_behind_a_running_turn(place: Place, model: OpenAIServer) -> None:
    async with place.open(model) as house:
        model.script(
            [CallVerb("pc_end_process", {"process": _handle(house, SPOTIFY)}), Hang(), Say("Ended.")]
        )
        await house.says("close the music")
        pressed = await button(house, "anna", YES)
        slow = asyncio.create_task(house.says("think about this for long"))
        await model.asked(2)
        report = await asyncio.wait_for(house.presses(pressed), 20)
        assert [call.outcome for call in report.calls] == ["done"]
        assert not slow.done()
        assert house.written() == ["end_process"]
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)


async def test_a_yes_in_words_is_asked_about_where_two_questions_wait(house: House) -> None:
    await leo_says(house)
    await leo_says(house, "clean up the junk")
    report = await house.says("yes")
    assert report.reply.startswith("Several questions wait here")
    assert house.written() == []


async def test_a_no_to_another_question_does_not_deny_the_child(house: House, asked: Report) -> None:
    offered = await house.says("start or stop gaming mode")
    assert offered.choices
    assert offered.approval is None

    report = await house.says("no")
    assert report.reply.startswith(
        "All right, I have done nothing. If you mean this, write “No, leave it”.\nEnd"
    )
    assert await hears(house, "Leo") == []

    assert "was told" in (await house.says("No, leave it")).reply
    assert house.written() == []


def _handle(house: House, name: str) -> str:
    one = next(each.process for each in house.pc().programs if each.process.name == name)
    return f"{one.pid}@{one.started_at.isoformat()}"
