"""The pretend servers of network/vpn, as the house file's `[network.vpn]` tells them; paths begin with /network/vpn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class VpnHouse(BaseModel):
    """What the house file says of it: one Gluetun, and what the house itself is on the internet.

    `old` has it speak as versions before 3.39 did; `stuck` has it go on "starting".
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)

    status: Literal["running", "stopped", "crashed"] = "running"
    addresses: list[str] = Field(default=["185.159.157.21"], min_length=1)
    country: str = "Switzerland"
    city: str = "Zurich"
    port: int | None = None
    dns: bool = True
    home_address: str = "81.174.22.140"
    key: str = "simulated"
    old: bool = False
    stuck: bool = False


def vpn_routes(house: VpnHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend Gluetun, below /network/vpn/gluetun, and of a page that says what address asks it."""
    from tools.network.vpn.fake.server import gluetun_routes

    del zone
    return gluetun_routes(house, far)
