"""What can be set about the network, under `[network]` of homeops.toml: a section a subject."""

from pydantic import BaseModel, ConfigDict, Field

from tools.network.containers.settings import ContainersSettings
from tools.network.dns.settings import DnsSettings
from tools.network.failover.settings import FailoverSettings
from tools.network.people.settings import PeopleSettings
from tools.network.speed.settings import SpeedSettings
from tools.network.vpn.settings import VpnSettings


class NetworkSettings(BaseModel):
    """The subjects; each is connected where its section says to what."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    dns: DnsSettings = Field(default_factory=DnsSettings)
    people: PeopleSettings = Field(default_factory=PeopleSettings)
    failover: FailoverSettings = Field(default_factory=FailoverSettings)
    speed: SpeedSettings = Field(default_factory=SpeedSettings)
    vpn: VpnSettings = Field(default_factory=VpnSettings)
    containers: ContainersSettings = Field(default_factory=ContainersSettings)
    simulation: str | None = None
    """Address of the simulated house; below it lie the servers whose addresses are paths."""
