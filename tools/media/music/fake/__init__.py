"""The pretend servers of media/music, as the house file's `[media.music]` tells them; paths begin with /media/music.

A slskd (`/media/music/slskd`), where what was ordered comes as the house's clock goes on, and a Last.fm (`/media/music/lastfm`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from tools.media.music.fake.pretend_lastfm import LastfmHouse, lastfm_routes
from tools.media.music.fake.pretend_slskd import OfferHouse, PretendSlskd

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class MusicHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    offers: list[OfferHouse] = []
    listeners: dict[str, LastfmHouse] = {}


def music_routes(house: MusicHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del zone
    return [*PretendSlskd(house.offers, far).routes(), *lastfm_routes(house.listeners)]
