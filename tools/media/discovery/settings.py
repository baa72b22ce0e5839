"""What can be set about TMDB and TVDB, which know what there is to watch, under `[media.discovery]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class DiscoverySettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
