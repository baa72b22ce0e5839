"""The composition root: makes everything once, in the order in which it can be read, and closes it in reverse."""

import importlib.metadata
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2

from bot.aliases import Aliases
from bot.brains.witness import Witness
from bot.channels.api import Api
from bot.channels.desk import Attached, Desk
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.directory import People, open_people
from bot.expiry import expiry_job
from bot.house import Arrived, Seat, Status
from bot.intake import Intake
from bot.learning import learning_jobs, make_extraction
from bot.listening import Listening
from bot.passing import Passing
from bot.pictures import keep_file
from bot.platforms import Connect, Outfit, Platforms, no_platforms
from bot.recollection import Recollection
from bot.report import Report
from bot.seats import LocalSeat, find_button, new_message, open_cards
from bot.secrets import Secrets
from bot.settings import Settings
from bot.simulated import Simulated, simulate
from bot.standing import Inspector
from bot.thinking import Mind, make_mind
from bot.voice.ears import Ears
from bot.welcome import Welcome
from memory import migrate
from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.extraction import Extraction
from memory.lock import lock
from memory.people import Person
from memory.recall import Recall
from memory.retention import Retention
from memory.samples import Samples
from scheduler.housekeeping import Housekeeping, retention_job
from tools.catalog import catalog, migrations
from tools.contract import Domain, World
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


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    house_file: Path | None = None,
    now: datetime | None = None,
    connect: Connect = no_platforms,
) -> AsyncGenerator[LocalHouse]:
    """Open the house in this process.

    Args:
        settings: What was configured.
        house_file: A simulated household to run instead of the real one; its data is kept apart.
        now: What time it is in the simulated household.
        connect: Makes the chat platforms that it is reached by; none by default, since one process at a time may
            take messages from them, and it must stay.

    Raises:
        Held: Another HomeOps has the data folder.
        Misconfigured: A setting, the database or the house file is wrong.
        Unavailable: The database's server does not answer.
    """
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx2.AsyncClient(timeout=10, trust_env=False))
        simulated = Simulated(settings, settings.data)
        if house_file is not None:
            simulated = await simulate(settings, house_file, now)
        yield await _build(stack, simulated, http, simulated.now or now, connect)


async def _build(
    stack: AsyncExitStack,
    simulated: Simulated,
    http: httpx2.AsyncClient,
    now: datetime | None,
    connect: Connect,
) -> LocalHouse:
    settings, data = simulated.settings, simulated.data
    stack.callback(lock(data).release)
    clock = Clock(_zone(settings), now)
    store = await Store.open(settings.database, data)
    stack.push_async_callback(store.close)
    await migrate.migrate(store, migrations())
    people = await open_people(store, settings.people, settings.house.locale, clock)

    memory = Recall(store, clock, data / "memory")
    stack.push_async_callback(memory.close)

    world = World(
        clock=clock,
        http=http,
        store=store,
        samples=Samples(store),
        memory=memory,
        events=Events(),
        secrets=Secrets(),
        data=data,
    )
    aliases = Aliases(store, clock)
    domains = tuple(map(aliases.teach, _connect_domains(settings, world)))
    for domain in domains:
        if domain.close is not None:
            stack.push_async_callback(domain.close)

    inspector = Inspector(
        store=store,
        settings=settings,
        data=data,
        told=simulated.told,
        owner=people.owner.name,
        version=version(),
    )
    platforms = Platforms()
    mind = make_mind(
        settings, store, clock, people, domains, inspector, aliases, invitations=platforms.invitations
    )
    stack.push_async_callback(mind.chain.aclose)
    desk, api = Desk(), Api(store, clock)
    outfit = Outfit(settings, world.secrets, store, clock, data, people, mind.door.verbs)
    platforms.connect(connect(outfit))
    ears = Ears(settings.voice, settings.data / "voice")
    stack.push_async_callback(ears.close)
    inspector.connect(mind.door.verbs.domains, mind.chain, desk, platforms, ears)
    delivery = Delivery(store, clock, [desk, api, *platforms.channels])
    desk.on_attach(delivery.hurry)
    conversation = Conversation(
        store=store,
        door=mind.door,
        runner=mind.runner,
        chain=mind.chain,
        clock=clock,
        people=people,
        limits=settings.limits,
        show_progress=delivery.show_progress,
        recollection=Recollection(store, memory, people, has_model=bool(settings.brain.chain)),
        witness=Witness(mind.offline.understanding),
        wake=delivery.wake,
    )
    intake = Intake(
        store=store,
        conversation=conversation,
        people=people,
        welcome=Welcome(store, people, clock, {domain.name for domain in domains}),
        clock=clock,
        wake=delivery.wake,
        working=delivery.show_working,
        listening=Listening(store, clock, ears, mind.door.verbs.domains, delivery.show_progress),
        platforms=[source for each in platforms.channels for source in each.sources],
    )
    stack.push_async_callback(platforms.stop)  # last, so that what was answered still goes out
    await delivery.start()
    stack.push_async_callback(delivery.stop)
    await intake.start()
    stack.push_async_callback(intake.stop)
    await platforms.start(intake.receive)

    learning = make_extraction(mind.chain, people, store, clock, settings.brain, memory)
    jobs = [job for domain in domains for job in domain.jobs] + learning_jobs(learning, settings.brain)
    retention = Retention(store, settings.keep.keeping())
    housekeeping = Housekeeping(
        [*jobs, expiry_job(store, people, clock, delivery), retention_job(retention, clock)]
    )
    await housekeeping.start()
    stack.callback(housekeeping.stop)

    passing = None
    if simulated.url is not None:
        passing = Passing(simulated.url, http, clock, housekeeping, delivery, store)
    parts = Parts(store, domains, intake, platforms, mind, memory, api, world.events, learning)
    return LocalHouse(
        settings=settings,
        data=data,
        clock=clock,
        people=people,
        desk=desk,
        parts=parts,
        inspector=inspector,
        passing=passing,
    )


def version() -> str:
    """The version of HomeOps that runs."""
    return importlib.metadata.version("homeops")


def _zone(settings: Settings) -> ZoneInfo:
    if settings.house.zone:
        return ZoneInfo(settings.house.zone)
    from tzlocal import get_localzone_name

    return ZoneInfo(get_localzone_name() or "UTC")


def _connect_domains(settings: Settings, world: World) -> tuple[Domain, ...]:
    domains: list[Domain] = []
    for entry in catalog():
        own = world.data / entry.name
        own.mkdir(parents=True, exist_ok=True)
        domains.append(entry.connect(settings.domain(entry.name), replace(world, data=own)))
    return tuple(domains)
