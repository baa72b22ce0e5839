"""What can be set about slskd, Spotify and Last.fm, under `[media.music]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class MusicSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
