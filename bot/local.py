"""The house that runs in this process, as commands, terminals and the socket use it; `bot/app.py` makes it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.channels.api import Api
from bot.channels.desk import Attached, Desk
from bot.directory import People
from bot.house import Arrived, Seat, Status
from bot.intake import Intake
from bot.passing import Passing
from bot.pictures import keep_file
from bot.platforms import Platforms
from bot.report import Report
from bot.seats import LocalSeat, find_button, new_message, open_cards
from bot.settings import Settings
from bot.standing import Inspector
from bot.thinking import Mind
from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.extraction import Extraction
from memory.people import Person
from memory.recall import Recall
from tools.contract import Domain
from tools.events import Events


@dataclass(frozen=True, slots=True)
class Parts:
    """What commands and tests may look at besides the house itself."""

    store: Store
    domains: tuple[Domain, ...]
    intake: Intake
    platforms: Platforms
    mind: Mind
    memory: Recall
    api: Api
    events: Events
    learning: Extraction


class LocalHouse:
    """The house that runs in this process."""

    def __init__(
        self,
        *,
        settings: Settings,
        data: Path,
        clock: Clock,
        people: People,
        desk: Desk,
        parts: Parts,
        inspector: Inspector,
        passing: Passing | None = None,
    ) -> None:
        self.settings = settings
        self.data = data
        self.clock = clock
        self.people = people
        self.desk = desk
        self.parts = parts
        self._inspector = inspector
        self._passing = passing

    def _person(self, name: str | None) -> Person:
        return self.people.owner if name is None else self.people.named(name)

    async def ask(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> Report:
        """One message as a program sends it, and its answer (see `House.ask`)."""
        async with self.answer(text, person=person, conversation=conversation, press=press) as report:
            return report

    @asynccontextmanager
    async def answer(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> AsyncGenerator[Report]:
        """As `ask`; the answer counts as read when the block ends without an error (see `House.answer`)."""
        who = self._person(person)
        place, now = conversation or who.id, self.clock.now()
        pressed = await find_button(self.parts.store, f"ask:{place}", text, now) if press else None
        inbound = new_message("ask", place, who, text, now, pressed=pressed)
        async with self.desk.attach(inbound.conversation, inbound.event_id) as attached:
            report = await self.parts.intake.answer_to(inbound)
            report, arrived = await _with_pushed(attached, report, inbound.event_id, self.data)
            yield report
            arrived.shown()

    async def advance(
        self, by: timedelta, *, person: str | None = None, conversation: str | None = None
    ) -> Report:
        """Let time pass in a simulated household (see `House.advance`)."""
        who = self._person(person)
        if self._passing is None:
            raise Mistake("Time passes by itself in a real house; name a simulated one with --house FILE.")
        async with self.desk.attach(f"ask:{conversation or who.id}") as attached:
            return Report(pushed=await self._passing.advance(by, attached))

    @asynccontextmanager
    async def sit(self, person: str | None = None) -> AsyncGenerator[Seat]:
        """Take a seat at the terminal (see `House.sit`)."""
        who = self._person(person)
        place = f"terminal:{who.id}"
        async with self.desk.attach(place) as attached:
            for card in await open_cards(self.parts.store, place, self.clock.now()):
                attached.hand_over(card)
            yield LocalSeat(who, attached, self.parts.intake, self.clock)

    async def status(self) -> Status:
        """How everything does, asked afresh."""
        return await self._inspector.status()


async def _with_pushed(
    attached: Attached, report: Report, event_id: str, data: Path
) -> tuple[Report, Arrived]:
    """Take what was sent to the conversation up to the answer; what came before it is told as `pushed`."""
    pushed: list[str] = []
    while True:
        event = await attached.next_event()
        if not isinstance(event, Arrived):
            continue
        files = [keep_file(data, each) for each in event.message.attachments]
        if event.message.reply_to == event_id:
            return report.model_copy(update={"pushed": pushed, "attachments": files}), event
        event.shown()
        pushed.append(event.message.text)
