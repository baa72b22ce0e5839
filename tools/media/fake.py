"""The pretend servers of the media domain: those of all its subjects."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tools.media.discovery.fake import DiscoveryHouse, discovery_routes
from tools.media.downloads.fake import DownloadsHouse, downloads_routes
from tools.media.library.fake import LibraryHouse, library_routes
from tools.media.music.fake import MusicHouse, music_routes
from tools.media.organiser.fake import OrganiserHouse, organiser_routes
from tools.media.requests.fake import RequestsHouse, requests_routes
from tools.media.series.fake import SeriesHouse, series_routes

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class MediaHouse(BaseModel):
    """The part `[media]` of a house file: `settings` are those of homeops.toml, the others are what is pretended."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    settings: dict[str, JsonValue] = {}
    library: LibraryHouse = Field(default_factory=LibraryHouse)
    requests: RequestsHouse = Field(default_factory=RequestsHouse)
    series: SeriesHouse = Field(default_factory=SeriesHouse)
    downloads: DownloadsHouse = Field(default_factory=DownloadsHouse)
    music: MusicHouse = Field(default_factory=MusicHouse)
    discovery: DiscoveryHouse = Field(default_factory=DiscoveryHouse)
    organiser: OrganiserHouse = Field(default_factory=OrganiserHouse)


def media_routes(house: MediaHouse, zone: ZoneInfo, far: "FarEnd") -> "list[BaseRoute]":
    """The routes of all pretend servers of the domain."""
    return [
        *library_routes(house.library, zone, far),
        *requests_routes(house.requests, zone, far),
        *series_routes(house.series, zone, far),
        *downloads_routes(house.downloads, zone, far),
        *music_routes(house.music, zone, far),
        *discovery_routes(house.discovery, zone, far),
        *organiser_routes(house.organiser, zone, far),
    ]
