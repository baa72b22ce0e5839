"""The channel of the HTTP API: what is sent to a client is kept in its mailbox, and told at once to whoever listens.

Conversations are "source:client:name" with a source of `memory.tokens.SOURCES`. A message counts as sent once it is in the
mailbox: from there a client can fetch it for as long as messages are kept, so nothing depends on who listens just now.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.channels.contract import Gone
from memory import mailbox
from memory.clock import Clock
from memory.db import Store
from memory.failpoints import failpoint
from memory.mailbox import Kept
from memory.messages import Outbound
from memory.scopes import SOURCES

MOST_WAITING = 100
"""Events that a listener may be behind before it is sent away to fetch the rest."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What has been written of an answer so far; empty while it is still being thought about."""

    conversation: str
    text: str


@dataclass(frozen=True, slots=True)
class Ending:
    """There will be no more events, and why; whoever comes again goes on from its cursor."""

    reason: str


News = Kept | Writing | Ending
BEHIND = Ending("You fell behind; connect again with the cursor of the last message that you got.")
CLOSING = Ending("HomeOps is stopping; connect again in a moment.")
REVOKED = Ending("That token is not good any more.")


class Listener:
    """One place at which a client hears what comes."""

    def __init__(self) -> None:
        self._news: asyncio.Queue[News] = asyncio.Queue()

    async def next_news(self) -> News:
        """Wait for the next thing."""
        return await self._news.get()

    def tell(self, news: News) -> None:
        """Hand something over; progress is dropped while anything waits, a listener that sleeps is sent away."""
        waiting = self._news.qsize()
        if isinstance(news, Writing) and waiting:
            return
        if waiting < MOST_WAITING or isinstance(news, Ending):
            self._news.put_nowait(news)
        elif waiting == MOST_WAITING:
            self._news.put_nowait(BEHIND)


class Api:
    """Hands messages to the clients of the API."""

    sources: tuple[str, ...] = SOURCES

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._keeping = asyncio.Lock()  # so that cursors come to light in their order

    @property
    def listening(self) -> int:
        """How many listeners there are just now."""
        return sum(map(len, self._listeners.values()))

    def listening_as(self, client: str) -> int:
        """How many listeners a client has just now."""
        return len(self._listeners.get(client, ()))

    async def send(self, message: Outbound) -> str:
        """Keep `message` for its client and tell who listens; repeating it is harmless."""
        client = client_of(message.conversation)
        async with self._keeping:
            async with self._store.fenced() as session:
                kept = await mailbox.keep(session, client, message, self._clock.now())
            failpoint("mailbox.kept")
            self._tell(client, kept)
        return str(kept.n)

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Keep `message` as one more, whose `edits` is the cursor of the one that it takes the place of."""
        if not platform_id.isdecimal():
            raise Gone("no message of a mailbox")
        await self.send(replace(message, edits=platform_id))

    async def show_progress(self, conversation: str, text: str) -> None:
        """Tell who listens what has been written of an answer so far."""
        self._tell(client_of(conversation), Writing(conversation, text))

    async def show_working(self, conversation: str) -> None:
        """Tell who listens that an answer is being worked on."""
        await self.show_progress(conversation, "")

    @asynccontextmanager
    async def listen(self, client: str) -> AsyncGenerator[Listener]:
        """Hear what comes for `client` for as long as the block runs."""
        listener = Listener()
        self._listeners[client].append(listener)
        try:
            yield listener
        finally:
            self._listeners[client].remove(listener)
            if not self._listeners[client]:
                del self._listeners[client]

    def send_away(self, client: str) -> None:
        """A client has been revoked: who listens in its name hears no more."""
        self._tell(client, REVOKED)

    def close(self) -> None:
        """Tell everybody that there will be no more."""
        for client in tuple(self._listeners):
            self._tell(client, CLOSING)

    def _tell(self, client: str, news: News) -> None:
        for listener in self._listeners.get(client, ()):
            listener.tell(news)


def client_of(conversation: str) -> str:
    """The name of the client whose conversation that is."""
    return conversation.split(":", 2)[1]
