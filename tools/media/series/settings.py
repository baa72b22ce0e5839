"""What can be set about Sonarr and Radarr, which follow series and films, under `[media.series]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class SeriesSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
