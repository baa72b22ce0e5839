"""The pretend servers of the network domain: those of all its subjects."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tools.network.containers.fake import ContainersHouse, containers_routes
from tools.network.dns.fake import DnsHouse, dns_routes
from tools.network.failover.fake import FailoverHouse, failover_routes
from tools.network.people.fake import PeopleHouse, people_routes
from tools.network.speed.fake import SpeedHouse, speed_routes
from tools.network.vpn.fake import VpnHouse, vpn_routes

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class NetworkHouse(BaseModel):
    """The part `[network]` of a house file: `settings` are those of homeops.toml, the others are what is pretended."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    settings: dict[str, JsonValue] = {}
    dns: DnsHouse = Field(default_factory=DnsHouse)
    people: PeopleHouse = Field(default_factory=PeopleHouse)
    failover: FailoverHouse = Field(default_factory=FailoverHouse)
    speed: SpeedHouse = Field(default_factory=SpeedHouse)
    vpn: VpnHouse = Field(default_factory=VpnHouse)
    containers: ContainersHouse = Field(default_factory=ContainersHouse)


def network_routes(house: NetworkHouse, zone: ZoneInfo, far: "FarEnd") -> "list[BaseRoute]":
    """The routes of all pretend servers of the domain."""
    return [
        *dns_routes(house.dns, zone, far),
        *people_routes(house.people, zone, far),
        *failover_routes(house.failover, zone, far),
        *speed_routes(house.speed, zone, far),
        *vpn_routes(house.vpn, zone, far),
        *containers_routes(house.containers, zone, far),
    ]
