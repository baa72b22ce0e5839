"""News from Telegram into the inbox: written down first, confirmed to Telegram by the next question only (PROTOCOLS §3).

It starts without an offset, so that Telegram tells again what was not confirmed; the inbox knows what it has. While a file
is fetched the next question waits, but what came with it is taken in, each conversation in its order.
"""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.contract import Receive
from bot.channels.telegram.failures import seconds_of
from bot.channels.telegram.files import Files
from bot.channels.telegram.gate import Gate, Heard, gather_albums
from bot.channels.telegram.health import Health
from bot.channels.telegram.line import Line
from bot.channels.telegram.places import SOURCE
from bot.channels.telegram.working import Working
from memory import inbox
from memory.clock import Clock
from memory.db import Fenced, Store
from memory.errors import HomeOpsError, Misconfigured
from memory.failpoints import failpoint
from memory.messages import Inbound

if TYPE_CHECKING:
    from telegram import Update
    from telegram.error import TelegramError

log = logging.getLogger(__name__)

SEEN = "👀"
REMEMBERED = 1000
STORE_AWAY_SECONDS = 1.0
ALBUM_SECONDS = 0.6
"""How long the photos of an album take to come, one after the other."""

Knows = Callable[[str], bool]
"""Whether the account with that id belongs to somebody of the house."""


class Messages:
    """Which message of Telegram an event of late was, so that an answer in a group can point to it."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, int] = OrderedDict()

    def remember(self, event_id: str, message_id: int) -> None:
        """Event `event_id` was message `message_id`."""
        self._ids[event_id] = message_id
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)

    def find(self, event_id: str | None) -> int | None:
        """The message's id, if it is remembered."""
        return None if event_id is None else self._ids.get(event_id)


@dataclass(frozen=True, slots=True)
class Around:
    """What receiving needs from around it."""

    line: Line
    health: Health
    files: Files
    working: Working
    messages: Messages
    store: Store
    clock: Clock
    knows: Knows


class Reception:
    """Takes news in for as long as it runs."""

    def __init__(self, around: Around, gate: Gate, receive: Receive) -> None:
        self._around = around
        self._gate = gate
        self._receive = receive
        self._courtesies: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Ask for news until cancelled.

        Raises:
            Fenced: Another HomeOps leads now.
        """
        offset: int | None = None
        try:
            while True:
                got = await self._ask(offset)
                if got is not None:
                    updates, offset = got
                    await self._take_in(updates, offset)
        finally:
            for task in self._courtesies:
                task.cancel()

    async def _ask(self, offset: int | None) -> "tuple[list[Update], int | None] | None":
        from telegram.error import TelegramError

        line, health = self._around.line, self._around.health
        try:
            got = await line.news(offset, is_quick=not health.is_well)
            if got[0] and _is_of_an_album(
                got[0][-1]
            ):  # the first of them ended the wait, the others are on their way
                await asyncio.sleep(ALBUM_SECONDS)
                got = await line.news(offset, is_quick=True)
        except (TelegramError, Misconfigured) as error:
            await asyncio.sleep(await judge(error, line, health))
            return None
        health.well()
        return got

    async def _take_in(self, updates: "Sequence[Update]", offset: int | None) -> None:
        """Write down what is for us, and then up to where Telegram may forget."""
        if not updates:
            return
        failpoint("telegram.polled")
        now = self._around.clock.now()
        lanes: dict[str, list[Heard]] = {}
        for heard in (self._admit(update, now) for update in updates):
            if heard is not None:
                lanes.setdefault(heard.inbound.conversation, []).append(heard)
        await asyncio.gather(*map(self._take_lane, lanes.values()))
        failpoint("telegram.accepted")
        await self._advance(offset)
        failpoint("telegram.advanced")

    def _admit(self, update: "Update", now: datetime) -> Heard | None:
        try:
            return self._gate.admit(update, now)
        except Exception:  # whatever is in there, what came with it must get through
            log.exception("an update of Telegram was not understood")
            return None

    async def _take_lane(self, lane: Sequence[Heard]) -> None:
        for heard in gather_albums(lane):
            await self._take(heard)

    async def _take(self, heard: Heard) -> None:
        inbound, around = heard.inbound, self._around
        is_known = around.knows(inbound.sender)
        if is_known:
            around.messages.remember(inbound.event_id, heard.message_id)
            around.working.expect(inbound.conversation, inbound.event_id)
            if heard.files:
                self._as_courtesy(self._react(heard))
            files = [await around.files.fetch(file) for file in heard.files]
            inbound = replace(inbound, attachments=(*inbound.attachments, *files))
        await self._write_down(inbound)
        if heard.press is not None:
            self._as_courtesy(self._confirm(heard.press))

    async def _write_down(self, inbound: Inbound) -> None:
        """Hand it over, however long the database is away: until then Telegram keeps it."""
        while True:
            try:
                await self._receive(inbound)
            except Fenced:
                raise
            except HomeOpsError as error:
                log.warning("inbox: %s", error)
                await asyncio.sleep(STORE_AWAY_SECONDS)
            else:
                return

    async def _advance(self, offset: int | None) -> None:
        if offset is None:
            return
        try:
            async with self._around.store.fenced() as session:
                await inbox.advance(session, SOURCE, offset)
        except Fenced:
            raise
        except HomeOpsError as error:  # the inbox knows what it has all the same
            log.warning("cursor: %s", error)

    def _as_courtesy(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.create_task(_try(work))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _react(self, heard: Heard) -> None:
        bot = await self._around.line.bot()
        await bot.set_message_reaction(heard.place.chat, heard.message_id, SEEN)

    async def _confirm(self, press: str) -> None:
        await (await self._around.line.bot()).answer_callback_query(press)


def _is_of_an_album(update: "Update") -> bool:
    return update.message is not None and update.message.media_group_id is not None


async def _try(work: Coroutine[None, None, object]) -> None:
    from telegram.error import TelegramError

    with contextlib.suppress(TelegramError, Misconfigured):
        await work


async def judge(error: "TelegramError | Misconfigured", line: Line, health: Health) -> float:
    """Note what a failed question for news says of the connection; returns in how many seconds to ask again."""
    from telegram.error import Conflict, InvalidToken, RetryAfter

    if isinstance(error, Misconfigured):
        return health.misconfigured(error.sentence)
    if isinstance(error, RetryAfter):
        return seconds_of(error, 1.0)
    if isinstance(error, InvalidToken):
        await line.hang_up()
        return health.not_accepted()
    if isinstance(error, Conflict):
        if "webhook" in error.message.casefold():
            await _try(_drop_webhook(line))
        return health.another_reads()
    return health.unreachable()


async def _drop_webhook(line: Line) -> None:
    """Somebody had the messages sent elsewhere; what waits is kept."""
    await (await line.bot()).delete_webhook(drop_pending_updates=False)
