"""The pretend servers of network/speed, as the house file's `[network.speed]` tells them; paths begin with /network/speed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class SpeedHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def speed_routes(house: SpeedHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
