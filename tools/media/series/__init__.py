"""Sonarr and Radarr, which follow series and films."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tools.contract import World
    from tools.media.series.settings import SeriesSettings
    from tools.parts import Part


def connect(settings: "SeriesSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.series]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from contextlib import AsyncExitStack

    from tools.media.keyed import KeyedServer
    from tools.media.named import KnownNames
    from tools.media.series import tools, verbs
    from tools.media.series.arr import Arr
    from tools.media.series.checks import check
    from tools.media.series.meant import Shelves
    from tools.media.series.models import FollowedKind
    from tools.parts import Part, locate

    told = (("Sonarr", "series", settings.sonarr), ("Radarr", "film", settings.radarr))
    arrs: list[Arr] = []
    endpoints: dict[str, str] = {}
    for name, kind, server in told:
        if server is None:
            continue
        url = locate(server.url, simulation)
        a_kind: FollowedKind = "film" if kind == "film" else "series"
        arrs.append(Arr(KeyedServer(world.http, name, url, _key(server.key, world, simulation)), a_kind))
        endpoints[name] = url
    if not arrs:
        return Part()
    subject = tools.MediaSeries(Shelves(arrs), world.clock)
    titles, profiles = KnownNames(subject.name_followed), KnownNames(subject.name_profiles)

    async def close() -> None:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(titles.close)
            stack.push_async_callback(profiles.close)

    return Part(
        verbs=verbs.verbs(subject),
        phrases=tools.PHRASES,
        names={"followed_title": titles, "quality_profile": profiles},
        checks=[check(each) for each in arrs],
        endpoints=endpoints,
        close=close,
    )


def _key(reference: str, world: "World", simulation: str | None) -> "Callable[[], Awaitable[str]]":
    async def key() -> str:
        return "simulated" if simulation is not None else await world.secrets(reference)

    return key
