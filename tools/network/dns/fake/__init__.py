"""The pretend servers of network/dns, as the house file's `[network.dns]` tells them; paths begin with /network/dns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class DnsHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def dns_routes(house: DnsHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
