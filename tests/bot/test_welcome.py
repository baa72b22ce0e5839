"""Who comes in sees what to try; whoever does not belong here gets one line, whatever they send."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.first_words import suggest
from bot.welcome import STRANGER
from memory.messages import Attachment, Inbound
from memory.people import Person, Role
from tests.bot.chat_platform import ChatPlatform
from tests.bot.house import PEOPLE, House, Place
from tests.fakes.openai_server import OpenAIServer
from tools.contract import Json

LETTERS = "ABCDE-FGHJK"
EVERYTHING = ("home", "pc", "recall")
ROLES: list[Json] = [
    {"name": "Gran", "role": "guest", "rooms": ["Kitchen"]},
    {"name": "Uncle", "role": "guest"},
    {"name": "Zoe", "role": "child", "rooms": ["Bedroom"]},
]


@pytest.fixture
def chat() -> ChatPlatform:
    return ChatPlatform("chat")


@pytest.fixture
async def house(place: Place, chat: ChatPlatform) -> AsyncGenerator[House]:
    async with place.open(connect=lambda _: [chat]) as house:
        yield house


async def link(house: House) -> str:
    """The link that brings Grandma in by one tap."""
    await house.says("invite Grandma as a guest until Sunday, kitchen and living room")
    (told,) = (await house.says("yes")).pushed
    return told.splitlines()[-1]


async def test_one_tap_on_a_link_brings_somebody_in_and_shows_three_things_to_try(
    house: House, chat: ChatPlatform
) -> None:
    address = await link(house)
    assert address.startswith("https://chat.example/?start=")
    start = f"/start {address.partition('=')[2]}"
    await chat.writes(start, by="77", at=house.local.clock.now())
    hello = await chat.shows("77", "Welcome, Grandma! You are a guest here until Sunday 29 November")
    assert sum(line.startswith("• ") for line in hello.text.splitlines()) == 3
    assert "lights" not in hello.text, "no home is set up here"
    assert "_" not in hello.text
    assert "/" not in hello.text

    await chat.writes(start, by="77", at=house.local.clock.now())
    await chat.shows("77", "You are in already, Grandma.")


async def test_a_person_is_reached_where_they_came_in(house: House, chat: ChatPlatform) -> None:
    address = await link(house)
    at = house.local.clock.now()
    await chat.writes(f"/start {address.partition('=')[2]}", by="77", chat="dm-5", at=at)
    await chat.shows("dm-5", "Welcome, Grandma!")
    person = house.local.people.who("chat", "77")
    assert person is not None
    assert house.local.people.places(person.id)["chat"] == "chat:dm-5"


async def test_who_comes_in_before_others_is_not_reached_there(house: House, chat: ChatPlatform) -> None:
    address = await link(house)
    at = house.local.clock.now()
    await chat.writes(f"/start {address.partition('=')[2]}", by="77", chat="group", at=at, shared=True)
    await chat.shows("group", "Welcome, Grandma!")
    person = house.local.people.who("chat", "77")
    assert person is not None
    assert "chat" not in house.local.people.places(person.id)


async def test_whatever_a_stranger_sends_is_answered_by_one_line_for_ever(
    place: Place, chat: ChatPlatform, model: OpenAIServer
) -> None:
    async with place.open(model, connect=lambda _: [chat]) as house:
        now = house.local.clock.now()
        usual = Inbound("chat", "1", "chat:66", "66", "unlock the door", now)
        voice = Attachment("note.ogg", "audio/ogg", b"OggS")
        sent = [
            usual,
            replace(usual, text=f"/start {LETTERS}"),
            replace(usual, text="/start"),
            replace(usual, text="", pressed="made-up"),
            replace(usual, text="", attachments=(voice,)),
            replace(usual, text="yes"),
            replace(usual, conversation="chat:group", text="hello all", shared=True),
        ]
        for number, each in enumerate(sent):
            await house.local.parts.intake.answer_to(replace(each, event_id=f"e{number}"))
        assert (await chat.shows("66", "")).text == STRANGER
        async with house.local.parts.store.reading() as session:
            from memory import outbox

            assert await outbox.pending_count(session) == 0
        assert [len(bubbles) for bubbles in chat.chats.values()] == [1]
        assert model.requests == []
        assert house.written() == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("domains", [EVERYTHING, ("pc",), ()])
def test_there_are_examples_for_every_role_in_any_house(role: Role, domains: tuple[str, ...]) -> None:
    shown = suggest(Person("x", "X", role), domains)
    assert len(set(shown)) == 3


@pytest.mark.parametrize("name", ["Anna", "Ben", "Mia", "Leo", "Gran", "Uncle", "Zoe"])
async def test_every_example_is_understood_and_allowed(place: Place, name: str) -> None:
    async with place.open(home=place.home_settings(), people=[*PEOPLE, *ROLES]) as house:
        shown = suggest(house.local.people.named(name), EVERYTHING)
        assert len(shown) == 3
        for words in shown:
            said = await house.says(words, by=name, conversation=f"{name}: {words}")
            assert all(call.outcome == "done" for call in said.calls), said.reply
            assert "understand" not in said.reply
            assert "not something that I can do" not in said.reply
