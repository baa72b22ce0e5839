"""Jellyseerr or Overseerr, where titles are asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.media.libraries import Libraries
    from tools.media.requests.settings import RequestsSettings
    from tools.media.titles import Requested
    from tools.parts import Part


def connect(
    settings: "RequestsSettings", world: "World", simulation: str | None, libraries: "Libraries"
) -> "tuple[Part, Requested | None]":
    """Make the subject, and what tells others what was asked for. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.requests]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
        libraries: What the household owns already.
    """
    from datetime import timedelta

    from tools.contract import Job
    from tools.media.keyed import KeyedServer
    from tools.media.named import KnownNames
    from tools.media.requests import tools, verbs
    from tools.media.requests.accounts import Accounts
    from tools.media.requests.arrivals import Arrivals
    from tools.media.requests.checks import checks
    from tools.media.requests.jellyseerr import Jellyseerr
    from tools.media.requests.journal import Journal
    from tools.media.requests.owning import Owning
    from tools.parts import Part, locate

    if settings.url is None:
        return Part(), None
    url = locate(settings.url, simulation)

    async def key() -> str:
        return "simulated" if simulation is not None else await world.secrets(settings.key)

    client = Jellyseerr(KeyedServer(world.http, "Jellyseerr", url, key))
    journal = Journal(world.store)
    accounts, owning = Accounts(client, settings.users), Owning(libraries)
    names = KnownNames(lambda: ways.name_requests())  # noqa: PLW0108 - made below, out of what is made of this
    subject = tools.MediaRequests(client, accounts, journal, owning, world.clock, names.forget)
    ways = verbs.Ways(subject)
    arrivals = Arrivals(client, journal, world.events, world.clock)
    part = Part(
        verbs=verbs.verbs(subject, ways),
        phrases=tools.PHRASES,
        names={"media_request": names},
        checks=checks(client),
        jobs=(Job("see what has arrived", timedelta(seconds=settings.poll_seconds), arrivals.look),),
        endpoints={"Jellyseerr": url},
        close=names.close,
    )
    return part, subject.on_their_way
