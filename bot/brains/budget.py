"""The house's daily cap on what paid models may cost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from memory.clock import Clock

Load = Callable[[date], Awaitable[int]]
"""What the whole house spent on that day so far, in micro-USD."""
Save = Callable[[date, str, int, int, int], Awaitable[None]]
"""Adds to (day, person): tokens in, tokens out, micro-USD."""

MICRO = 1_000_000
WARN_AT_PERCENT = 80


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """Money set aside for a request under way, in micro-USD; what it really cost replaces it."""

    micro_usd: int


class Budget:
    """Counts tokens and money per day and person; days are those of the house's zone.

    A request may start while what was spent and what is set aside for requests under way is below the cap. So when
    estimates are not below the real costs, parallel turns together overshoot by less than one request.
    """

    def __init__(self, cap_usd: Decimal = Decimal("0.50"), *, clock: Clock, load: Load, save: Save) -> None:
        """Start counting; nothing is read before the first request.

        Args:
            cap_usd: What the house may spend a day; 0 lets no paid model answer.
            clock: The house's clock.
            load: Reads what was spent before a restart.
            save: Called once for each answered request, after counting it.
        """
        self.cap_usd = cap_usd
        self._cap = int(cap_usd * MICRO)
        self._clock = clock
        self._load = load
        self._save = save
        self._lock = asyncio.Lock()
        self._day: date | None = None
        self._spent = 0
        self._warned = False
        self._told: set[str] = set()
        self._holds: set[Hold] = set()

    async def spent_micro_usd(self) -> int:
        """What the house spent today, in micro-USD, requests under way not counted."""
        async with self._lock:
            await self._begin_day()
            return self._spent

    async def allow(self, micro_usd: int) -> Hold | None:
        """Set `micro_usd` (an estimate) aside for a paid request; None when today's budget is used up.

        A hold ends with `spend` or `release`.
        """
        async with self._lock:
            await self._begin_day()
            if self._spent + sum(hold.micro_usd for hold in self._holds) >= self._cap:
                return None
            hold = Hold(micro_usd)
            self._holds.add(hold)
            return hold

    async def spend(
        self, person: str, tokens_in: int, tokens_out: int, micro_usd: int, hold: Hold | None = None
    ) -> str | None:
        """Count a request of `person` and end its hold.

        Returns:
            The warning for people when this request crossed 80 % of the cap, once a day.
        """
        async with self._lock:
            self.release(hold)
            await self._begin_day()
            assert self._day is not None
            day = self._day
            self._spent += micro_usd
            warning = self._warning()
        await self._save(day, person, tokens_in, tokens_out, micro_usd)
        return warning

    def release(self, hold: Hold | None) -> None:
        """End a hold whose request cost nothing."""
        if hold is not None:
            self._holds.discard(hold)

    def used_up(self, person: str) -> str | None:
        """What `person` is told when the cap stopped a request; None if they were told today."""
        if person in self._told:
            return None
        self._told.add(person)
        return (
            f"Today's budget of {self.cap_usd:.2f} USD is used up; "
            "I answer with my offline understanding until midnight."
        )

    async def _begin_day(self) -> None:
        today = self._clock.now().date()
        if today == self._day:
            return
        self._spent = await self._load(today)
        self._day = today
        self._warned = self._past_warning()  # it was said before the restart
        self._told.clear()

    def _past_warning(self) -> bool:
        return self._spent * 100 >= self._cap * WARN_AT_PERCENT

    def _warning(self) -> str | None:
        if self._warned or not self._past_warning():
            return None
        self._warned = True
        if self._spent >= self._cap:
            return None  # the next request is told that it is used up
        return (
            f"{Decimal(self._spent) / MICRO:.2f} of today's {self.cap_usd:.2f} USD for models are spent; "
            "when it is used up I answer with my offline understanding until midnight."
        )
