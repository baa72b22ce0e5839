"""The pretend Jellyseerr, as the house file's `[media.requests]` tells it, at /media/requests.

What is asked for goes on by the house's clock: approved at once for who may, then on its way, here after `minutes`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd

Stands = Literal["not here", "on its way", "partly here", "here"]


class HouseSeason(BaseModel):
    """A season of a series."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    number: int
    episodes: int = 10
    state: Stands = "not here"
    state_4k: Stands = "not here"


class HouseTitle(BaseModel):
    """A film or series that can be found there; the better known stand first. `tmdb` is TMDB's number.

    `minutes` is how long it takes from a yes until it has arrived, `gb` how big it is then (in 4K four times that).
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)

    kind: Literal["film", "series"]
    tmdb: int
    name: str
    released: str = ""
    state: Stands = "not here"
    state_4k: Stands = "not here"
    seasons: list[HouseSeason] = []
    minutes: float = 30
    gb: float = 14


class HouseUser(BaseModel):
    """Somebody who may ask there; the first one owns the place. Who has no `trusted` waits for a yes."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: str
    email: str = ""
    trusted: bool = False


class HouseAsked(BaseModel):
    """What somebody asked for `hours_ago`; with `approved`, it is on its way since then."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    kind: Literal["film", "series"]
    tmdb: int
    user: str
    in_4k: bool = False
    seasons: list[int] = []
    approved: bool = False
    hours_ago: float = 1


class RequestsHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    film_4k: bool = True
    series_4k: bool = False
    titles: list[HouseTitle] = []
    users: list[HouseUser] = []
    asked: list[HouseAsked] = []


def requests_routes(house: RequestsHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend server."""
    from tools.media.requests.fake.serving import Serving
    from tools.media.requests.fake.state import Seerr

    del zone
    if not house.titles:
        return ()
    return Serving(Seerr(house, far)).routes()
