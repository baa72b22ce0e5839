"""The pretend servers of network/failover, as the house file's `[network.failover]` tells them; paths begin with /network/failover."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class FailoverHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def failover_routes(house: FailoverHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
