"""The verbs about downloads and music over their pretend servers, without the rest of the house."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import TypeAdapter
from starlette.applications import Starlette

from bot.verbs import Verbs
from tests.tools.rig import Rig
from tests.tools.worlds import LONDON, NOON, open_world
from tools.contract import Json
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE, read_house
from tools.media import downloads, music
from tools.media.downloads.fake import DownloadsHouse, downloads_routes
from tools.media.downloads.settings import DownloadsSettings
from tools.media.music.fake import MusicHouse, music_routes
from tools.media.music.settings import MusicSettings
from tools.parts import join_parts

_TABLE = TypeAdapter(dict[str, Json])


def media_of(house: Path) -> dict[str, Json]:
    """The part `[media]` of a house file."""
    return _TABLE.validate_python(read_house(house).get("media", {}))


@asynccontextmanager
async def open_downloads(
    folder: Path,
    *,
    house: Path = BUILT_IN_HOUSE,
    settings: Mapping[str, Json] | None = None,
    far: FarEnd | None = None,
) -> AsyncGenerator[Rig]:
    """Both subjects, connected to the pretend servers of a house.

    Args:
        folder: For the data.
        house: The house file.
        settings: Takes the place of some of the house's `[media.settings]`.
        far: The ground the servers stand on; one at noon if left out.
    """
    far = far or FarEnd(now=NOON)
    media = media_of(house)
    told = {**_TABLE.validate_python(media.get("settings", {})), **(settings or {})}
    routes = [
        *downloads_routes(DownloadsHouse.model_validate(media.get("downloads", {})), LONDON, far),
        *music_routes(MusicHouse.model_validate(media.get("music", {})), LONDON, far),
    ]
    app = Starlette(routes=[*far.routes(), *routes])
    async with served(Misbehaving(app, far)) as url, open_world(folder, NOON) as world:
        parts = [
            downloads.connect(DownloadsSettings.model_validate(told.get("downloads", {})), world, url),
            music.connect(MusicSettings.model_validate(told.get("music", {})), world, url),
        ]
        domain = join_parts("media", "Downloads and music.", parts, simulated=True)
        try:
            yield Rig(domain, Verbs([domain]), far, url, world)
        finally:
            if domain.close is not None:
                await domain.close()
