"""Messages that arrive together are written down together: a transaction each would have a busy house wait for its disk."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

from memory import inbox, outbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError
from memory.failpoints import failpoint
from memory.messages import Inbound, Outbound

MOST_AT_ONCE = 50


@dataclass(slots=True, eq=False)
class Arrival:
    """A message that came in.

    `answer` is what answers it at once, so that it needs no turn; `overtakes` says that it need not wait for the turns
    before it; `is_new` is None until it is written down.
    """

    inbound: Inbound
    answer: Outbound | None = None
    overtakes: bool = False
    is_new: bool | None = None


class Arrivals:
    """Writes messages down; `begin` is told each new one once it is, in the order in which they came."""

    def __init__(self, store: Store, clock: Clock, begin: Callable[[Arrival], None]) -> None:
        self._store = store
        self._clock = clock
        self._begin = begin
        self._waiting: list[Arrival] = []
        self._writing = asyncio.Lock()

    async def write_down(self, arrival: Arrival) -> bool:
        """Write it down, with all that wait for the same; False if it was known.

        Raises:
            HomeOpsError: The store is away, and nothing was written.
        """
        self._waiting.append(arrival)
        try:
            async with self._writing:
                if arrival.is_new is None:
                    await _to_its_end(self._write_with_others(arrival))
        finally:
            if arrival in self._waiting:
                self._waiting.remove(arrival)
        return bool(arrival.is_new)

    async def _write_with_others(self, arrival: Arrival) -> None:
        together = self._waiting[:MOST_AT_ONCE]
        if together == [arrival] or arrival not in together:
            await self._write([arrival])
            return
        try:
            await self._write(together)
        except HomeOpsError:
            raise
        except Exception:  # noqa: BLE001 - another one may be to blame, which is told so when its turn comes
            await self._write([arrival])

    async def _write(self, together: Sequence[Arrival]) -> None:
        async with self._store.fenced(first=True) as session:
            are_new = [await inbox.accept(session, each.inbound) for each in together]
            for each, is_new in zip(together, are_new, strict=True):
                if is_new and each.answer is not None:
                    await inbox.finish(session, each.inbound.source, each.inbound.event_id)
                    await outbox.put(session, each.answer, self._clock.now())
        failpoint("inbox.accepted")
        for each, is_new in zip(together, are_new, strict=True):
            each.is_new = is_new
            if each in self._waiting:
                self._waiting.remove(each)
            if is_new:
                self._begin(each)


async def _to_its_end(writing: Coroutine[None, None, None]) -> None:
    """Whoever gives up meanwhile does so once it is known what was written: others wait for that too."""
    task = asyncio.create_task(writing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
