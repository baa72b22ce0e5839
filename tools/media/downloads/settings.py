"""What can be set about qBittorrent and SABnzbd, under `[media.downloads]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class DownloadsSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
