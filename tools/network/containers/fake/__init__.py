"""The pretend servers of network/containers, as the house file's `[network.containers]` tells them; paths begin with /network/containers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class ContainersHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def containers_routes(house: ContainersHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
