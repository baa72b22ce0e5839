"""How fast we may speak, kept by ourselves: one message a second in a chat, 20 a minute in a group, 30 a second overall.

Ours and no library's, because three limits hold at once, the urgent go first, and what may be dropped is told "not now"
instead of waiting. All times are seconds of the event loop's clock.
"""

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from enum import IntEnum

MOST_CHATS = 2000


class Urgency(IntEnum):
    """Who goes first."""

    ALERT = 0
    MESSAGE = 1


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` within any `seconds`."""

    count: int
    seconds: float


OVERALL, CHAT, GROUP = Rate(28, 1.0), Rate(1, 1.05), Rate(20, 61.0)
"""A little less than Telegram allows, because messages overtake each other on the way."""


@dataclass(slots=True)
class Window:
    """What was let through of late under one rate; until `closed_until` nothing is."""

    rate: Rate
    closed_until: float = 0.0
    _taken: deque[float] = field(default_factory=deque[float])

    def free_at(self, now: float) -> float:
        """From when on one more may go: `now` if it may at once."""
        self._forget(now)
        full = len(self._taken) >= self.rate.count
        return max(now, self.closed_until, self._taken[-self.rate.count] + self.rate.seconds if full else now)

    def take(self, now: float) -> None:
        """One goes now."""
        self._taken.append(now)

    def used(self, now: float) -> int:
        """How many went within the last span."""
        self._forget(now)
        return len(self._taken)

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] + self.rate.seconds <= now:
            self._taken.popleft()


@dataclass(frozen=True, slots=True, order=True)
class Waiter:
    """Somebody who waits to send to a chat; the first in order goes first."""

    urgency: Urgency
    number: int
    chat: int = field(compare=False)
    leave: "asyncio.Future[None]" = field(compare=False)


class Limiter:
    """Lets messages through no faster than Telegram takes them."""

    def __init__(self, overall: Rate = OVERALL, chat: Rate = CHAT, group: Rate = GROUP) -> None:
        self._overall = Window(overall)
        self._rates = (chat, group)
        self._chats: OrderedDict[int, tuple[Window, ...]] = OrderedDict()
        self._waiting: list[Waiter] = []
        self._timer: asyncio.TimerHandle | None = None
        self._count = 0

    def take_spare(self) -> bool:
        """Let something droppable through that counts in no chat, if half of the overall rate is free."""
        now = _now()
        if self._waiting or self._overall.used(now) * 2 >= self._overall.rate.count:
            return False
        if self._overall.free_at(now) > now:
            return False
        self._overall.take(now)
        return True

    async def wait(self, chat: int, urgency: Urgency, patience: float) -> float:
        """Wait for leave to send to `chat`: 0.0 once it is given, else in how many seconds to ask again.

        Whoever would have to wait longer than `patience` seconds is not let wait at all.
        """
        now = _now()
        pause = self._free_at(chat, now) - now
        if pause > patience:
            return pause
        self._count += 1
        mine = Waiter(urgency, self._count, chat, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        self._let_through()
        try:
            async with asyncio.timeout(patience):
                await mine.leave
        except TimeoutError:
            return max(self._free_at(chat, _now()) - _now(), 0.1)
        finally:
            if mine in self._waiting:
                self._waiting.remove(mine)
        return 0.0

    def close(self, chat: int, seconds: float) -> None:
        """Telegram told us to be silent in `chat` for so long."""
        window = self._windows(chat)[0]
        window.closed_until = max(window.closed_until, _now() + seconds)

    def _let_through(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = _now()
        for each in sorted(self._waiting):
            if self._free_at(each.chat, now) <= now:
                self._waiting.remove(each)
                if not each.leave.done():  # else it was given up
                    self._take(each.chat, now)
                    each.leave.set_result(None)
        if self._waiting:
            first = min(self._free_at(each.chat, now) for each in self._waiting)
            self._timer = asyncio.get_running_loop().call_at(first, self._let_through)

    def _windows(self, chat: int) -> tuple[Window, ...]:
        if chat not in self._chats:
            usual, group = self._rates
            self._chats[chat] = (Window(usual), Window(group)) if chat < 0 else (Window(usual),)
            if len(self._chats) > MOST_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat)
        return self._chats[chat]

    def _free_at(self, chat: int, now: float) -> float:
        return max(window.free_at(now) for window in (self._overall, *self._windows(chat)))

    def _take(self, chat: int, now: float) -> None:
        for window in (self._overall, *self._windows(chat)):
            window.take(now)


def _now() -> float:
    return asyncio.get_running_loop().time()
