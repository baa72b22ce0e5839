"""Announcements keep the words as they were written, and hear the place that they begin with."""

from dataclasses import replace

import pytest

from tests.tools.home.rig import Rig
from tests.tools.rig import ANNA
from tools.contract import Caller, Json
from tools.home.media.spoken_words import as_written, place_first

WRITTEN: list[tuple[str, str, str]] = [
    ("dinner ready", "broadcast dinner's ready!", "Dinner's ready!"),
    ("i am turning off the lights", "tell everyone I'm turning off the lights", "I'm turning off the lights"),
    ("we will be late", "say we\u2019ll be late in the kitchen", "We\u2019ll be late"),
    ("shoes off in the hall", "an announcement: shoes off, in the hall!", "Shoes off, in the hall!"),
    ("come (now", "tell everyone come (now", "Come (now"),
    ("dinner is ready", "something else", "Dinner is ready"),
    ("jorg tea is hot and ready", "say J\u00f6rg's {tea} is hot & ready", "J\u00f6rg's {tea} is hot & ready"),
    ("tea", "tell everyone the teapot is hot, tea", "Tea"),
]


@pytest.mark.parametrize(("text", "message", "said"), WRITTEN)
def test_it_is_said_as_it_was_written(text: str, message: str, said: str) -> None:
    assert as_written(text, message) == said


PLACES: list[tuple[str, tuple[str, str] | None]] = [
    ("in the kitchen that we leave", ("media@kitchen", "we leave")),
    ("upstairs that breakfast is ready", ("media@first-floor", "breakfast is ready")),
    ("to the living room dinner is ready", ("media@living-room", "dinner is ready")),
    ("on the kitchen speaker that it is hot", ("media@kitchen", "it is hot")),
    ("in ten minutes we leave", None),
    ("kitchen duty begins", None),
    ("in the kitchen", None),
    ("the kitchen is clean", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "found"), PLACES)
async def test_the_place_it_begins_with_is_heard(rig: Rig, text: str, found: tuple[str, str] | None) -> None:
    assert place_first(text, await rig.client.home()) == found


async def test_a_place_that_was_named_is_not_looked_for_again(rig: Rig) -> None:
    spread = rig.verbs["home_announce"].verb.spread
    assert spread is not None
    asked: dict[str, Json] = {"text": "in the kitchen it is hot", "devices": ["media@bedroom"]}
    caller: Caller = replace(ANNA, reason="say In the kitchen it is hot")

    (call,) = await spread(asked, caller)

    assert call.args == {"text": "In the kitchen it is hot", "devices": ["media@bedroom"]}
