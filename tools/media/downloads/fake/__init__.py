"""The pretend servers of media/downloads, as the house file's `[media.downloads]` tells them; paths begin with /media/downloads."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class DownloadsHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def downloads_routes(house: DownloadsHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
