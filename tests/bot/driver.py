"""The bot as a process of its own that can be killed: forked from a server that has imported everything already."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.app import open_house
from bot.report import Report
from bot.settings import load_settings

HEAVY = [
    "tests.bot.driver",
    "hassil",
    "openai",
    "pydantic_ai.models.openai",
    "matplotlib.figure",
    "rapidfuzz.process",
    "yaml",
]
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Ended:
    """A bot that has ended: its exit code (negative: the signal), and what it answered until then."""

    code: int
    reports: list[Report]

    @property
    def texts(self) -> list[str]:
        """Everything that a person got to see, in order."""
        return [text for report in self.reports for text in (*report.pushed, report.reply)]


class Bot:
    """A bot that asks `said` of the house in `settings`, one after the other, and then ends.

    What somebody else than the owner says begins with their name: "Leo: end spotify".
    """

    def __init__(self, settings: str, said: Sequence[str], *, failpoint: str = "") -> None:
        _FORKS.set_forkserver_preload(HEAVY)
        self._out = Path(settings).with_suffix(".out")
        self._out.write_text("")
        self.process: BaseProcess = _FORKS.Process(
            target=_run, args=(settings, list(said), str(self._out), failpoint)
        )
        self.process.start()

    def kill(self) -> None:
        """The power goes, if it still runs."""
        if self.process.pid is not None and self.process.is_alive():
            os.kill(self.process.pid, signal.SIGKILL)

    async def ended(self, seconds: float = 30) -> Ended:
        """Wait for its end."""
        await asyncio.to_thread(self.process.join, seconds)
        assert self.process.exitcode is not None, "the bot hangs"
        lines = self._out.read_text().splitlines()
        return Ended(self.process.exitcode, [Report.model_validate_json(line) for line in lines])


def _run(settings: str, said: Sequence[str], out: str, failpoint: str) -> None:
    if failpoint:
        os.environ["HOMEOPS_FAILPOINT"] = failpoint
    asyncio.run(_ask(settings, said, out))


async def _ask(settings: str, said: Sequence[str], out: str) -> None:
    async with open_house(load_settings(None, {"HOMEOPS_CONFIG": settings})) as house:
        for text in said:
            name, colon, words = text.partition(": ")
            report = await (house.ask(words, person=name) if colon else house.ask(text))
            _keep(Path(out), report)


def _keep(out: Path, report: Report) -> None:
    with out.open("a") as file:
        file.write(report.model_dump_json() + "\n")
        file.flush()
        os.fsync(file.fileno())
