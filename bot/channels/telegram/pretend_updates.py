"""The updates that wait for the bot, and the long poll that hands them out, as Telegram does it.

The rules are those of Telegram's own server (tdlib/telegram-bot-api, `Client.cpp`):

- An update is forgotten once a getUpdates with a higher offset came; a negative offset forgets all but the last few.
- A poll that has to wait ends the one that waits already: the *old* one is answered with 409, the new one goes on. The
  second 409 within three seconds comes three seconds late.
- Who asks again at once with the same offset gets a longer wait (three seconds) and one update at a time.
- A pressed button is forgotten after 150 seconds, everything else after a day.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.telegram.pretend_wire import Object, Refused

NOT_USUAL = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Updates that come only to a bot that asks for them by name."""
TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
CALLBACK_SECONDS = 150
DAY_SECONDS = 86400
HASTE_SECONDS = 3.0
FUTURE = 10
"""How far past the last update an offset may lie before it is taken for nonsense, and ignored."""


@dataclass(frozen=True, slots=True)
class Update:
    """An update that the bot has not confirmed; `until` is when it is forgotten, in seconds since 1970."""

    id: int
    kind: str
    content: Object
    until: float

    def as_json(self) -> Object:
        """Telegram's Update."""
        return {"update_id": self.id, self.kind: self.content}


class Updates:
    """The queue of one bot; `haste` is how long those wait who are too quick, in seconds."""

    def __init__(self, changed: Callable[[], None], now: Callable[[], float]) -> None:
        self.waiting: list[Update] = []
        self.webhook = ""
        self.polls = 0
        self.confirmed = 0
        self.haste = HASTE_SECONDS
        self._changed = changed
        self._now = now
        self._allowed: frozenset[str] | None = None
        self._next_id = 100_001
        self._poll: asyncio.Future[None] | None = None
        self._last = (-1, 0.0)
        self._next_conflict = 0.0

    @property
    def polling(self) -> bool:
        """Whether a long poll waits just now."""
        return self._poll is not None and not self._poll.done()

    def add(self, kind: str, content: Object) -> int | None:
        """Queue an update and return its id; None if the bot doesn't take this kind."""
        if kind in NOT_USUAL if self._allowed is None else kind not in self._allowed:
            return None
        lasts = CALLBACK_SECONDS if kind == "callback_query" else DAY_SECONDS
        update = Update(self._next_id, kind, content, self._now() + lasts)
        self._next_id += 1
        self.waiting.append(update)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        return update.id

    def set_webhook(self, url: str) -> None:
        """Set or, if empty, delete the webhook; a poll that waits is ended by a new one."""
        self.webhook = url
        if url:
            self._end_poll(BY_WEBHOOK)

    async def get(
        self, offset: int, limit: int, seconds: float, allowed: Sequence[str] | None
    ) -> list[Object]:
        """Confirm what lies before `offset`, then hand out what waits, or wait up to `seconds` for something.

        Raises:
            Refused: 409, a webhook is set or a newer poll came.
        """
        self.polls += 1
        if self.webhook:
            await self._pause()
            raise Refused(409, WEBHOOK_ACTIVE)
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        limit, seconds = self._slowed(offset, min(max(limit, 1), 100), seconds)
        self._confirm(offset)
        self._changed()
        if not self.waiting and seconds > 0:
            await self._wait(seconds)
            self._confirm(offset)
        return [update.as_json() for update in self.waiting[:limit]]

    def forget_all(self) -> None:
        """Drop everything that waits."""
        self.waiting.clear()

    def _slowed(self, offset: int, limit: int, seconds: float) -> tuple[int, float]:
        """What who asks the same again gets instead of what he asked for."""
        last_offset, last_at = self._last
        passed = time.monotonic() - last_at
        self._last = offset, time.monotonic()
        if offset != last_offset or passed >= HASTE_SECONDS:
            return limit, seconds
        return 1 if passed < 0.5 else limit, max(seconds, self.haste)

    def _confirm(self, offset: int) -> None:
        before = len(self.waiting)
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset <= self._next_id + FUTURE:
            self.waiting = [update for update in self.waiting if update.id >= offset]
        self.confirmed += before - len(self.waiting)
        now = self._now()
        self.waiting = [update for update in self.waiting if update.until > now]

    def _end_poll(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refused(409, why))

    async def _wait(self, seconds: float) -> None:
        self._end_poll(TERMINATED)
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        self._changed()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        except Refused:
            await self._pause()
            raise
        finally:
            if self._poll is poll:
                self._poll = None

    async def _pause(self) -> None:
        """Let the second 409 in a row wait."""
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(self.haste)
        else:
            self._next_conflict = now + self.haste
