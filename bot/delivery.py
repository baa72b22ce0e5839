"""From the outbox to a channel: each message is claimed, sent, and marked with the platform's id (PROTOCOLS §3)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Channel, Gone, NotSent
from bot.joining import join_waiting
from memory import outbox
from memory.clock import Clock
from memory.db import Fenced, Store
from memory.errors import HomeOpsError
from memory.failpoints import failpoint
from memory.messages import Outbound

log = logging.getLogger(__name__)

BATCH = 20
POLL_SECONDS = 5.0
LAST_SECONDS = 2.0
AFTER_A_FAULT = 60.0


class Delivery:
    """Sends what stands in the outbox, in order per conversation, alerts first.

    Short answers that wait on one of the `paced` sources, whose platforms let us speak only so often, go together.
    """

    def __init__(
        self, store: Store, clock: Clock, channels: Sequence[Channel], paced: Collection[str] = ()
    ) -> None:
        self._store = store
        self._clock = clock
        self._paced = frozenset(paced)
        self._channels: Mapping[str, Channel] = {source: each for each in channels for source in each.sources}
        self._wake = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> list[str]:
        """Begin to send; returns the keys of messages that an ended process may have sent already."""
        async with self._store.fenced() as session:
            reopened = await outbox.reopen_stale(session)
        self._task = asyncio.create_task(self._run())
        return list(reopened)

    def wake(self) -> None:
        """Look into the outbox now."""
        self._wake.set()

    async def hurry(self, conversation: str) -> None:
        """Someone listens to `conversation` again: send now what waited for that."""
        async with self._store.fenced() as session:
            await outbox.hurry(session, conversation, self._clock.now())
        self.wake()

    async def show_progress(self, conversation: str, text: str) -> None:
        """Pass on what has been written of an answer so far; dropped when the channel can't."""
        channel = self._channel_of(conversation)
        if channel is not None:
            await channel.show_progress(conversation, text)

    async def show_working(self, conversation: str) -> None:
        """Pass on that an answer is being worked on."""
        channel = self._channel_of(conversation)
        if channel is not None:
            await channel.show_working(conversation)

    async def stop(self) -> None:
        """Stop sending: what is under way may end, what does not is sent by the next process."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._sending:
            await asyncio.wait(set(self._sending), timeout=LAST_SECONDS)
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    def _channel_of(self, conversation: str) -> Channel | None:
        return self._channels.get(conversation.partition(":")[0])

    async def _run(self) -> None:
        while True:
            try:
                claimed = await self._claim()
            except HomeOpsError as error:
                log.warning("outbox: %s", error)
                claimed = []
            for message in claimed:
                task = asyncio.create_task(self._send(message))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)
            if not claimed:
                try:
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._wake.wait()
                except TimeoutError:
                    pass
                self._wake.clear()

    async def _claim(self) -> list[Outbound]:
        now = self._clock.now()
        async with self._store.reading() as session:
            if not await outbox.is_any_due(session, now):
                return []
        async with self._store.fenced() as session:
            claimed = await outbox.claim(session, now=now, epoch=self._store.epoch, limit=BATCH)
            return [await self._with_company(session, each) for each in claimed]

    async def _with_company(self, session: AsyncSession, message: Outbound) -> Outbound:
        is_paced = message.conversation.partition(":")[0] in self._paced
        return await join_waiting(session, message) if is_paced else message

    async def _send(self, message: Outbound) -> None:
        try:
            platform_id = await self._put_out(message)
        except NotSent as error:
            await self._later(message, error.after_seconds)
        except Gone:
            end = outbox.bury if message.edits is None else outbox.drop
            await self._write(lambda session: end(session, message.key))
        except Exception:
            log.exception("message %s was not sent", message.key)
            await self._later(message, AFTER_A_FAULT)
        else:
            failpoint("outbox.sent")
            now = self._clock.now()
            await self._write(lambda session: outbox.sent(session, message.key, platform_id, now))
        self.wake()

    async def _put_out(self, message: Outbound) -> str:
        """Send it, or put it in the place of the message that it edits; returns the platform's id."""
        channel = self._channel_for(message)
        if message.edits is None:
            return await channel.send(message)
        async with self._store.reading() as session:
            platform_id = await outbox.platform_id(session, message.edits)
        if platform_id is None:
            raise Gone("what it edits was never sent")
        await channel.edit(message, platform_id)
        return platform_id

    def _channel_for(self, message: Outbound) -> Channel:
        channel = self._channel_of(message.conversation)
        if channel is None:
            raise NotSent("no such channel is connected", 60.0)
        return channel

    async def _later(self, message: Outbound, seconds: float) -> None:
        not_before = self._clock.now() + timedelta(seconds=seconds)
        await self._write(lambda session: outbox.retry(session, message.key, not_before))

    async def _write(self, change: Callable[[AsyncSession], Awaitable[object]]) -> None:
        """Write down what became of a message, however long the database is away: it holds up what stands behind it."""
        while True:
            try:
                async with self._store.fenced() as session:
                    await change(session)
            except Fenced:
                return  # whoever leads now opens it again
            except HomeOpsError as error:
                log.warning("outbox: %s", error)
                await asyncio.sleep(POLL_SECONDS)
            else:
                return
