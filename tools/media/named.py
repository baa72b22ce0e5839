"""Names of what a server has, for sentences that are being understood: from memory, since nobody waits then."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from memory.errors import HomeOpsError
from tools.contract import Name

FRESH_SECONDS = 30.0
FIRST_SECONDS = 0.5


class KnownNames:
    """The last known names; looked at afresh beside the sentence, and never an error."""

    def __init__(self, load: Callable[[], Awaitable[Sequence[Name]]]) -> None:
        self._load = load
        self._names: Sequence[Name] = ()
        self._loading: asyncio.Task[None] | None = None
        self._asked_at = -FRESH_SECONDS
        self._is_loaded = False

    async def __call__(self) -> Sequence[Name]:
        """The names; at first and after a change a moment is waited for them."""
        is_stale = time.monotonic() - self._asked_at >= FRESH_SECONDS
        if is_stale and (self._loading is None or self._loading.done()):
            self._asked_at = time.monotonic()
            self._loading = asyncio.create_task(self._refresh())
        if not self._is_loaded and self._loading is not None:
            await asyncio.wait([self._loading], timeout=FIRST_SECONDS)
        return self._names

    def forget(self) -> None:
        """Something was changed: the next sentence waits a moment for what there is now."""
        self._asked_at = -FRESH_SECONDS
        self._is_loaded = False

    async def close(self) -> None:
        """End what still looks."""
        if self._loading is not None:
            self._loading.cancel()
            with suppress(asyncio.CancelledError):
                await self._loading

    async def _refresh(self) -> None:
        with suppress(HomeOpsError):
            self._names = await self._load()
        self._is_loaded = True
