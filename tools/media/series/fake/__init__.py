"""The pretend servers of media/series, as the house file's `[media.series]` tells them; paths begin with /media/series."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class SeriesHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def series_routes(house: SeriesHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
