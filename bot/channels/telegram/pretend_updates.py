"""The updates that wait for the bot, and the long poll that hands them out, as Telegram does it.

An update is forgotten once a getUpdates with a higher offset came. A poll that waits loses to a newer one: the *old* one
is answered with 409.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.channels.telegram.pretend_wire import Object, Refused

NOT_USUAL = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Updates that come only to a bot that asks for them by name."""
TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(frozen=True, slots=True)
class Update:
    """An update that the bot has not confirmed."""

    id: int
    kind: str
    content: Object

    def as_json(self) -> Object:
        """Telegram's Update."""
        return {"update_id": self.id, self.kind: self.content}


class Updates:
    """The queue of one bot."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.waiting: list[Update] = []
        self.webhook = ""
        self.polls = 0
        self.confirmed = 0
        self._changed = changed
        self._allowed: frozenset[str] | None = None
        self._next_id = 100_001
        self._poll: asyncio.Future[None] | None = None

    @property
    def polling(self) -> bool:
        """Whether a long poll waits just now."""
        return self._poll is not None and not self._poll.done()

    def add(self, kind: str, content: Object) -> int | None:
        """Queue an update and return its id; None if the bot doesn't take this kind."""
        if kind in NOT_USUAL if self._allowed is None else kind not in self._allowed:
            return None
        update = Update(self._next_id, kind, content)
        self._next_id += 1
        self.waiting.append(update)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        return update.id

    def skip_ids(self, count: int) -> None:
        """Leave a gap in the ids, as Telegram does after a week without updates."""
        self._next_id += count

    def end_poll(self, why: str) -> None:
        """End the poll that waits, with a 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refused(409, why))

    async def get(
        self, offset: int, limit: int, seconds: float, allowed: Sequence[str] | None
    ) -> list[Object]:
        """Confirm what lies before `offset`, then hand out what waits, or wait up to `seconds` for something.

        Raises:
            Refused: 409, a webhook is set or a newer poll came.
        """
        if self.webhook:
            raise Refused(409, WEBHOOK_ACTIVE)
        self.polls += 1
        self.end_poll(TERMINATED)
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        self._confirm(offset)
        self._changed()
        if not self.waiting and seconds > 0:
            await self._wait(seconds)
        return [update.as_json() for update in self.waiting[: min(max(limit, 1), 100)]]

    def forget_all(self) -> None:
        """Drop everything that waits."""
        self.waiting.clear()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keep = self.waiting[offset:]
        else:
            keep = [update for update in self.waiting if update.id >= offset]
        self.confirmed += len(self.waiting) - len(keep)
        self.waiting = keep

    async def _wait(self, seconds: float) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None
