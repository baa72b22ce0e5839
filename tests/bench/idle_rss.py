"""What a `homeops chat` needs while nobody says anything."""

import time

import psutil

from tests.bench.cold_start import IN_THE_ANSWER, QUESTION
from tests.bench.figures import Figure
from tests.bench.terminal import chat_on_terminal, cpu_seconds
from tests.bench.typing_echo import copied, migrated_folder

SETTLING, IDLE = 5.0, 20.0
"""Seconds: until what follows the first answer is over, and for which the idle processor is measured."""


def measure() -> list[Figure]:
    """Ask once, wait, and look at memory and processor time."""
    with migrated_folder() as migrated, copied(migrated) as data, chat_on_terminal(data) as terminal:
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for(IN_THE_ANSWER)
        terminal.watch(SETTLING)
        process = psutil.Process(terminal.process.pid)
        used, began = cpu_seconds(process.pid), time.perf_counter()
        terminal.watch(IDLE)
        share = 100 * (cpu_seconds(process.pid) - used) / (time.perf_counter() - began)
        family = [process, *process.children(recursive=True)]
        megabytes = sum(one.memory_info().rss for one in family) / 1e6
    return [
        Figure("idle_rss", 1, {"rss": round(megabytes)}, "MB", "< 200 MB"),
        Figure("idle_cpu", 1, {"share": round(share, 2)}, "% of a core", "< 1 %"),
    ]
