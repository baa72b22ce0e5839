"""Turns: in order, side by side, stopped, too long, and with what goes wrong inside them."""

import asyncio
import re

import pytest
from sqlalchemy import text

from bot.channels.desk import Arrived, Progress
from bot.house import Seat
from memory import effects
from memory.messages import Inbound
from memory.tables import EffectState
from tests.bot.house import House, Place
from tests.fakes.openai_plays import Hang, Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.farend import Behaviour


async def arrived(seat: Seat) -> str:
    """The next message that a seat gets, once it was shown."""
    while isinstance(event := await seat.next_event(), Progress):
        pass
    assert isinstance(event, Arrived)
    event.shown()
    return event.message.text


async def test_one_conversation_is_answered_in_its_order(place: Place, model: OpenAIServer) -> None:
    def answer(asked: Asked) -> Play:
        return Say(f"you said {asked.said[-1]}", every_s=0.05 if asked.said[-1] == "first" else 0)

    model.script(answer)
    async with place.open(model) as house:
        reports = await asyncio.gather(*(house.says(each) for each in ("first", "second", "third")))
    assert [each.reply for each in reports] == ["you said first", "you said second", "you said third"]
    assert [asked.said[-1] for asked in model.requests] == ["first", "second", "third"]


async def test_conversations_do_not_wait_for_each_other(place: Place, model: OpenAIServer) -> None:
    model.script(lambda asked: Hang() if "slow" in asked.said[-1] else Say("quick"))
    async with place.open(model, limits={"turn_seconds": 30}) as house:
        slow = asyncio.create_task(house.says("slow"))
        await model.asked(1)
        report = await asyncio.wait_for(house.says("hello", by="Ben", conversation="kitchen"), 10)
        assert report.reply == "quick"
        assert not slow.done()
        await house.says("stop")
        assert (await slow).reply == "Stopped."


@pytest.mark.parametrize("did_act", [False, True], ids=["before it acted", "after it acted"])
async def test_stop_ends_a_hanging_change_and_says_what_became_of_it(place: Place, *, did_act: bool) -> None:
    path = "/pc/set_power_plan" if did_act else "/pc/priority_floor"
    place.far.behaviours.append(Behaviour(path=path, how="hang", times=99))
    async with place.open() as house, house.local.sit() as seat:
        await seat.say("start gaming mode")
        while place.far.behaviours and place.far.behaviours[0].times == 99:  # noqa: ASYNC110 - another program's state
            await asyncio.sleep(0.01)
        await seat.say("Stop!")
        assert await arrived(seat) == "Stopping."
        told = await arrived(seat)
        assert told.startswith("Stopped.")

        async with house.local.parts.store.reading() as session:
            assert await effects.begun(session) == []
            caused = await effects.recent(session, 5)
        assert all(each.state is not EffectState.DONE for each in caused)
        place.far.behaviours.clear()
        await seat.say("what is using my memory")
        assert "Starfall" in await arrived(seat)


async def test_stop_ends_a_hanging_model(place: Place, model: OpenAIServer) -> None:
    model.script([Hang(), Say("hello again")])
    async with place.open(model) as house:
        asked = asyncio.create_task(house.says("tell me a story"))
        await model.asked(1)
        assert (await house.says("stop")).reply == "Stopping."
        assert (await asked).reply == "Stopped."
        assert (await house.says("hello")).reply == "hello again"


async def test_a_turn_that_takes_too_long_is_answered(place: Place) -> None:
    place.far.behaviours.append(Behaviour(path="/pc/to_trash", how="hang", times=9))
    async with place.open(limits={"turn_seconds": 3}) as house:
        await house.says("what is using my memory")  # loads what is loaded once
        report = await house.says("start gaming mode and clean up the junk")
    assert report.reply.startswith("This took longer than 3 seconds, so I stopped.")
    assert "Gaming mode is on." in report.reply, "what was done until then is told"
    assert report.calls[0].outcome == "done"
    assert len(report.calls) == 2


async def test_an_empty_message_and_one_of_a_megabyte_get_a_clear_line(house: House) -> None:
    assert (await house.says("  \n ")).reply.startswith("That message was empty.")
    report = await house.says("clean up the junk " + "x" * 1_000_000)
    assert report.reply.startswith("That message is too long for me (1,000 kB; I read up to 16 kB).")
    assert house.written() == []
    assert (await house.says("what is using my memory")).calls[0].outcome == "done"


@pytest.mark.parametrize("said", ["is gaming mode on", "start gaming mode"], ids=["read", "write"])
async def test_a_bug_in_a_verb_is_told_with_a_reference_and_the_next_message_works(
    place: Place, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    async with place.open() as house:
        store = house.local.parts.store
        async with store.fenced() as session:  # as if a migration had been forgotten
            await session.execute(text("ALTER TABLE pc_gaming RENAME TO pc_lost"))
        report = await house.says(said)
        found = re.search(r"\(ref (\w{4})\)", report.reply)
        assert found is not None
        assert f"ref {found[1]}" in caplog.text
        assert "sqlite" not in report.reply
        assert house.written() == []

        async with store.fenced() as session:
            await session.execute(text("ALTER TABLE pc_lost RENAME TO pc_gaming"))
        assert (await house.says(said)).calls[0].outcome == "done"


async def test_someone_who_is_no_longer_of_the_house_is_not_answered(place: Place) -> None:
    async with place.open() as house:
        await house.says("what is using my memory", by="Leo", conversation="leo")
    async with place.open(people=[{"name": "Anna", "role": "owner"}]) as house:
        inbound = Inbound(
            "terminal", "1", "terminal:leo", "leo", "start gaming mode", house.local.clock.now()
        )
        assert await house.local.parts.intake.receive(inbound)
        await house.says("")
        assert house.written() == []
