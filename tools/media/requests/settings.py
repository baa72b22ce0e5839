"""What can be set about Jellyseerr or Overseerr, where titles are asked for, under `[media.requests]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class RequestsSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
