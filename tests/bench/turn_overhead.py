"""What a turn costs besides thinking: inbox, agent, ledger and outbox, written down as always.

A model that answers at once stands where the offline brain does, behind the real chain. The verbs called ask nothing
of any far end, so that what is measured is ours.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

from pydantic_ai.messages import ModelMessage, ModelRequest, ToolReturnPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from sqlalchemy import event

from bot.agent import TurnDeps
from bot.checkpoint import Checkpoint
from bot.house import Arrived, Seat
from bot.running import Running
from memory.db import Store
from memory.samples import Samples
from tests.bench.figures import Figure, Value, spread
from tests.bench.household import NOW, Opened, open_simulated
from tools.contract import Caller

TURNS, WARMING_UP = 200, 20
GOAL = "p50 < 60 ms, p95 < 100 ms"
ANSWER = "All is well with the PC; nothing needs doing today."
CALLS: Mapping[str, str | None] = {
    "answer": None,
    "read": "pc_show_gaming_mode",
    "write": "pc_stop_gaming_mode",
}


class Commits:
    """Counts the transactions that a store commits, each flushed to the disk."""

    def __init__(self, store: Store) -> None:
        self.count = 0
        event.listen(store.engine.sync_engine, "commit", self._add)

    def _add(self, _connection: object) -> None:
        self.count += 1


def measure() -> list[Figure]:
    """Answer a few hundred messages of each kind, one after the other."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    figures: list[Figure] = []
    async with open_simulated(now=datetime.now(UTC)) as opened:
        opened.house.parts.mind.chain.wrapped = FunctionModel(stream_function=_think)
        commits = Commits(opened.house.parts.store)
        async with opened.house.sit() as seat:
            for kind in CALLS:
                for _ in range(WARMING_UP):
                    await _turn(seat, kind)
                before, used = commits.count, time.process_time()
                taken = [await _turn(seat, kind) for _ in range(TURNS)]
                values: dict[str, Value] = {
                    **spread(taken),
                    "cpu_a_turn": round((time.process_time() - used) / TURNS * 1000, 1),
                    "transactions_a_turn": round((commits.count - before) / TURNS, 1),
                }
                figures.append(Figure(f"turn_overhead_{kind}", TURNS, values, "ms", GOAL))
        figures.append(await _agent_alone(opened))
        figures.append(await _one_transaction(opened))
    return figures


async def _think(messages: list[ModelMessage], _info: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
    """Call what the last message names, then answer."""
    last = messages[-1]
    assert isinstance(last, ModelRequest)
    said = next((part.content for part in last.parts if isinstance(part, UserPromptPart)), None)
    returned = any(isinstance(part, ToolReturnPart) for part in last.parts)
    verb = None if returned else CALLS.get(str(said))
    if verb is None:
        yield ANSWER
    else:
        yield {0: DeltaToolCall(name=verb, json_args="{}")}


async def _turn(seat: Seat, text: str) -> float:
    """Milliseconds from saying something to having the answer."""
    began = time.perf_counter()
    await seat.say(text)
    while True:
        come = await seat.next_event()
        if isinstance(come, Arrived):
            come.shown()
            return (time.perf_counter() - began) * 1000


async def _agent_alone(opened: Opened) -> Figure:
    async def keep_nothing(_checkpoint: Checkpoint) -> None:
        pass

    async def show_nothing(_text: str) -> None:
        pass

    taken: list[float] = []
    for _ in range(TURNS):
        deps = TurnDeps(Caller(opened.owner, "bench:agent", "bench"), "bench")
        running = Running((), Checkpoint(), keep_nothing, show_nothing)
        began = time.perf_counter()
        await opened.house.parts.mind.runner.run(deps, running, "answer")
        taken.append((time.perf_counter() - began) * 1000)
    return Figure("turn_overhead_agent_alone", TURNS, spread(taken), "ms of an answer")


async def _one_transaction(opened: Opened) -> Figure:
    samples, taken = Samples(opened.house.parts.store), list[float]()
    for number in range(TURNS):
        began = time.perf_counter()
        await samples.keep([("bench", NOW, float(number))])
        taken.append((time.perf_counter() - began) * 1000)
    return Figure("turn_overhead_transaction", TURNS, spread(taken), "ms, its flush to the disk included")
