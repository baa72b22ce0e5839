"""How many messages a second are taken in for good, and how many are answered."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from bot.seats import new_message
from memory.messages import Inbound
from tests.bench.figures import Figure, Value
from tests.bench.household import Opened, open_simulated

RUNS, MESSAGES, CONVERSATIONS = 5, 200, 50
TEXT = "thanks"
_numbers = count()


def measure() -> list[Figure]:
    """Take in bursts of messages; then answer one."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    async with open_simulated(now=datetime.now(UTC)) as opened:
        intake = opened.house.parts.intake
        began = time.perf_counter()
        burst = _messages(opened, CONVERSATIONS)
        await asyncio.gather(*(intake.answer_to(message) for message in burst))
        answered = len(burst) / (time.perf_counter() - began)
        # What comes in after this is written down and left to the next process, so that only that is measured.
        await intake.stop()
        many = [await _rate(opened, CONVERSATIONS) for _ in range(RUNS)]
        one = [await _rate(opened, 1) for _ in range(RUNS)]
    return [
        Figure("inbox_rate_many_conversations", RUNS, _rates(many), "messages a second"),
        Figure("inbox_rate_one_conversation", RUNS, _rates(one), "messages a second"),
        Figure("inbox_answered", MESSAGES, {"rate": round(answered)}, "messages a second, answers sent"),
    ]


def _rates(rates: Sequence[float]) -> dict[str, Value]:
    return {"median": round(statistics.median(rates)), "slowest": round(min(rates))}


async def _rate(opened: Opened, conversations: int) -> float:
    """Accepted messages a second; those of one conversation come one after the other."""
    intake = opened.house.parts.intake
    burst = _messages(opened, conversations)

    async def say(messages: Sequence[Inbound]) -> None:
        for message in messages:
            assert await intake.receive(message)

    began = time.perf_counter()
    await asyncio.gather(*(say(burst[start::conversations]) for start in range(conversations)))
    return len(burst) / (time.perf_counter() - began)


def _messages(opened: Opened, conversations: int) -> list[Inbound]:
    round_ = next(_numbers)
    now = opened.house.clock.now()
    return [
        new_message("ask", f"burst-{round_}-{number % conversations}", opened.owner, TEXT, now)
        for number in range(MESSAGES)
    ]
