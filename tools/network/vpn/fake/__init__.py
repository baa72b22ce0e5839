"""The pretend servers of network/vpn, as the house file's `[network.vpn]` tells them; paths begin with /network/vpn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class VpnHouse(BaseModel):
    """What the house file says of it."""

    model_config = ConfigDict(extra="forbid")


def vpn_routes(house: VpnHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    del house, zone, far
    return ()
