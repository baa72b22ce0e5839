"""The pretend servers of media/discovery, as the house file's `[media.discovery]` tells them; paths begin with /media/discovery."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class DiscoveryHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def discovery_routes(house: DiscoveryHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
