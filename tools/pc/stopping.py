"""Calling off what a thread does, between two files: a turn that was stopped or took too long touches nothing more."""

import asyncio
import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LEAVE_SECONDS = 5.0
"""How long it is waited for a thread to leave what it is at: one file, seldom more."""


class StoppedError(Exception):
    """The work was called off; all that was begun with a file is finished, or as if it had not begun."""


class Stop:
    """Whether some work was called off."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def called_off(self) -> bool:
        """Whether nothing more may be begun."""
        return self._event.is_set()

    def call_off(self) -> None:
        """Let nothing more be begun."""
        self._event.set()

    def check(self) -> None:
        """Raise StoppedError if nothing more may be begun."""
        if self.called_off:
            raise StoppedError


async def run_aside(
    seconds: float, work: Callable[Concatenate[Stop, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run `work(stop, …)` in a thread; when the time is over or the caller is cancelled, it is called off.

    Then it is waited until the thread has left the file that it is at, so that what is looked at afterwards is final.

    Raises:
        TimeoutError: It took longer than `seconds`.
    """
    stop = Stop()
    task = asyncio.create_task(asyncio.to_thread(work, stop, *args, **kwargs))
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.shield(task)
    except (TimeoutError, asyncio.CancelledError):
        stop.call_off()
        await asyncio.wait({task}, timeout=LEAVE_SECONDS)
        task.add_done_callback(_forget)
        raise


def _forget(task: asyncio.Task[T]) -> None:
    """What it came to has nobody to be told to any more."""
    if not task.cancelled():
        task.exception()
