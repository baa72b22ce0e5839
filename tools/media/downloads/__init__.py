"""QBittorrent and SABnzbd."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tools.contract import World
    from tools.media.downloads.models import Client
    from tools.media.downloads.settings import DownloadsSettings
    from tools.parts import Part


def connect(settings: "DownloadsSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.downloads]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from datetime import timedelta

    from tools.contract import Job
    from tools.media.downloads.adding import Adding
    from tools.media.downloads.checks import checks
    from tools.media.downloads.limits import Limiting
    from tools.media.downloads.programs import Programs
    from tools.media.downloads.switching import Switching
    from tools.media.downloads.tools import PHRASES, verbs
    from tools.media.downloads.watch import Watch
    from tools.parts import Part, locate

    clients = _clients(settings, world, simulation)
    if not clients:
        return Part()
    programs = Programs(clients)
    switching = Switching(programs, world.later, world.clock)
    limiting = Limiting(programs, world.later, world.clock)
    where = [*settings.qbittorrent, *settings.sabnzbd]
    return Part(
        verbs=verbs(programs, switching, limiting, Adding(programs, settings.quality)),
        phrases=PHRASES,
        names={"download": programs.name_downloads},
        checks=checks(clients),
        jobs=(Job("downloads", timedelta(minutes=5), Watch(programs, world.events).look),),
        endpoints={each.name: locate(each.url, simulation) for each in where},
        close=programs.close,
    )


def _clients(settings: "DownloadsSettings", world: "World", simulation: str | None) -> "list[Client]":
    from tools.media.downloads.qbittorrent import Qbittorrent
    from tools.media.downloads.sabnzbd import Sabnzbd
    from tools.parts import locate

    def secret(reference: str, url: str) -> "Callable[[], Awaitable[str]]":
        async def read() -> str:
            pretended = simulation is not None and url.startswith("/")
            return reference if pretended or not reference else await world.secrets(reference)

        return read

    torrents = [
        Qbittorrent(
            world.http, locate(each.url, simulation), each.name, each.user, secret(each.password, each.url)
        )
        for each in settings.qbittorrent
    ]
    usenet = [
        Sabnzbd(world.http, locate(each.url, simulation), each.name, secret(each.api_key, each.url))
        for each in settings.sabnzbd
    ]
    return [*torrents, *usenet]
