"""How long the offline brain thinks about a sentence, and how long it takes to learn its phrases."""

import asyncio
import time

from bot.brains.grammar.parse import Context
from bot.brains.grammar.understanding import Understanding
from tests.bench.figures import Figure, spread
from tests.bench.household import NOW, open_simulated
from tests.bench.sets import HALVES, read_set

ROUNDS = 3


def measure() -> list[Figure]:
    """Every sentence of the sets by itself, a few times over; live names are asked for as in a real turn."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    texts = [line.text for half in HALVES for line in read_set("pc", half)]
    async with open_simulated() as opened:
        verbs = opened.house.parts.mind.door.verbs
        offered = {bound.name for bound in verbs}
        began = time.perf_counter()
        understanding = Understanding(verbs.domains)
        understanding.check()
        loading = (time.perf_counter() - began) * 1000
        await understanding.parse("warm up the disk", Context(NOW), offered)
        taken: list[float] = []
        for text in texts * ROUNDS:
            began = time.perf_counter()
            await understanding.parse(text, Context(NOW), offered)
            taken.append((time.perf_counter() - began) * 1000)
    return [
        Figure("grammar_time", len(taken), {**spread(taken), "slowest": round(max(taken))}, "ms", "< 20 ms"),
        Figure("grammar_load", 1, {"once": round(loading)}, "ms"),
    ]
