"""Power cuts: the bot dies at each step of a turn that makes two writes, before a far end that outlives it."""

import asyncio
import random
import signal
from collections import Counter

import pytest

from tests.bot.conftest import MakePlace
from tests.bot.driver import Bot, Ended
from tests.bot.house import Place, settings_of
from tests.fakes.openai_plays import CallVerb, CallVerbs, Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Json
from tools.farend import Behaviour

BOTH = "start gaming mode and clean up the junk"
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
OFFLINE_POINTS = ["turn.checkpointed", "effect.ran:2", "outbox.sent"]
"""Where the offline brain goes on from; before and after it takes the same way as a model."""
ONCE = {"set_power_plan": 1, "stop_service": 2, "to_trash": 1}
BOTS_AT_ONCE = 2


def obey(asked: Asked) -> Play:
    """A model that makes both writes in one answer and then says what they said."""
    if asked.results:
        return Say(" / ".join(asked.results[-2:]))
    return CallVerbs([CallVerb("pc_start_gaming_mode"), CallVerb("pc_clean_up")])


def settings(place: Place, model: OpenAIServer | None) -> str:
    chain: Json = [f"openai:scripted@{model.base_url}"] if model else []
    return settings_of(place.data, place.pc_url, {"brain": {"chain": chain}})


def answers(*ended: Ended) -> list[str]:
    """The answers to the message that made the writes."""
    return [text for each in ended for text in each.texts if text and not text.startswith("That message was")]


def writes(place: Place) -> dict[str, int]:
    counted = Counter(write.verb for write in place.far.writes)
    return {verb: counted[verb] for verb in ONCE}


@pytest.mark.parametrize("is_offline", [False, True], ids=["model", "offline"])
async def test_a_killed_turn_is_answered_once_and_each_write_is_seen_once(
    make_place: MakePlace, model: OpenAIServer, *, is_offline: bool
) -> None:
    model.script(obey)
    turn = asyncio.Semaphore(BOTS_AT_ONCE)

    async def drill(point: str) -> str | None:
        async with turn, make_place(point) as place:
            path = settings(place, None if is_offline else model)
            first = await Bot(path, [BOTH], failpoint=point).ended()
            second = await Bot(path, [""]).ended()
            seen = answers(first, second)
            doubled = point == "outbox.sent" and len(seen) == 2 and seen[0] == seen[1]
            well = (
                first.code == -signal.SIGKILL
                and second.code == 0
                and writes(place) == ONCE
                and (len(seen) == 1 or doubled)
                and "trash" in seen[-1]
            )
            return None if well else f"{point}: {writes(place)} {seen} {first.code} {second.code}"

    results = await asyncio.gather(*map(drill, OFFLINE_POINTS if is_offline else POINTS))
    assert [each for each in results if each] == []


async def test_killed_at_any_moment_it_is_answered_once_and_nothing_is_moved_twice(
    make_place: MakePlace, model: OpenAIServer
) -> None:
    model.script(obey)
    turn = asyncio.Semaphore(BOTS_AT_ONCE)
    moments = random.Random(4711)

    async def drill(number: int, requests: int) -> str | None:
        async with turn, make_place(f"moment-{number}") as place:
            path = settings(place, model)
            bot = Bot(path, [BOTH])
            asked = await place_saw(place, requests, bot)
            bot.kill()
            first = await bot.ended()
            second = await Bot(path, [""]).ended()
            seen = answers(first, second)
            moved = writes(place)["to_trash"]
            well = second.code == 0 and moved == 1 and 1 <= len(seen) <= 2 and len(set(seen)) == 1
            final = place.pc()
            running = {service.name for service in final.services if service.running}
            well = well and final.power_plan == "performance" and "SearchIndexer" not in running
            return None if well else f"{number} after {asked}: {moved} {seen} {first.code} {second.code}"

    results = await asyncio.gather(*(drill(n, moments.randint(1, 14)) for n in range(6)))
    assert [each for each in results if each] == []


async def place_saw(place: Place, changes: int, bot: Bot) -> int:
    """Wait until the PC was changed that often, or the bot has ended."""
    while len(place.far.writes) < changes and bot.process.is_alive():  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.002)
    return len(place.far.writes)


async def test_a_message_that_ends_the_program_twice_is_not_tried_again(
    place: Place, model: OpenAIServer
) -> None:
    model.script(obey)
    path = settings(place, model)
    for said, point in ((BOTH, "effect.ran"), ("", "turn.begun")):
        assert (await Bot(path, [said], failpoint=point).ended()).code == -signal.SIGKILL
    asked = len(model.requests)

    third = await Bot(path, [""]).ended()
    (told,) = answers(third)
    assert told.startswith("I fell over this message twice")
    assert "Start gaming mode" in told, "what was changed before is told"
    assert len(model.requests) == asked
    assert writes(place) == {"set_power_plan": 1, "stop_service": 2, "to_trash": 0}

    fourth = await Bot(path, [""]).ended()
    assert answers(fourth) == []


@pytest.mark.parametrize("how", ["drop", "hang"])
async def test_a_far_end_that_acts_and_says_nothing_is_looked_at(place: Place, how: str) -> None:
    place.far.behaviours.append(Behaviour.model_validate({"path": "/pc/to_trash", "how": how}))
    async with place.open() as house:
        report = await house.says("clean up the junk")
        assert [call.outcome for call in report.calls] == ["done"]
        assert writes(place)["to_trash"] == 1
        await house.says("undo")
        assert house.written() == ["to_trash", "restore"]


async def test_a_far_end_that_stays_silent_is_told_as_failed(place: Place) -> None:
    place.far.behaviours.append(Behaviour(path="/pc/to_trash", how="error", times=9))
    async with place.open() as house:
        report = await house.says("clean up the junk")
        assert [call.outcome for call in report.calls] == ["failed"]
        assert writes(place)["to_trash"] == 0
        place.far.behaviours.clear()
        report = await house.says("clean up the junk")
        assert [call.outcome for call in report.calls] == ["done"]


async def test_an_end_that_was_dropped_is_told_as_unknown_or_done(place: Place) -> None:
    async with place.open() as house:
        card = await house.says("end spotify")
        assert card.approval is not None
        place.far.behaviours.append(Behaviour(path="/pc/end_process", how="drop"))
        report = await house.says("yes")
        assert house.written() == ["end_process"]
        assert report.calls[-1].outcome == "done"
