"""How everything does, looked at once a second at most, however many ask."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import AwareDatetime, BaseModel

from bot.house import Standing, Status
from memory.clock import Clock, boottime

FRESH_SECONDS = 1.0


class Now(BaseModel):
    """How HomeOps does, as seen at `at`: whether all is well, part by part, and what waits."""

    at: AwareDatetime
    well: bool
    version: str
    simulated: str
    parts: list[Standing]
    waiting_messages: int
    undelivered: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at everything: what was seen, the same as JSON, and when by `boottime`."""

    now: Now
    body: bytes
    at: float


class Snapshot:
    """The last look, and the one that is being taken."""

    def __init__(self, ask: Callable[[], Awaitable[Status]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._seen: Seen | None = None
        self._looking: asyncio.Task[Seen] | None = None

    async def look(self) -> Seen:
        """What was seen within the last second; asks afresh where that is longer ago."""
        seen = self._seen
        if seen is not None and boottime() - seen.at <= FRESH_SECONDS:
            return seen
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)  # who hangs up must not spoil it for the others

    def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> Seen:
        status = await self._ask()
        now = Now(
            at=self._clock.now(),
            well=status.well,
            version=status.version,
            simulated=status.simulated,
            parts=status.parts,
            waiting_messages=status.waiting_messages,
            undelivered=status.undelivered,
        )
        self._seen = Seen(now, now.model_dump_json().encode(), boottime())
        return self._seen
