"""TMDB and TVDB, which know what there is to watch; seen from what this household owns, watched and pays for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tools.contract import World
    from tools.media.discovery.settings import DiscoverySettings
    from tools.media.libraries import Libraries
    from tools.media.titles import Requested
    from tools.parts import Part


def connect(
    settings: "DiscoverySettings",
    world: "World",
    simulation: str | None,
    libraries: "Libraries",
    requested: "Requested | None" = None,
) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.discovery]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
        libraries: What Plex, Jellyfin and Emby have and what was watched.
        requested: What was asked for and has not come yet.
    """
    from tools.media.discovery.checks import answers
    from tools.media.discovery.finding import Finder
    from tools.media.discovery.household import Household
    from tools.media.discovery.tmdb import Tmdb
    from tools.media.discovery.tools import PHRASES, Discovery, verbs
    from tools.media.discovery.tvdb import Tvdb
    from tools.parts import Part, locate

    def secret(reference: str, url: str) -> "Callable[[], Awaitable[str]]":
        async def ask() -> str:
            pretended = simulation is not None and url.startswith("/")
            return "simulated" if pretended else await world.secrets(reference)

        return ask

    async def none() -> str:
        return ""

    now, one, two = world.clock.now, settings.tmdb, settings.tvdb
    tmdb = tvdb = None
    if one is not None:
        tmdb = Tmdb(
            world.http,
            locate(one.url, simulation),
            secret(one.key, one.url),
            now,
            country=settings.country,
            language=settings.language,
            subscriptions=settings.subscriptions,
        )
    if two is not None:
        pin = secret(two.pin, two.url) if two.pin else none
        tvdb = Tvdb(world.http, locate(two.url, simulation), secret(two.key, two.url), pin, now)
    servers = {name: each for name, each in (("TMDB", tmdb), ("TVDB", tvdb)) if each is not None}
    if not servers:
        return Part()
    household = Household(libraries, requested)
    return Part(
        verbs=verbs(Discovery(tmdb, Finder(tmdb, tvdb), household, world)),
        phrases=PHRASES,
        checks=[answers(name, each.check) for name, each in servers.items()],
        endpoints={name: each.address for name, each in servers.items()},
    )
