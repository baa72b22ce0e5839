"""What can be set about the watch over the resolvers, under `[network.failover]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class FailoverSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
