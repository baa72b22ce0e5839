"""What can be set about the ad blockers, which are the house's resolvers, under `[network.dns]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class DnsSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
