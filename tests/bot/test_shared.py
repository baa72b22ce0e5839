"""Where others read along, nothing private is told, and what is said there is everyone's."""

from collections.abc import AsyncGenerator

import pytest

from bot.welcome import STRANGER
from memory.owners import owner_of
from memory.remembered import Source
from tests.bot.chat_platform import ChatPlatform
from tests.bot.house import House, Place
from tests.fakes.openai_plays import Hang
from tests.fakes.openai_server import OpenAIServer
from tools.contract import Json

ANNA = "1"
FAMILY: list[Json] = [{"name": "Anna", "role": "owner", "accounts": {"chat": ANNA}}]
PRESENT = "Ben's birthday present is in the attic"
QUESTION = "what do you know about the birthday present?"


@pytest.fixture
def chat() -> ChatPlatform:
    return ChatPlatform("chat")


@pytest.fixture
async def house(place: Place, chat: ChatPlatform) -> AsyncGenerator[House]:
    async with place.open(people=FAMILY, connect=lambda _: [chat]) as house:
        source = Source("anna", "chat:1")
        await house.local.parts.memory.remember(owner_of("anna"), PRESENT, source)
        yield house


async def test_what_was_told_in_private_is_told_in_private_only(house: House, chat: ChatPlatform) -> None:
    now = house.local.clock.now()
    await chat.writes(QUESTION, by=ANNA, at=now)
    assert PRESENT in (await chat.shows(ANNA, "")).text

    await chat.writes(QUESTION, by=ANNA, chat="family", at=now, shared=True)
    assert "attic" not in (await chat.shows("family", "")).text


async def test_a_private_chat_is_not_taken_for_one_where_others_read_along(
    house: House, chat: ChatPlatform
) -> None:
    """The same chat that says that others read there tells nothing, whatever it was before."""
    now = house.local.clock.now()
    await chat.writes(QUESTION, by=ANNA, at=now)
    await chat.shows(ANNA, PRESENT)
    await chat.writes(f"{QUESTION} please", by=ANNA, at=now, shared=True)
    await chat.writes("hello", by=ANNA, at=now)
    await chat.shows(ANNA, "Hello!")
    told = [each.text for each in chat.chats["chat:1"]]
    assert sum("attic" in each for each in told) == 1


async def test_what_is_asked_to_be_remembered_in_a_group_is_everyones(
    house: House, chat: ChatPlatform
) -> None:
    now = house.local.clock.now()
    await chat.writes(
        "remember that the bins go out on Thursday", by=ANNA, chat="family", at=now, shared=True
    )
    await chat.shows("family", "I'll remember for everyone here")
    await chat.writes("what do you know about the bins?", by=ANNA, chat="family", at=now, shared=True)
    assert "Thursday" in (await chat.shows("family", "Thursday")).text


async def test_a_stranger_who_reads_along_stops_nobodys_work(
    place: Place, chat: ChatPlatform, model: OpenAIServer
) -> None:
    model.script([Hang()], repeat_last=True)
    async with place.open(model, people=FAMILY, connect=lambda _: [chat]) as house:
        now = house.local.clock.now()
        await chat.writes("tell me a story", by=ANNA, chat="family", at=now, shared=True)
        await model.asked(1)
        await chat.writes("stop", by="66", chat="family", at=now, shared=True)
        await chat.writes("stop", by=ANNA, chat="family", at=now, shared=True)
        await chat.shows("family", STRANGER)
    assert [each.text for each in chat.chats["chat:family"]].count("Stopping.") == 1
