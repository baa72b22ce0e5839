"""The words in which memories are kept, looked for and put right."""

import pytest

from tests.tools.recall.conftest import BEN, Chat
from tools.recall.wording import asked_as, mend, told_as


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        ("Anna is allergic to nuts", "she is allergic to cashews", "Anna is allergic to cashews"),
        ("Anna is allergic to nuts", "is allergic to cashews.", "Anna is allergic to cashews"),
        ("Leo hates mushrooms", "he likes mushrooms", "Leo likes mushrooms"),
        ("The bin day is Thursday", "it is Friday", "The bin day is Friday"),
        ("Anna is allergic to nuts", "Ben is allergic to cashews", "Ben is allergic to cashews"),
    ],
)
def test_what_is_said_of_nobody_by_name_is_said_of_the_same_one(old: str, new: str, right: str) -> None:
    assert mend(old, new) == right


@pytest.mark.parametrize(
    ("handed", "message", "said"),
    [
        (
            "20 degrees in the bed room",
            "I prefer 20 degrees in the bedroom.",
            "I prefer 20 degrees in the bedroom",
        ),
        ("tea is earl grey", "My favourite tea is Earl Grey", "My favourite tea is Earl Grey"),
        ("ben is vegetarian", "Ben is vegetarian, remember that", "Ben is vegetarian"),
        ("i prefer tea", "remember that I prefer tea", "I prefer tea"),
    ],
)
def test_whose_preference_it_is_is_kept(handed: str, message: str, said: str) -> None:
    assert told_as(handed, message) == said


@pytest.mark.parametrize(
    ("handed", "message", "asked"),
    [
        ("ben", "Does Ben eat meat?", "Does Ben eat meat?"),
        ("anna", "what is Anna allergic to", "what is Anna allergic to"),
        ("ben", "what do you know about Ben?", "Ben"),
        ("cooking for Anna", "turn on the oven", "cooking for Anna"),
    ],
)
def test_a_question_is_looked_up_whole(handed: str, message: str, asked: str) -> None:
    assert asked_as(handed, message) == asked


async def test_what_is_about_something_else_is_no_answer(chat: Chat) -> None:
    await chat.does("remember_fact", text="The bin day is Thursday")
    await chat.does("remember_fact", text="Ben is vegetarian")
    asked = await chat.does("find_memories", about="mia", said="when is Mia's birthday?")
    assert asked.text == "I don't remember anything about that."
    meat = await chat.does("find_memories", about="ben", said="does Ben eat meat?")
    assert meat.text == "Ben is vegetarian (today)"


async def test_one_who_has_not_been_told_is_told_nothing(chat: Chat) -> None:
    await chat.does("remember_fact", text="The wifi password for guests is Fish&Chips-2024")
    asked = await chat.does("find_memories", BEN, about="the wifi password", said="what's the wifi password?")
    assert asked.text == "I don't remember anything about that."
