"""Work in a thread that nobody waits for when the program ends."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_background(work: Callable[[], T]) -> T:
    """Do `work` in a daemon thread: whoever leaves meanwhile leaves at once."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(put: Callable[[], None]) -> None:
        if not done.done():
            put()

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - it is raised where it is awaited
            put = _later(done.set_exception, error)
        else:
            put = _later(done.set_result, result)
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(settle, put)

    threading.Thread(target=run, daemon=True, name="opening").start()
    return await done


A = TypeVar("A")


def _later(put: Callable[[A], None], what: A) -> Callable[[], None]:
    return lambda: put(what)
