"""The composition root: makes everything once, in the order in which it can be read, and closes it in reverse."""

import importlib.metadata
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2

from bot.aliases import Aliases
from bot.brains.witness import Witness
from bot.channels.api import Api
from bot.channels.desk import Desk
from bot.conversation import Conversation
from bot.delivery import Delivery
from bot.directory import open_people
from bot.expiry import expiry_job
from bot.intake import Intake
from bot.learning import learning_jobs, make_extraction
from bot.listening import Listening
from bot.local import LocalHouse, Parts
from bot.noticing import in_somebodys_name, noticing
from bot.passing import Passing
from bot.platforms import Connect, Outfit, Platforms, no_platforms
from bot.recollection import Recollection
from bot.secrets import Secrets
from bot.settings import Settings
from bot.simulated import Simulated, simulate
from bot.standing import Inspector
from bot.thinking import make_mind
from bot.voice.ears import Ears
from bot.welcome import Welcome
from memory import migrate
from memory.clock import Clock
from memory.db import Store
from memory.later import Later
from memory.lock import lock
from memory.recall import Recall
from memory.retention import Retention
from memory.samples import Samples
from scheduler.housekeeping import Housekeeping, retention_job
from scheduler.later import later_job
from tools.catalog import catalog, migrations
from tools.contract import Domain, World
from tools.directory import Directory, Endpoint
from tools.events import Events, Noticed


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
        later=Later(store),
        directory=Directory(),
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
    on_platforms = [source for each in platforms.channels for source in each.sources]
    delivery = Delivery(store, clock, [desk, api, *platforms.channels], on_platforms)
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
        welcome=Welcome(store, people, clock, {domain.name for domain in domains if domain.verbs}),
        clock=clock,
        wake=delivery.wake,
        working=delivery.show_working,
        listening=Listening(store, clock, ears, mind.door.verbs.domains, delivery.show_progress),
        platforms=on_platforms,
    )
    world.events.subscribe(Noticed, noticing(store, people, clock, delivery))
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
        [
            *jobs,
            later_job(world.later, clock, in_somebodys_name(people, intake.receive)),
            expiry_job(store, people, clock, delivery),
            retention_job(retention, clock),
        ]
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
        domain = entry.connect(settings.domain(entry.name), replace(world, data=own))
        for integration, url in domain.endpoints.items():
            world.directory.enter(Endpoint(integration, domain.name, url))
        domains.append(domain)
    return tuple(domains)
