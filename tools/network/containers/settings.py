"""What can be set about Docker and what runs in it, under `[network.containers]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class ContainersSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
