"""The channel of programs and terminals on this machine: `homeops ask`, `homeops chat`, and whoever uses the socket.

Whoever attaches to a conversation gets what is sent to it, one event after the other: every terminal gets everything, a
program that waits for the answer to its own message never gets another program's. A message counts as sent once one of
them says that it was shown; while nobody is attached it waits in the outbox.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from bot.channels.contract import NotSent
from bot.house import Arrived, Event, Progress
from memory.messages import Outbound

UNTIL_SOMEONE_ATTACHES = 24 * 3600.0


class Attached:
    """One listener on one conversation; `question` is the event whose answer a program waits for, None for a terminal."""

    def __init__(self, conversation: str, question: str | None = None) -> None:
        self.conversation = conversation
        self.question = question
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._open: set[asyncio.Future[None]] = set()

    async def next_event(self) -> Event:
        """Wait for the next event."""
        return await self._events.get()

    def hand_over(self, message: Outbound) -> asyncio.Future[None]:
        """Hand `message` over; what is returned is done once it was shown, and cancelled if the listener leaves before."""
        shown: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._open.add(shown)
        shown.add_done_callback(self._open.discard)
        self._events.put_nowait(Arrived(message, shown))
        return shown

    def tell(self, progress: Progress) -> None:
        """Hand progress over; it may be dropped."""
        if self._events.empty():
            self._events.put_nowait(progress)

    def leave(self) -> None:
        """Give back what was not shown."""
        for shown in tuple(self._open):
            shown.cancel()


class Desk:
    """Hands messages to those who are attached."""

    sources: tuple[str, ...] = ("terminal", "ask")

    def __init__(self) -> None:
        self._attached: dict[str, list[Attached]] = {}
        self._arrivals: dict[str, set[asyncio.Event]] = {}
        self._someone_came: Callable[[str], Awaitable[None]] | None = None

    @property
    def attached(self) -> int:
        """How many terminals and programs listen just now."""
        return sum(len(listeners) for listeners in self._attached.values())

    def on_attach(self, someone_came: Callable[[str], Awaitable[None]]) -> None:
        """Call `someone_came(conversation)` whenever a listener attaches, so that waiting messages are sent."""
        self._someone_came = someone_came

    @asynccontextmanager
    async def attach(self, conversation: str, question: str | None = None) -> AsyncGenerator[Attached]:
        """Listen to `conversation` for as long as the block runs; with a `question`, until its answer has come."""
        attached = Attached(conversation, question)
        self._attached.setdefault(conversation, []).append(attached)
        for arrived in self._arrivals.get(conversation, ()):
            arrived.set()
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
        """Show `message` to those whom it concerns, until one of them has it.

        Whoever comes meanwhile gets it too: a terminal that was suspended must not keep it from the others.
        """
        conversation, came = message.conversation, asyncio.Event()
        arrivals = self._arrivals.setdefault(conversation, set())
        arrivals.add(came)
        try:
            await self._show(message, came)
        finally:
            arrivals.remove(came)
            if not arrivals:
                del self._arrivals[conversation]
        return f"desk:{message.key}"

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Do nothing: what stands on a terminal stays there."""

    async def _show(self, message: Outbound, came: asyncio.Event) -> None:
        handed: dict[Attached, asyncio.Future[None]] = {}
        while True:
            came.clear()
            for each in _concerned(message, self._attached.get(message.conversation, ())):
                if each not in handed:
                    handed[each] = each.hand_over(message)
            if not handed:
                raise NotSent("nobody is attached", UNTIL_SOMEONE_ATTACHES)
            waiting = [shown for shown in handed.values() if not shown.done()]
            if not waiting:
                raise NotSent("the listener left", 0.0)
            arrival = asyncio.create_task(came.wait())
            try:
                await asyncio.wait([*waiting, arrival], return_when=asyncio.FIRST_COMPLETED)
            finally:
                arrival.cancel()
            if any(shown.done() and not shown.cancelled() for shown in handed.values()):
                return

    async def show_progress(self, conversation: str, text: str) -> None:
        """Show what has been written so far to whoever listens."""
        for attached in self._attached.get(conversation, ()):
            attached.tell(Progress(text))

    async def show_working(self, conversation: str) -> None:
        """Show that an answer is being worked on."""
        await self.show_progress(conversation, "")


def _concerned(message: Outbound, listeners: Sequence[Attached]) -> list[Attached]:
    """All terminals, and the program that asked; what no program here asked for is told to the one that came first."""
    programs = [each for each in listeners if each.question is not None]
    asked = [each for each in programs if each.question == message.reply_to]
    return [each for each in listeners if each.question is None] + (asked or programs[:1])
