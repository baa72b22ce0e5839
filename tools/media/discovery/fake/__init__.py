"""The pretend servers of media/discovery, as the house file's `[media.discovery]` tells them; paths begin with /media/discovery."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class DiscoveryTitle(BaseModel):
    """A film or series that TMDB (and TVDB) know of.

    Attributes:
        tmdb: Its id there; None for what only TVDB knows.
        released: When it came out, or comes.
        minutes: Of the film or of an episode.
        on: Services that include it; `rent` those that lend it, in the household's country.
        like: Ids of the same kind that are recommended with it; those of the same genres if left out.
        trending: Its place among what is watched most now, from 1; 0 where it is not among it.
        airs: Of a series, whether an episode of it comes in the next seven days.
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)

    kind: Literal["film", "series"] = "film"
    title: str
    released: date
    tmdb: int | None = None
    tvdb: int | None = None
    genres: tuple[str, ...] = ()
    minutes: int | None = None
    seasons: int = 1
    rating: float = 7.0
    votes: int = 5000
    about: str = ""
    on: tuple[str, ...] = ()
    rent: tuple[str, ...] = ()
    like: tuple[int, ...] = ()
    trending: int = 0
    airs: bool = False


class DiscoveryHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    country: str = "GB"
    titles: tuple[DiscoveryTitle, ...] = ()


def discovery_routes(house: DiscoveryHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    from tools.media.discovery.fake.tmdb import tmdb_routes
    from tools.media.discovery.fake.tvdb import tvdb_routes

    del zone
    return [*tmdb_routes(house, far), *tvdb_routes(house)]
