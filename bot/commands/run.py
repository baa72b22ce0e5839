"""`homeops run`: keep the house running without a terminal."""

import asyncio
import os
import signal
import threading
from dataclasses import replace
from types import FrameType

from bot.channels.terminal.cleaning import clean
from bot.commands.reach import hold_house
from bot.commands.wanted import Wanted

RUNNING = "HomeOps is running. Talk to it with “make chat” in another terminal; Ctrl-C ends it."
STOP_SECONDS = 4.8
"""How long closing may take; whatever is left then is taken up by the next process (every step is written down)."""


async def run(wanted: Wanted) -> int:
    """Run until SIGTERM or SIGINT; a second one ends at once."""
    loop, asked = asyncio.get_running_loop(), asyncio.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        if asked.is_set():
            os._exit(1)
        asked.set()
        loop.call_soon_threadsafe(lambda: None)  # wakes the loop, which may be asleep
        limit = threading.Timer(STOP_SECONDS, os._exit, [0])
        limit.daemon = True
        limit.start()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    async with hold_house(replace(wanted, is_real=wanted.house_file is None)) as house:
        _tell(RUNNING)
        telling = asyncio.create_task(house.parts.platforms.report(_tell))
        await asked.wait()
        telling.cancel()
    return 0


def _tell(line: str) -> None:
    print(clean(line), flush=True)  # noqa: T201 - the program's output
