"""What can be set about how fast and how reliable the line is, under `[network.speed]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class SpeedSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
