"""The pretend Plex, Jellyfin and Emby, as the house file's `[media.library]` tells them; paths begin with /media/library."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from tools.media.library.fake.house import LibraryHouse

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd

__all__ = ["LibraryHouse", "library_routes"]


def library_routes(house: LibraryHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    from starlette.routing import Mount

    from tools.media.library.fake.jellyfin import PretendJellyfin
    from tools.media.library.fake.plex import PretendPlex
    from tools.media.library.fake.state import DOMAIN, PretendShelf

    del zone
    shelves = [PretendShelf(each, far) for each in house.servers]

    def describe() -> JsonValue:
        return {each.house.name: each.describe() for each in shelves}

    if shelves:
        far.describe(DOMAIN, describe)
    return [
        Mount(
            each.house.path,
            routes=PretendPlex(each).routes()
            if each.house.kind == "plex"
            else PretendJellyfin(each).routes(),
        )
        for each in shelves
    ]
