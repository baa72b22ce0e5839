"""What can be set about who is on the network, under `[network.people]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class PeopleSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
