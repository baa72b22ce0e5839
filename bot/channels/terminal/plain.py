"""Lines in, lines out, for pipes: no prompt, no colours, no progress."""

import asyncio
import sys
import threading
from collections.abc import AsyncGenerator, Sequence

from bot.channels.terminal.rendering import Line


class PlainView:
    """Shows lines on standard output (see `bot.channels.terminal.talk.View`)."""

    def show(self, lines: Sequence[Line]) -> None:
        """Print lines and send them off at once."""
        sys.stdout.write("".join(f"{line.text}\n" for line in lines))
        sys.stdout.flush()

    def show_progress(self, text: str | None) -> None:
        """Nothing: what was printed can't be taken back."""


async def read_lines() -> AsyncGenerator[str]:
    """The lines of standard input as they come, without their ends; bytes that are no UTF-8 are replaced."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def hand_over(line: str | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        for raw in sys.stdin.buffer:
            hand_over(raw.decode("utf-8", "replace").rstrip("\r\n"))
        hand_over(None)

    # A thread that nobody waits for: whoever leaves must not wait for the next line.
    threading.Thread(target=read, daemon=True, name="typed lines").start()
    while (line := await lines.get()) is not None:
        yield line
