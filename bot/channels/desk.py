"""The channel of programs and terminals on this machine: `homeops ask`, `homeops chat`, and whoever uses the socket.

Someone attaches to a conversation and gets what is sent to it, one event after the other. A message counts as sent
only when the one who shows it says so; while nobody is attached it waits in the outbox.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.channels.contract import NotSent
from bot.house import Arrived, Event, Progress
from memory.messages import Outbound

UNTIL_SOMEONE_ATTACHES = 24 * 3600.0


class Attached:
    """One listener on one conversation."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._open: set[asyncio.Future[None]] = set()

    async def next_event(self) -> Event:
        """Wait for the next event."""
        return await self._events.get()

    async def show(self, message: Outbound) -> None:
        """Hand `message` over and wait until it was shown; raises NotSent if the listener leaves before."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open.add(done)
        self._events.put_nowait(Arrived(message, done))
        try:
            await done
        finally:
            self._open.discard(done)

    def tell(self, progress: Progress) -> None:
        """Hand progress over; it may be dropped."""
        if self._events.empty():
            self._events.put_nowait(progress)

    def leave(self) -> None:
        """Give back what was not shown."""
        for done in self._open:
            if not done.done():
                done.set_exception(NotSent("the listener left", 0.0))


class Desk:
    """Hands messages to those who are attached."""

    sources: tuple[str, ...] = ("terminal", "ask")

    def __init__(self) -> None:
        self._attached: dict[str, list[Attached]] = {}
        self._someone_came: Callable[[str], Awaitable[None]] | None = None

    @property
    def attached(self) -> int:
        """How many terminals and programs listen just now."""
        return sum(len(listeners) for listeners in self._attached.values())

    def on_attach(self, someone_came: Callable[[str], Awaitable[None]]) -> None:
        """Call `someone_came(conversation)` whenever a listener attaches, so that waiting messages are sent."""
        self._someone_came = someone_came

    @asynccontextmanager
    async def attach(self, conversation: str) -> AsyncGenerator[Attached]:
        """Listen to `conversation` for as long as the block runs."""
        attached = Attached(conversation)
        self._attached.setdefault(conversation, []).append(attached)
        try:
            if self._someone_came is not None:
                await self._someone_came(conversation)
            yield attached
        finally:
            listeners = self._attached[conversation]
            listeners.remove(attached)
            if not listeners:
                del self._attached[conversation]
            attached.leave()

    async def send(self, message: Outbound) -> str:
        """Show `message` to the newest listener of its conversation."""
        listeners = self._attached.get(message.conversation)
        if not listeners:
            raise NotSent("nobody is attached", UNTIL_SOMEONE_ATTACHES)
        await listeners[-1].show(message)
        return f"desk:{message.key}"

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show what has been written so far to whoever listens."""
        for attached in self._attached.get(conversation, ()):
            attached.tell(Progress(text))

    async def show_working(self, conversation: str) -> None:
        """Show that an answer is being worked on."""
        await self.show_progress(conversation, "")
