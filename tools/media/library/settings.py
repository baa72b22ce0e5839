"""What can be set about Plex, Jellyfin and Emby, under `[media.library]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class LibrarySettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
