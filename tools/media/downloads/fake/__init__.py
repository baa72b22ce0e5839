"""The pretend servers of media/downloads, as the house file's `[media.downloads]` tells them; paths begin with /media/downloads.

A qBittorrent (`/media/downloads/qbittorrent`) and a SABnzbd (`/media/downloads/sabnzbd`); progress moves with the house's clock.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from tools.media.downloads.fake.pretend_qbittorrent import PretendQbittorrent, QbittorrentHouse
from tools.media.downloads.fake.pretend_sabnzbd import PretendSabnzbd, SabnzbdHouse

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class DownloadsHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    qbittorrent: QbittorrentHouse = Field(default_factory=QbittorrentHouse)
    sabnzbd: SabnzbdHouse = Field(default_factory=SabnzbdHouse)


def downloads_routes(house: DownloadsHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    torrents = PretendQbittorrent(house.qbittorrent, zone, far)
    usenet = PretendSabnzbd(house.sabnzbd, far)
    return [*torrents.routes(), *usenet.routes()]
