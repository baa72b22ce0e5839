"""How often somebody may call: a sliding minute each, kept in memory by this process."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter


class Quota:
    """So many a minute, for each name."""

    def __init__(self, kind: str, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute, namespace=kind)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def spend(self, name: str) -> int:
        """Count one call of `name`; 0 if it may be made, else after how many seconds it may be tried again."""
        if await self._limiter.hit(self._item, name):
            return 0
        return await self._wait(name)

    async def _wait(self, name: str) -> int:
        stats = await self._limiter.get_window_stats(self._item, name)
        return max(1, math.ceil(stats.reset_time - time.time()))


def say_when(seconds: int) -> str:
    """What is said to somebody who calls too often."""
    return f"That is too often; try again in {seconds} second{'' if seconds == 1 else 's'}."
