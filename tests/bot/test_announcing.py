"""What a family says so that others hear it, from the message to the speaker."""

from collections.abc import AsyncGenerator

import pytest

from tests.bot.house import House, Place
from tools.farend import Behaviour

KITCHEN, BEDROOM = "media_player.kitchen_speaker", "media_player.bedroom_speaker"


@pytest.fixture
async def house(place: Place) -> AsyncGenerator[House]:
    async with place.open(home=place.home_settings()) as opened:
        yield opened


SAID: list[tuple[str, str, list[str]]] = [
    ("tell everybody dinner is ready", "Dinner is ready", [BEDROOM, KITCHEN]),
    ("announce in the kitchen that we leave in ten minutes", "We leave in ten minutes", [KITCHEN]),
    ("say good night on the bedroom speaker", "Good night", [BEDROOM]),
    ("tell everyone upstairs that the taxi's here", "The taxi's here", [BEDROOM]),
    ("call everyone for dinner", "Dinner is ready.", [BEDROOM, KITCHEN]),
]


async def test_what_is_to_be_heard_is_said_where_it_was_meant(house: House) -> None:
    for said, words, players in SAID:
        before = len(house.home().heard)
        report = await house.says(said)

        heard = house.home().heard[before:]
        assert [(each.player, each.message) for each in heard] == [(each, words) for each in players], said
        assert report.reply.startswith("Said on the "), said


async def test_what_was_said_stays_said(house: House) -> None:
    await house.says("tell everybody dinner is ready")
    undone = await house.says("undo that")
    assert "nothing here that I could put back" in undone.reply
    assert len(house.home().heard) == 2


async def test_a_doubtful_announcement_is_told_and_never_repeated(house: House) -> None:
    house.far.behaviours.append(Behaviour(path="/home/ws/call_service/tts.speak", how="lie"))
    report = await house.says("say good night on the bedroom speaker")

    assert "nothing shows that the bedroom speaker said them" in report.reply
    assert [call.outcome for call in report.calls] == ["unknown"]
    assert house.home().heard == []


async def test_a_child_has_an_adult_asked(house: House) -> None:
    report = await house.says("tell everybody dinner is ready", by="Leo", conversation="leo")
    assert "I asked" in report.reply
    assert house.home().heard == []
