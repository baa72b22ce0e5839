"""The pretend servers of network/failover, as the house file's `[network.failover]` tells them.

Resolvers that speak DNS over UDP and TCP on loopback ports (GET /network/failover/ports; made ill and well by POST
/network/failover/behave {"resolver": "one", "how": "hung"}), a router that is told which of them to hand out (GET and PUT
/network/failover/router/dns), and the settings of a Pi-hole with a DHCP server (/network/failover/dhcp/api).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class _Pretended(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class PretendResolver(_Pretended):
    """One resolver: `name`, or `ip`, is what follows "sim:" in the settings; `latency_ms` is how long it takes to answer."""

    name: str
    ip: str = ""
    latency_ms: float = Field(default=3, ge=0, le=2000)
    how: Literal["healthy", "hung", "dead", "lying", "upstream_down"] = "healthy"


class FailoverHouse(_Pretended):
    """What the house file says of it: the resolvers, the names that they know, and what the router hands out at first."""

    resolvers: tuple[PretendResolver, ...] = ()
    local_names: dict[str, str] = {"pi.hole": "192.168.1.2"}
    """Names of the house and where they lead."""
    outside_names: dict[str, str] = {"example.com": "93.184.215.14"}
    """Names of the internet with their addresses; others that look like a real one are made up, the rest is not known."""
    router_dns: str = ""
    """The resolver that the router hands out at first, by its `ip`; the first if left out."""


def failover_routes(house: FailoverHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend servers."""
    from tools.network.failover.fake.routes import Routes

    del zone
    return Routes(house, far).routes() if house.resolvers else ()
