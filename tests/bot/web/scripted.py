"""A tiny house that says what a test tells it to, served on a data folder's socket."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.channels.contract import NotSent
from bot.channels.desk import Attached, Desk
from bot.house import Event, Seat, Status
from bot.report import Report
from bot.web.server import serve
from bot.web.wire import Hello
from memory.errors import Mistake
from memory.lock import lock
from memory.messages import Outbound

ROOM = "terminal:anna"


class ScriptedSeat:
    def __init__(self, house: "ScriptedHouse", attached: Attached) -> None:
        self._house = house
        self._attached = attached

    async def say(self, text: str, *, pressed: str | None = None, event_id: str | None = None) -> None:
        self._house.said.append((text, pressed))
        answer = self._house.answers.get(pressed or text)
        if answer is not None:
            self._house.send(replace(answer, key=f"{answer.key}-{event_id}", reply_to=event_id))

    async def next_event(self) -> Event:
        return await self._attached.next_event()


class ScriptedHouse:
    """Remembers what was said, and which of it got an answer that was `read`; `delivered` are the keys of the messages that someone was shown,
    `refused` of those that were given back."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.answers: dict[str, Outbound] = {}
        self.said: list[tuple[str, str | None]] = []
        self.delivered: list[str] = []
        self.refused: list[str] = []
        self.read: list[str] = []
        self.asked, self.gave_back, self.think = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.think.set()
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, message: Outbound) -> None:
        task = asyncio.create_task(self._send(message))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, message: Outbound) -> None:
        try:
            await self.desk.send(message)
        except NotSent:
            self.refused.append(message.key)
            return
        self.delivered.append(message.key)

    async def write(self, text: str) -> None:
        await self.desk.show_progress(ROOM, text)

    async def ask(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> Report:
        async with self.answer(text, person=person, conversation=conversation, press=press) as report:
            return report

    async def advance(
        self, by: timedelta, *, person: str | None = None, conversation: str | None = None
    ) -> Report:
        return Report(pushed=[f"{person} {conversation} {by}"])

    @asynccontextmanager
    async def answer(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> AsyncGenerator[Report]:
        if person == "nobody":
            raise Mistake("Nobody here is called 'nobody'.")
        self.said.append((f"[{text}]" if press else text, conversation))
        self.asked.set()
        try:
            await self.think.wait()
            yield Report(reply=f"heard {text[:20]}", brain="script")
        except BaseException:
            self.gave_back.set()
            raise
        self.read.append(text)

    @asynccontextmanager
    async def sit(self, person: str | None = None) -> AsyncGenerator[Seat]:
        if person == "nobody":
            raise Mistake("Nobody here is called 'nobody'.")
        async with self.desk.attach(ROOM) as attached:
            yield ScriptedSeat(self, attached)

    async def status(self) -> Status:
        return Status(version="0", person="Anna", data="", database="")


@asynccontextmanager
async def served(data: Path, unread_seconds: float = 5) -> AsyncGenerator[ScriptedHouse]:
    """The scripted house on the socket of `data`, which it holds meanwhile."""
    held, house = lock(data), ScriptedHouse()
    try:
        async with serve(house, lambda _: Hello(person="Anna", home="The Larks"), data, unread_seconds):
            yield house
    finally:
        held.release()
