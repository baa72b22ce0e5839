"""Who is shown what: several terminals of one person, and several programs in one conversation."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest

from bot.channels.contract import NotSent
from bot.channels.desk import Attached, Desk
from bot.house import Arrived
from memory.messages import Outbound
from tests.bot.house import House

T = TypeVar("T")
ROOM = "terminal:anna"


async def _read(attached: Attached) -> str:
    event = await attached.next_event()
    assert isinstance(event, Arrived)
    event.shown()
    return event.message.text


async def _soon(work: Awaitable[T]) -> T:
    async with asyncio.timeout(5):
        return await work


async def test_every_terminal_sees_an_answer_and_one_that_showed_it_is_enough() -> None:
    desk = Desk()
    async with desk.attach(ROOM) as first, desk.attach(ROOM) as second:
        sending = asyncio.create_task(desk.send(Outbound("1", ROOM, "Good morning.")))
        assert await _soon(_read(first)) == "Good morning."
        assert await _soon(sending) == "desk:1"
        assert await _soon(_read(second)) == "Good morning."


async def test_a_suspended_terminal_keeps_nothing_from_the_one_that_comes_after_it() -> None:
    desk = Desk()
    async with desk.attach(ROOM):
        sending = asyncio.create_task(desk.send(Outbound("1", ROOM, "Good morning.")))
        await asyncio.sleep(0)
        async with desk.attach(ROOM) as newcomer:
            assert await _soon(_read(newcomer)) == "Good morning."
            await _soon(sending)


async def test_a_message_is_given_back_once_the_last_listener_left_without_showing_it() -> None:
    desk = Desk()
    async with desk.attach(ROOM):
        async with desk.attach(ROOM):
            sending = asyncio.create_task(desk.send(Outbound("1", ROOM, "Good morning.")))
            await asyncio.sleep(0)
        assert not sending.done()
    with pytest.raises(NotSent):
        await _soon(sending)
    with pytest.raises(NotSent):
        await desk.send(Outbound("2", ROOM, "Nobody is here."))


async def test_a_program_gets_the_answer_to_its_own_message_only() -> None:
    desk = Desk()
    async with desk.attach(ROOM, "q1") as first, desk.attach(ROOM, "q2") as second:
        for key, question in (("1", "q2"), ("2", None), ("3", "q1"), ("4", "q-of-an-ended-program")):
            sending = asyncio.create_task(desk.send(Outbound(key, ROOM, key, reply_to=question)))
            assert await _soon(_read(second if question == "q2" else first)) == key
            await _soon(sending)


async def test_two_programs_in_one_conversation_get_each_its_own_answer(house: House) -> None:
    hot, undone = await _soon(asyncio.gather(house.local.ask("how is my pc"), house.local.ask("/undo")))
    assert hot.reply != undone.reply
    assert hot.calls[0].name == "pc_show_overview"
    assert undone.reply == "There is nothing here that I could put back."
