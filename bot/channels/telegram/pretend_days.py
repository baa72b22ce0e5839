"""Bad days of the pretend Telegram: what goes wrong, with which call, how often, and for how long; and its limits."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from bot.channels.telegram.pretend_wire import Asked, Object, Refused, too_many

How = Literal["refuse", "limit", "hang", "reset", "slow", "garbage", "lost"]
PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1>"
"""What comes instead of JSON when what stands before Telegram's servers answers for them; cut off in the middle."""


class BadDay(BaseModel):
    """Something that goes wrong.

    "refuse" answers `code` and `description`, "limit" answers 429 with `retry_after`, "hang" never answers, "reset" breaks
    the connection before anything is done, "slow" answers after `seconds`, "garbage" answers HTML with `code`, "lost" does
    what is asked and breaks the connection instead of answering.

    `method` is a method's name or "*"; `chat_id` limits it to one chat. It begins after `after` calls that were well, and
    is over after `times` calls or `lasts` seconds after its first, whichever comes first; None is never.
    """

    model_config = ConfigDict(extra="forbid")

    method: str = "*"
    how: How
    code: int = 502
    description: str = "Bad Gateway"
    parameters: dict[str, JsonValue] | None = None
    retry_after: int = Field(default=1, ge=0)
    seconds: float = Field(default=1, ge=0, le=120)
    chat_id: int | None = None
    after: int = Field(default=0, ge=0)
    times: int | None = Field(default=1, ge=1)
    lasts: float | None = Field(default=None, gt=0)

    def concerns(self, asked: Asked) -> bool:
        """Whether it is about this call."""
        if self.method != "*" and self.method.lower() != asked.method:
            return False
        return self.chat_id is None or asked.number("chat_id") == self.chat_id

    def refusal(self) -> Refused:
        """What "refuse" and "limit" answer."""
        if self.how == "limit":
            return too_many(self.retry_after)
        return Refused(self.code, self.description, self.parameters)


class Weather:
    """The bad days to come; `hanging` is how many calls hang just now, `now` a clock in seconds."""

    def __init__(self, changed: Callable[[], None], now: Callable[[], float] = time.monotonic) -> None:
        self.hanging = 0
        self.now = now
        self._changed = changed
        self._days: list[BadDay] = []
        self._since: dict[int, float] = {}
        self._mended = asyncio.Event()

    def expect(self, day: BadDay) -> None:
        """Have something go wrong; what was expected first comes first."""
        self._days.append(day)

    def mend(self) -> None:
        """Make everything well again; calls that hang are broken off."""
        self._days.clear()
        self._since.clear()
        self._mended.set()
        self._mended = asyncio.Event()

    def take(self, asked: Asked) -> BadDay | None:
        """What goes wrong with this call, if anything."""
        for day in tuple(self._days):
            if not day.concerns(asked):
                continue
            if day.after:
                day.after -= 1
                continue
            if self._counted(day):
                return day
        return None

    async def hang(self) -> None:
        """Return only when all is mended."""
        self.hanging += 1
        self._changed()
        try:
            await self._mended.wait()
        finally:
            self.hanging -= 1

    def _counted(self, day: BadDay) -> bool:
        since = self._since.setdefault(id(day), self.now())
        if day.lasts is not None and self.now() - since >= day.lasts:
            self._over(day)
            return False
        if day.times is not None:
            day.times -= 1
            if day.times == 0:
                self._over(day)
        return True

    def _over(self, day: BadDay) -> None:
        self._days.remove(day)
        self._since.pop(id(day), None)


class Limits:
    """Telegram's limits: so many messages in a chat, a group, and over all; None is no limit.

    Real Telegram lets short bursts pass and then asks for a long pause; this one is strict and asks for no more than is
    needed, so that a bot that keeps the limits is never refused. Edits count like messages. `lenience` is by how many
    seconds a message may come too early, because a network doesn't deliver evenly; `refused` counts refusals.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        *,
        chat: tuple[int, float] | None = (1, 1.0),
        group: tuple[int, float] | None = (20, 60.0),
        overall: tuple[int, float] | None = (30, 1.0),
        lenience: float = 0.1,
    ) -> None:
        self.refused = 0
        self._now = now
        self._lenience = lenience
        self._chat, self._group, self._overall = chat, group, overall
        self._sent: dict[str, deque[float]] = {}

    def count(self, chat_id: int, messages: int = 1) -> None:
        """Let messages pass, or don't.

        Raises:
            Refused: 429, with the seconds until they would pass.
        """
        rules = [(f"chat {chat_id}", self._chat), ("overall", self._overall)]
        if chat_id < 0:
            rules.append((f"group {chat_id}", self._group))
        now = self._now()
        wait = max((self._wait(key, rule, now) for key, rule in rules if rule is not None), default=0.0)
        if wait > 0:
            self.refused += 1
            raise too_many(math.ceil(wait))
        for key, rule in rules:
            if rule is not None:
                self._sent[key].extend([now] * messages)

    def _wait(self, key: str, rule: tuple[int, float], now: float) -> float:
        most, window = rule[0], rule[1] - self._lenience
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - window:
            sent.popleft()
        return 0.0 if len(sent) < most else sent[len(sent) - most] + window - now


def day(how: How, method: str = "*", **more: JsonValue) -> BadDay:
    """A bad day in one line: `day("lost", "sendMessage", times=2)`."""
    told: Object = {"how": how, "method": method, **more}
    return BadDay.model_validate(told)
