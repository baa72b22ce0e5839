"""Music that others share (slskd), and what people like to hear (Last.fm)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from tools.contract import World
    from tools.media.music.settings import MusicSettings
    from tools.parts import Part


def connect(settings: "MusicSettings", world: "World", simulation: str | None) -> "Part":
    """Make the subject. Nothing is asked of a server yet.

    Args:
        settings: The section `[media.music]` of homeops.toml.
        world: What the house gives.
        simulation: Address of the simulated house, if there is one.
    """
    from datetime import timedelta

    from tools.contract import Check, Finding, Job, Name, Verb
    from tools.media.music.kept import Offers
    from tools.media.music.lastfm import Lastfm
    from tools.media.music.shelving import Shelf
    from tools.media.music.slskd import Slskd
    from tools.media.music.tools import PHRASES, Music, Tastes, music_verbs, taste_verbs
    from tools.parts import Part, locate

    def secret(reference: str, url: str) -> "Callable[[], Awaitable[str]]":
        async def read() -> str:
            pretended = simulation is not None and url.startswith("/")
            return reference if pretended else await world.secrets(reference)

        return read

    verbs: list[Verb] = []
    checks: list[Check] = []
    jobs: list[Job] = []
    endpoints: dict[str, str] = {}
    names: dict[str, Callable[[], Awaitable[Sequence[Name]]]] = {}
    if (told := settings.slskd) is not None:
        address = locate(told.url, simulation)
        slskd = Slskd(address, secret(told.api_key, told.url))
        shelf = Shelf(told.finished, told.library) if told.finished and told.library else None
        music = Music(slskd, settings.quality, Offers(world.data / "music-offers.json"), shelf)
        verbs += music_verbs(music)
        endpoints["slskd"] = address

        async def check() -> Finding:
            await slskd.transfers()
            return Finding(ok=True, summary="slskd answers.")

        async def shelve() -> None:
            if shelf is not None:
                await shelf.shelve(await music.fetched())

        checks.append(Check("slskd", check))
        jobs += [Job("music", timedelta(minutes=5), shelve)] if shelf is not None else []
    if (heard := settings.lastfm) is not None:
        lastfm = Lastfm(world.http, locate(heard.url, simulation), secret(heard.api_key, heard.url))
        tastes = Tastes(lastfm, heard.accounts)
        verbs += taste_verbs(tastes)
        names["listener"] = tastes.name_listeners
    return Part(verbs=verbs, phrases=PHRASES, names=names, checks=checks, jobs=jobs, endpoints=endpoints)
