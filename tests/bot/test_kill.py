"""Power cuts: the bot dies at each step of a turn that makes two writes, before a far end that outlives it."""

import asyncio
import random
import signal
from collections import Counter

import pytest

from tests.bot.driver import Bot, Ended
from tests.bot.house import Place, settings_of
from tests.fakes.openai_plays import CallVerb, CallVerbs, Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Json

BOTH = "start gaming mode and clean up the junk"
AFTER = ""
POINTS = [
    "inbox.accepted",
    "inbox.claimed",
    "turn.begun",
    "turn.checkpointed",
    "effect.begun:1",
    "effect.ran:1",
    "effect.ended:1",
    "effect.begun:2",
    "effect.ran:2",
    "effect.ended:2",
    "turn.answered",
    "turn.closed",
    "outbox.sent",
]
ONCE = {"set_power_plan": 1, "stop_service": 2, "to_trash": 1}


def obey(asked: Asked) -> Play:
    """A model that makes both writes in one answer and then repeats what they said."""
    if BOTH in asked.said:
        if not asked.results:
            return CallVerbs([CallVerb("pc_start_gaming_mode"), CallVerb("pc_clean_up")])
        return Say("Both are done: gaming mode is on and the junk is in the trash.")
    return Say("Nothing much.")


@pytest.fixture(params=["offline", "model"])
def settings(request: pytest.FixtureRequest, place: Place, model: OpenAIServer) -> str:
    model.script(obey)
    chain: Json = [f"openai:scripted@{model.base_url}"] if request.param == "model" else []
    return settings_of(place.data, place.pc_url, {"brain": {"chain": chain}})


def answers(*ended: Ended) -> list[str]:
    """The answers to the message that made the writes."""
    return [text for each in ended for text in each.texts if "gaming mode" in text.casefold()]


def writes(place: Place) -> dict[str, int]:
    counted = Counter(write.verb for write in place.far.writes)
    return {verb: counted[verb] for verb in ONCE}


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_turn_is_answered_once_and_each_write_is_seen_once(
    place: Place, settings: str, point: str
) -> None:
    first = await Bot(settings, [BOTH], failpoint=point).ended()
    assert first.code == -signal.SIGKILL

    second = await Bot(settings, [AFTER]).ended()

    assert second.code == 0
    assert writes(place) == ONCE
    seen = answers(first, second)
    assert len(seen) == 1 or (point == "outbox.sent" and len(seen) == 2)
    assert "trash" in seen[-1]
