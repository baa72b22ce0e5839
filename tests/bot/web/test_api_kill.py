"""Power cuts between acceptance and answer: the same key gets the one answer, and nothing is done twice."""

import asyncio
import contextlib
import random
import signal
from collections import Counter
from collections.abc import Sequence

import httpx2
import pytest

from tests.bot.conftest import MakePlace
from tests.bot.house import Place, settings_of
from tests.bot.web.api_driver import ServingBot
from tests.bot.web.callers import Answer, Caller

POINTS = [
    "inbox.accepted",
    "inbox.claimed",
    "turn.begun",
    "turn.checkpointed",
    "effect.begun",
    "effect.ran",
    "effect.ended",
    "turn.answered",
    "turn.closed",
    "mailbox.kept",
    "outbox.sent",
]
QUICK = ["inbox.accepted", "effect.ran", "mailbox.kept"]
"""Those that are looked at each time; `make drill` or `pytest -m drill` looks at all."""
AT_ONCE = 2
SAID = {"text": "clean up the junk"}
KEY = "tidy-1"


def settings(place: Place) -> str:
    return settings_of(place.data, place.pc_url, {"brain": {"chain": []}, "api": {"port": 0}})


async def calling(http: httpx2.AsyncClient, bot: ServingBot) -> Caller:
    """A caller of `bot`, which must have started."""
    http.base_url = f"http://127.0.0.1:{await bot.port()}"
    caller = Caller(http, "anna-phone", bot.token())
    await caller.renew()
    return caller


async def ask_until_answered(path: str, point: str) -> tuple[list[int], list[Answer], list[Answer]]:
    """Send one message to a bot that dies at `point`, and go on with the next: exit codes, answers, the mailbox."""
    answers: list[Answer] = []
    async with httpx2.AsyncClient(timeout=20, trust_env=False) as http:
        first = ServingBot(path, failpoint=point)
        caller = await calling(http, first)
        with contextlib.suppress(httpx2.TransportError):
            answers.append((await caller.posts(SAID, KEY)).json())
        code = await first.ended()
        second = ServingBot(path)
        try:
            caller = await calling(http, second)
            answers += [(await caller.posts(SAID, KEY)).json() for _ in range(2)]
            return [code], answers, (await caller.letters())["messages"]
        finally:
            second.kill()
            await second.ended()


@pytest.mark.parametrize(
    "points", [QUICK, pytest.param(POINTS, marks=pytest.mark.drill)], ids=["some", "all"]
)
async def test_killed_between_acceptance_and_answer_the_same_key_gets_the_one_answer(
    make_place: MakePlace, points: Sequence[str]
) -> None:
    turn = asyncio.Semaphore(AT_ONCE)

    async def drill(point: str) -> str | None:
        async with turn, make_place(point) as place:
            codes, answers, kept = await ask_until_answered(settings(place), point)
            moved = Counter(write.verb for write in place.far.writes)["to_trash"]
            well = (
                codes == [-signal.SIGKILL]
                and all(each == kept[0] for each in answers)
                and len(kept) == 1
                and kept[0]["reply_to"] == KEY
                and "trash" in kept[0]["text"]
                and moved == 1
            )
            return None if well else f"{point}: {codes} {moved} {answers} {kept}"

    results = await asyncio.gather(*map(drill, points))
    assert [each for each in results if each] == []


@pytest.mark.drill
async def test_killed_at_any_moment_no_key_is_answered_twice_or_not_at_all(place: Place) -> None:
    path, moments, wanted = settings(place), random.Random(4711), 6
    async with httpx2.AsyncClient(timeout=20, trust_env=False) as http:
        for round_ in range(3):
            bot = ServingBot(path)
            caller = await calling(http, bot)
            sending = [
                asyncio.create_task(caller.posts({"text": "thanks", "conversation": f"c{n}"}, f"k{n}"))
                for n in range(wanted)
            ]
            if round_ < 2:
                await asyncio.wait(sending[: moments.randint(1, wanted)], return_when=asyncio.FIRST_COMPLETED)
                bot.kill()
            done = await asyncio.gather(*sending, return_exceptions=True)
            if round_ == 2:
                assert [each.status_code for each in done if isinstance(each, httpx2.Response)] == [
                    200
                ] * wanted
                kept = (await caller.letters())["messages"]
                assert sorted(each["reply_to"] for each in kept) == [f"k{n}" for n in range(wanted)]
            bot.kill()
            await bot.ended()
