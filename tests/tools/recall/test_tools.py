"""Remembering, telling, putting right and forgetting, each through the door."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.owners import HOUSEHOLD, owner_of
from tests.tools.recall.conftest import BEN, LEO, MIA, Chat
from tools.contract import State
from tools.recall.wording import as_said, guess_kind, mend

NUTS = "Anna is allergic to nuts"


async def test_it_is_told_the_next_day_to_who_said_it(chat: Chat) -> None:
    told = await chat.does("remember_fact", said=f"Remember that {NUTS}.", text="anna is allergic to nuts")
    assert told.text == f"I'll remember that: “{NUTS}”."
    await chat.does("remember_fact", text="The boiler was serviced in March")
    chat.clock.advance(timedelta(days=1))

    found = await chat.does("find_memories", about="cooking for Anna")
    assert found.text.startswith(f"{NUTS} (yesterday)") or found.text.startswith(f"• {NUTS} (yesterday)")


async def test_what_one_asks_to_be_remembered_is_theirs_unless_it_is_for_everyone(chat: Chat) -> None:
    await chat.does("remember_fact", text="Ben's present is in the attic")
    await chat.does("remember_fact", text="The bins go out on Thursday", for_everyone=True)

    assert (await chat.does("list_memories", BEN)).text == "The bins go out on Thursday (today)"
    assert "present" not in (await chat.does("find_memories", BEN, about="Ben's present")).text
    assert await chat.texts() == {"Ben's present is in the attic", "The bins go out on Thursday"}


async def test_in_a_group_only_the_households_memories_are_told_and_made(chat: Chat) -> None:
    await chat.does("remember_fact", text="Ben's present is in the attic")
    told = await chat.does("remember_fact", shared=True, text="We fly to Rome on 3 May")
    assert told.text == "I'll remember for everyone here: “We fly to Rome on 3 May”."

    assert "attic" not in (await chat.does("list_memories", shared=True)).text
    assert "attic" not in (await chat.does("find_memories", shared=True, about="present in the attic")).text
    forget = await chat.does("forget_memory", shared=True, memory="Ben's present")
    assert forget.state is State.FAILED
    assert "attic" not in forget.text
    assert "Rome" in (await chat.does("find_memories", BEN, about="holiday flight to Rome")).text


async def test_said_twice_it_was_known_and_there_is_nothing_to_undo(chat: Chat) -> None:
    await chat.does("remember_fact", text=NUTS)
    again = await chat.does("remember_fact", text="anna's allergic to nuts!")
    assert again.text == f"I had that already: “{NUTS}”."
    assert not again.undoable


async def test_a_fragment_puts_right_what_was_just_told(chat: Chat) -> None:
    await chat.does("remember_fact", text=NUTS)
    done = await chat.does("correct_memory", memory="that", text="peanuts", said="that's wrong, it's peanuts")
    assert done.text == f"Corrected: “Anna is allergic to peanuts”.\nBefore it was “{NUTS}”."
    assert await chat.texts() == {"Anna is allergic to peanuts"}


async def test_what_fits_nowhere_is_asked_for_as_a_sentence(chat: Chat) -> None:
    await chat.does("remember_fact", text=NUTS)
    done = await chat.does("correct_memory", memory="that", text="green")
    assert done.state is State.FAILED
    assert "whole sentence" in done.text
    assert await chat.texts() == {NUTS}


async def test_that_is_what_was_last_told_and_survives_a_restart_where_it_was_said(chat: Chat) -> None:
    await chat.does("remember_fact", text=NUTS)
    await chat.does("remember_fact", text="Mia plays the piano")
    assert (await chat.does("forget_memory", memory="that")).text.startswith(
        "Forgotten: “Mia plays the piano”."
    )
    assert await chat.texts() == {NUTS}


async def test_words_name_a_memory_and_where_several_fit_it_is_asked(chat: Chat) -> None:
    for each in ("Mia's piano lesson is on Tuesday", "Mia's swimming lesson is on Friday", NUTS):
        await chat.does("remember_fact", text=each)
    asked = await chat.does("forget_memory", memory="Mia's lesson")
    assert asked.state is State.FAILED
    assert asked.text.startswith("Which of these do you mean?")
    assert "piano" in asked.text
    assert "swimming" in asked.text

    await chat.does("forget_memory", memory="the swimming lesson")
    assert await chat.texts() == {"Mia's piano lesson is on Tuesday", NUTS}


@pytest.mark.parametrize("nonsense", ["the mushrooms", "*", "' OR 1=1", "0123456789abcdef", "of the"])
async def test_what_names_nothing_forgets_nothing(chat: Chat, nonsense: str) -> None:
    await chat.does("remember_fact", text=NUTS)
    assert (await chat.does("forget_memory", memory=nonsense)).state is State.FAILED
    assert await chat.texts() == {NUTS}


async def test_another_person_reaches_none_of_it_even_by_its_id(chat: Chat) -> None:
    await chat.does("remember_fact", text=NUTS)
    (memory,) = await chat.recall.known([owner_of("anna")])
    for verb in ("forget_memory", "restore_memory"):
        assert (await chat.does(verb, BEN, memory=memory.id)).state is State.FAILED
    assert (await chat.does("correct_memory", BEN, memory=memory.id, text="x y z w")).state is State.FAILED
    assert await chat.texts() == {NUTS}


async def test_the_households_memories_are_changed_by_adults_and_by_who_told_them(chat: Chat) -> None:
    await chat.does("remember_fact", LEO, text="Our cat is called Figaro", for_everyone=True)
    refused = await chat.does("forget_memory", MIA, memory="our cat")
    assert refused.text == "Only who told me that, or an adult, may change it."
    assert (
        await chat.does("correct_memory", LEO, memory="our cat", text="Our cat is called Felix now")
    ).state is State.DONE
    assert (await chat.does("forget_memory", BEN, memory="our cat")).state is State.DONE


async def test_cards_say_what_would_happen(chat: Chat) -> None:
    await chat.does("remember_fact", text=NUTS)
    call = await chat.does("forget_memory", memory="that")
    assert call.undoable
    assert (await chat.undoes()).text == f"I remember again: “{NUTS}”."


WORDS = st.sampled_from([NUTS, "Mia plays the piano", "I prefer tea", "The key is under the pot"])
DEEDS = st.lists(
    st.tuples(st.sampled_from(["remember_fact", "correct_memory", "forget_memory"]), WORDS), max_size=4
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=DEEDS, deed=st.sampled_from(["remember_fact", "correct_memory", "forget_memory"]), text=WORDS)
async def test_every_change_can_be_put_back_exactly(
    chat: Chat, before: list[tuple[str, str]], deed: str, text: str
) -> None:
    await chat.recall.erase(owner_of("anna"))
    for each, words in before:
        await change(chat, each, words)
    was = await chat.texts()
    if await change(chat, deed, text):
        await chat.undoes()
    assert await chat.texts() == was
    assert await chat.recall.known([HOUSEHOLD]) == []


async def change(chat: Chat, deed: str, words: str) -> bool:
    match deed:
        case "remember_fact":
            done = await chat.does(deed, text=words)
        case "correct_memory":
            done = await chat.does(deed, memory=words, text=f"{words} and always will, says Anna")
        case _:
            done = await chat.does(deed, memory=words)
    return done.undoable


@pytest.mark.parametrize(
    ("handed", "message", "said"),
    [
        ("anna allergic to nuts", "Please remember that Anna's allergic to nuts!", "Anna's allergic to nuts"),
        ("that anna likes tea", "remember that Anna likes tea", "Anna likes tea"),
        (
            "the wifi password is fish and chips 2024",
            "Note: the WiFi password is Fish&Chips-2024",
            "the WiFi password is Fish&Chips-2024",
        ),
        ("ben is tall", "remember Ben is tall and turn off the lights", "Ben is tall"),
        ("Anna mag keine Nüsse", "something else altogether", "Anna mag keine Nüsse"),
    ],
)
def test_words_are_kept_as_they_were_said(handed: str, message: str, said: str) -> None:
    assert as_said(handed, message) == said


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        (NUTS, "peanuts", "Anna is allergic to peanuts"),
        ("Mia's piano lesson is on Tuesday at 5", "Wednesday", "Mia's piano lesson is on Wednesday at 5"),
        ("Mia's piano lesson is on Tuesday at 5", "6", "Mia's piano lesson is on Tuesday at 6"),
        (NUTS, "Anna can eat nuts again", "Anna can eat nuts again"),
        (NUTS, "green", None),
    ],
)
def test_a_fragment_takes_the_place_of_what_it_is_like(old: str, new: str, right: str | None) -> None:
    assert mend(old, new) == right


@pytest.mark.parametrize(
    ("text", "kind"),
    [("I prefer 18 degrees", "preference"), (NUTS, "fact"), ("We were in Rome last year", "event")],
)
def test_a_preference_is_told_from_a_fact(text: str, kind: str) -> None:
    assert guess_kind(text) == kind
