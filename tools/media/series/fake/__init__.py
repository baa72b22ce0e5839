"""The pretend Sonarr and Radarr, as the house file's `[media.series]` tells them, at /media/sonarr and /media/radarr.

Days and hours count from when the house began. What is searched for and can be found is on its way then, and here later.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class HouseSeason(_Part):
    """A season whose episodes came weekly since `began`; the first `have` of them are here."""

    number: int
    episodes: int
    have: int = 0
    began: str = "2020-01-05"
    monitored: bool = True


class HouseEpisode(_Part):
    """An episode of its own: it airs `days` from when the house began, at `at`. `offers` are releases that aren't taken."""

    season: int
    number: int
    title: str
    days: int
    at: str = "21:00"
    here: bool = False
    searched_hours_ago: float | None = None
    finds: bool = True
    offers: list[dict[str, str]] = []


class HouseSeries(_Part):
    """A series that Sonarr follows."""

    tvdb: int
    name: str
    year: int
    profile: str = "HD-1080p"
    monitored: bool = True
    quality: str = "WEBDL-1080p"
    seasons: list[HouseSeason] = []
    episodes: list[HouseEpisode] = []


class HouseFilm(_Part):
    """A film that Radarr follows; it is out `days` from when the house began."""

    tmdb: int
    name: str
    year: int
    profile: str = "HD-1080p"
    monitored: bool = True
    quality: str = "Bluray-1080p"
    here: bool = False
    days: int = -900
    gb: float = 12
    searched_hours_ago: float | None = None
    finds: bool = True
    offers: list[dict[str, str]] = []


class HouseDownload(_Part):
    """Something in the queue of a series' episode or a film."""

    name: str
    season: int | None = None
    episode: int | None = None
    release: str
    state: Literal["downloading", "stalled", "paused", "failed", "not imported", "client away"] = (
        "downloading"
    )
    percent: float = 0
    gb: float = 3
    hours_ago: float = 1
    minutes: float = 60
    indexer: str = ""
    client: str = "qBittorrent"
    message: str = ""


class HouseHappened(_Part):
    """Something in the history."""

    name: str
    season: int | None = None
    episode: int | None = None
    what: Literal["grabbed", "downloadFolderImported", "downloadFailed", "deleted"]
    hours_ago: float
    release: str = ""
    quality: str = "WEBDL-1080p"
    indexer: str = ""
    message: str = ""


class HouseIndexer(_Part):
    """Where is searched."""

    name: str
    fails: bool = False


class SeriesHouse(_Part):
    """What the house file says of it."""

    profiles: list[str] = ["Any", "HD-720p", "HD-1080p", "Ultra-HD"]
    indexers: list[HouseIndexer] = []
    free_gb: float = 800
    series: list[HouseSeries] = []
    films: list[HouseFilm] = []
    queue: list[HouseDownload] = []
    history: list[HouseHappened] = []


def series_routes(house: SeriesHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    from tools.media.series.fake.serving import Serving
    from tools.media.series.fake.state import Pretended

    if not (house.series or house.films):
        return ()
    pretended = Pretended(house, zone, far)
    return [*Serving(pretended, "series").routes(), *Serving(pretended, "film").routes()]
