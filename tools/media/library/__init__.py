"""Plex, Jellyfin and Emby."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.contract import World
    from tools.media.libraries import Libraries
    from tools.media.library.server import LibraryServer
    from tools.media.library.settings import LibrarySettings, ServerSettings
    from tools.parts import Part


def connect(settings: "LibrarySettings", world: "World", simulation: str | None) -> "tuple[Part, Libraries]":
    """Make the subject, and what other subjects ask of it. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.library]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from tools.media.libraries import Libraries
    from tools.parts import Part, locate

    if not settings.servers:
        return Part(), Libraries()

    import time

    from tools.contract import Name
    from tools.media.library.admitting import Admitting
    from tools.media.library.checks import checks
    from tools.media.library.meant import Titles
    from tools.media.library.shelves import Shelves
    from tools.media.library.stage import Stage
    from tools.media.library.tools import PHRASES, verbs
    from tools.media.library.watching import Watching

    servers = [_open(each, settings, world, simulation) for each in settings.servers]
    libraries = Libraries(servers)
    stage = Stage(servers, time.monotonic)
    titles = Titles(stage.servers, libraries)
    watching, admitting = Watching(stage, titles), Admitting(stage, titles)

    async def people() -> list[Name]:
        ids = dict.fromkeys(each.person.casefold() for one in settings.servers for each in one.accounts)
        return [Name(each, each.replace("-", " ").title()) for each in ids]

    part = Part(
        verbs=verbs(watching, admitting, Shelves(stage, titles, world.clock.now)),
        phrases=PHRASES,
        names={"media_player": stage.names, "media_person": people},
        checks=checks(servers, settings.most_transcodes),
        endpoints={each.name: locate(each.url, simulation) for each in settings.servers},
        close=stage.close,
    )
    return part, libraries


def _open(
    told: "ServerSettings", settings: "LibrarySettings", world: "World", simulation: str | None
) -> "LibraryServer":
    from tools.media.library.jellyfin import Jellyfin
    from tools.media.library.jellyfin_link import EMBY, JELLYFIN, JellyfinLink
    from tools.media.library.plex import Plex
    from tools.media.library.plex_link import PlexLink
    from tools.parts import locate

    address = locate(told.url, simulation)
    people = {each.person.casefold(): each.account for each in told.accounts}
    family = {device.casefold(): name for device, name in settings.players.items()}

    def call(device: str) -> str:
        return family.get(device.casefold(), device)

    if told.kind == "plex":
        own = frozenset(each.account for each in told.accounts if each.token is not None)
        return Plex(PlexLink(told.name, address, _tokens(told, world, simulation)), people, own, call)
    tokens = _tokens(told, world, simulation)
    dialect = EMBY if told.kind == "emby" else JELLYFIN
    return Jellyfin(JellyfinLink(told.name, address, world.http, lambda: tokens(None), dialect), people, call)


def _tokens(
    told: "ServerSettings", world: "World", simulation: str | None
) -> Callable[[str | None], Awaitable[str]]:
    """The token of an account, None for the server's owner; those of a simulated server are no references."""
    references = {each.account: each.token for each in told.accounts if each.token is not None}

    async def token(account: str | None) -> str:
        reference = told.token if account is None else references[account]
        return reference if simulation is not None else await world.secrets(reference)

    return token
