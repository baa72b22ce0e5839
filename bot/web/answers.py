"""Answers that were handed to programs which have not said yet that they got them."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from bot.house import House
from bot.report import Report
from bot.web.wire import Said

UNREAD_SECONDS = 5.0
"""How long a program has to say that it printed its answer; after that the next one of the conversation gets it."""


class Answers:
    """Asks a house on behalf of programs, and holds each answer until it was read or its program is gone."""

    def __init__(self, house: House, unread_seconds: float = UNREAD_SECONDS) -> None:
        self._house = house
        self._unread_seconds = unread_seconds
        self._read: dict[str, asyncio.Event] = {}
        self._holding: set[asyncio.Task[None]] = set()

    async def ask(self, said: Said, hung_up: Callable[[], Awaitable[None]]) -> tuple[str, Report]:
        """The answer, and the id under which to say that it was read; `hung_up` returns once the program is gone."""
        answer_id, ready = secrets.token_hex(16), asyncio.get_running_loop().create_future()
        holding = asyncio.create_task(self._hold(said, answer_id, ready))
        self._holding.add(holding)
        holding.add_done_callback(self._holding.discard)
        leaving = asyncio.ensure_future(hung_up())
        try:
            await asyncio.wait([ready, leaving], return_when=asyncio.FIRST_COMPLETED)
            if not ready.done():
                holding.cancel()
            return answer_id, await ready
        finally:
            leaving.cancel()

    def mark_read(self, answer_id: str) -> bool:
        """The program has printed it; False if that comes too late, so that it will be told again."""
        read = self._read.get(answer_id)
        if read is not None:
            read.set()
        return read is not None

    async def close(self) -> None:
        """Give back what was not read."""
        for holding in self._holding:
            holding.cancel()
        await asyncio.gather(*self._holding, return_exceptions=True)

    async def _hold(self, said: Said, answer_id: str, ready: asyncio.Future[Report]) -> None:
        read = self._read[answer_id] = asyncio.Event()
        try:
            async with self._house.answer(
                said.text, person=said.person, conversation=said.conversation, press=said.press
            ) as report:
                ready.set_result(report)
                async with asyncio.timeout(self._unread_seconds):
                    await read.wait()
        except asyncio.CancelledError:
            ready.cancel()
            raise
        except TimeoutError:
            if not ready.done():
                raise
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)
        finally:
            del self._read[answer_id]
