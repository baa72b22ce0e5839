"""A thousand messages in a minute from ten people on both platforms, to `homeops run` as a program of its own.

The pretend platforms are as strict as the real ones, so that some of the waits are theirs: Telegram takes one message a
second in a chat and twenty a minute in a group, Discord five in five seconds in a channel.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

from bot.settings import Settings
from bot.simulated import simulated_data
from tests.bench.figures import Figure, Value, spread
from tests.bench.household import empty_folder, environment
from tests.bench.load_crowd import NAMES, Crowd, gathered
from tests.bench.load_verdict import OPEN, Books, Verdict, judge
from tests.bench.load_words import busy
from tests.bot.house import as_toml
from tools.contract import Json
from tools.house import BUILT_IN_HOUSE
from tools.simulation import find_simulation

SECONDS = 59.0
OWN, IN_GROUPS = 45, 50
"""Lines in each of the twenty private chats, and in each of the two groups."""
SEED = 20261123
PATIENCE_SECONDS = 400.0
LOOK_SECONDS = 0.5
GOAL = "accepted within 60 s, answered within 180 s, 0 lost, 0 doubled"


@dataclass
class Program:
    """`homeops run`, and the most memory that it took, in bytes."""

    process: psutil.Process
    data: Path
    most: int = 0

    def look(self) -> None:
        """Look at its memory."""
        self.most = max(self.most, self.process.memory_info().rss)


def measure() -> list[Figure]:
    """One busy minute."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    async with gathered() as crowd, running(crowd) as program:
        await crowd.connected()
        program.look()
        before, used = program.most, sum(program.process.cpu_times()[:2])
        books = Books(program.data)
        lines = busy(crowd.share(OWN, IN_GROUPS), SECONDS, len(NAMES), SEED)
        began, writing = time.time(), asyncio.create_task(crowd.write(lines))
        accepted = await _until(books, program, f"SELECT count(*) < {len(lines)} FROM inbox")
        await writing
        await _until(books, program, OPEN)
        verdict = judge(crowd, books)
        worked = sum(program.process.cpu_times()[:2]) - used
        refused: dict[str, Value] = {
            "telegram": crowd.limits.refused,
            "discord": crowd.discord.days.limited,
        }
    for each in verdict.wrong:
        print(f"load: {each}", file=sys.stderr)
    took: dict[str, Value] = {
        "accepted_s": round(accepted - began, 1),
        "answered_s": round(verdict.last - began, 1),
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "out_of_order": verdict.out_of_order,
        "turns": verdict.turns,
        "changes": verdict.changes,
        "messages_sent": verdict.shown,
        "answered_together": verdict.together,
    }
    return [
        Figure("load", verdict.said, took, "s after the first of them, and counts", GOAL),
        *_waits(verdict),
        Figure("load_refused", verdict.shown, refused, "times a platform said that we are too fast"),
        Figure(
            "load_processor",
            verdict.said,
            {"mean": round(worked / verdict.said * 1000, 1)},
            "ms of one core a message",
        ),
        Figure("load_rss", 1, {"before": round(before / 1e6), "most": round(program.most / 1e6)}, "MB"),
    ]


def _waits(verdict: Verdict) -> list[Figure]:
    everything = [each for waits in verdict.waits.values() for each in waits]
    return [
        Figure(
            f"load_wait{name}",
            len(waits),
            {**spread(waits), "longest": round(max(waits), 1)},
            "s to the answer",
        )
        for name, waits in [("", everything), *((f"_{place}", each) for place, each in verdict.waits.items())]
        if waits
    ]


async def _until(books: Books, program: Program, query: str) -> float:
    """Wait until a query counts nothing; when that was."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await asyncio.to_thread(books.count, query):
            program.look()
            await asyncio.sleep(LOOK_SECONDS)
    return time.time()


@asynccontextmanager
async def running(crowd: Crowd) -> AsyncGenerator[Program]:
    """The program with the invented house, where these people live."""
    with empty_folder() as folder:
        settings, house = folder / "homeops.toml", folder / "crowd.toml"
        settings.write_text(_toml(crowd.platform_settings()))
        house.write_text(_toml({"like": str(BUILT_IN_HOUSE), "people": crowd.people_settings()}))
        data = simulated_data(Settings(data=folder), house)
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--house", str(house)),
            env=environment(folder),
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            yield Program(psutil.Process(child.pid), data)
        finally:
            child.terminate()
            await child.wait()
            await _end_simulation(data)


async def _end_simulation(data: Path) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        simulation = await find_simulation(http, data / "simulation.port")
        if simulation is not None:
            await http.post(f"{simulation.url}/stop")


def _toml(sections: dict[str, Json]) -> str:
    return "\n".join(f"{key} = {as_toml(value)}" for key, value in sections.items())
