"""Time that passes in a simulated house: its clock and ours go on together, and what comes due is done on the way."""

import asyncio
import contextlib
from datetime import timedelta

import httpx2

from bot.channels.desk import Attached
from bot.delivery import Delivery
from bot.house import Arrived
from memory import outbox
from memory.clock import Clock, boottime
from memory.db import Store
from memory.errors import Mistake, Unavailable
from scheduler.housekeeping import Housekeeping

SHORTEST_STEP = timedelta(minutes=5)
MOST_STEPS = 24
LONGEST = timedelta(days=400)
SENDING_SECONDS = 10.0
LOOK_AGAIN_SECONDS = 0.05


class Passing:
    """Lets time pass."""

    def __init__(
        self,
        url: str,
        http: httpx2.AsyncClient,
        clock: Clock,
        housekeeping: Housekeeping,
        delivery: Delivery,
        store: Store,
    ) -> None:
        self._url = url
        self._http = http
        self._clock = clock
        self._housekeeping = housekeeping
        self._delivery = delivery
        self._store = store

    async def advance(self, by: timedelta, attached: Attached) -> list[str]:
        """Move both clocks on, step by step, and return what was sent to whom `attached` listens.

        Raises:
            Mistake: Time would not pass, or for too long.
            Unavailable: The simulation does not answer.
        """
        if not timedelta() < by <= LONGEST:
            raise Mistake("Time can pass by one second up to 400 days at once, such as PT8H or P1D.")
        step = max(by / MOST_STEPS, SHORTEST_STEP)
        passed = timedelta()
        while passed < by:
            now = min(step, by - passed)
            passed += now
            await self._go_on(now)
            await self._housekeeping.catch_up(max(now, timedelta(minutes=1)))
        return await self._take(attached)

    async def _go_on(self, by: timedelta) -> None:
        self._clock.advance(by)
        told = {"now": self._clock.now().isoformat()}
        try:
            (await self._http.post(f"{self._url}/clock", json=told)).raise_for_status()
        except httpx2.HTTPError as error:
            raise Unavailable("The simulated house does not answer; start it again.") from error

    async def _take(self, attached: Attached) -> list[str]:
        """What is sent to the conversation until nothing waits for it any more."""
        taken: list[str] = []
        until = boottime() + SENDING_SECONDS
        while await self._waiting(attached.conversation) and boottime() < until:
            self._delivery.wake()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    event = await attached.next_event()
                    if isinstance(event, Arrived):
                        taken.append(event.message.text)
                        event.shown()  # the outbox knows a moment later
        return taken

    async def _waiting(self, conversation: str) -> int:
        async with self._store.reading() as session:
            return await outbox.pending_count(session, conversation)
