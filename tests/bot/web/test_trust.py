"""A person's token decides for that person; a program's never does, and from a room nothing dangerous comes at all."""

import pytest

from memory.scopes import Scope
from tests.bot.web.callers import Answer, Caller, Served

END = "end spotify"
ENDED = "end_process"
SPOKEN_YES = ("yes", "Yes, do it", "yes do it", "go ahead")


def buttons(answer: Answer) -> dict[str, str]:
    return {each["label"]: each["id"] for each in answer["choices"]}


async def cards(caller: Caller) -> list[Answer]:
    return [each for each in (await caller.letters())["messages"] if each["kind"] == "card"]


async def test_a_person_decides_with_their_own_token(api: Served) -> None:
    anna = await api.caller("anna-phone")

    card = await anna.says(END)
    assert card["kind"] == "card"
    assert api.house.written() == []
    done = await anna.says("", press=buttons(card)["Yes, do it"])

    assert done["text"].startswith("Spotify has ended")
    assert api.house.written() == [ENDED]
    last = (await cards(anna))[-1]
    assert last["replaces"] == card["cursor"]
    assert last["choices"] == []


async def test_a_program_asks_and_its_person_decides_elsewhere(api: Served) -> None:
    anna = await api.caller("anna-phone")
    await anna.says("thanks")  # where she was last
    flow = await api.caller("n8n", "Anna", Scope.STATUS, Scope.MESSAGES, Scope.DANGER, program=True)

    asked = await flow.says(END)
    assert asked["text"].startswith("I asked Anna first:")
    assert asked["choices"] == []
    (card,) = await cards(anna)
    assert card["text"].startswith("In your name a program asks:")
    stolen = buttons(card)["Yes, do it"]
    for words in SPOKEN_YES:
        assert "Nobody can decide that from here" in (await flow.says(words))["text"]
    assert "no longer good" in (await flow.says("", press=stolen))["text"]
    assert api.house.written() == []

    await anna.says("", press=stolen)
    assert api.house.written() == [ENDED]
    told = (await flow.letters())["messages"][-1]
    assert "Spotify has ended" in told["text"]


@pytest.mark.parametrize("role", ["Anna", "Leo"])
async def test_from_a_room_nothing_dangerous_is_even_asked_for(api: Served, role: str) -> None:
    assist = await api.caller("assist", role, program=True)

    answer = await assist.says(END, room="Kitchen")
    for words in SPOKEN_YES:
        await assist.says(words, room="Kitchen")

    assert answer["kind"] == "answer"
    assert answer["conversation"] == "Kitchen"
    assert answer["choices"] == []
    assert api.house.written() == []
    if role == "Anna":
        assert "Nothing that could do harm is done from here" in answer["text"]


async def test_a_persons_own_token_is_as_limited_in_a_room(api: Served) -> None:
    anna = await api.caller("anna-phone")

    answer = await anna.says(END, room="Living room")
    again = await anna.says("yes", room="Living room")

    assert "Nothing that could do harm" in answer["text"]
    assert again["choices"] == []
    assert api.house.written() == []
    assert (await anna.says("clean up the junk", room="Living room"))["text"].startswith("Moved")


async def test_nobody_decides_for_a_child_from_a_client_of_the_child(api: Served) -> None:
    leo, anna = await api.caller("leo-tablet", "Leo"), await api.caller("anna-phone")
    await anna.says("thanks")

    asked = await leo.says(END)
    assert "I asked" in asked["text"]
    assert "may not decide" in (await leo.says("yes"))["text"]
    assert api.house.written() == []
    (card,) = await cards(anna)
    assert card["text"].startswith("Leo asks:")
    await anna.says("", press=buttons(card)["Yes, do it"])
    assert api.house.written() == [ENDED]


async def test_what_is_private_is_not_told_to_a_room(api: Served) -> None:
    anna = await api.caller("anna-phone")
    await anna.says("remember that my locker code is 4711")

    in_room = await anna.says("what do you know about my locker code", room="Kitchen")
    alone = await anna.says("what do you know about my locker code", conversation="notes")
    program = await api.caller("n8n", "Anna", program=True)
    asked = await program.says("what do you know about my locker code")

    assert "4711" in alone["text"]
    assert "4711" not in asked["text"]
    assert "4711" not in in_room["text"]
