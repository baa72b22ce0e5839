"""What can be set about qBittorrent and SABnzbd, under `[media.downloads]` of homeops.toml."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Called = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,31}$")]
Quality = Literal["480p", "720p", "1080p", "2160p"]


class QbittorrentSettings(BaseModel):
    """A qBittorrent with its web interface at `url`; `password` is a reference to a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str
    name: Called = "qBittorrent"
    user: str = "admin"
    password: str = ""


class SabnzbdSettings(BaseModel):
    """A SABnzbd at `url`; `api_key` is a reference to a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str
    name: Called = "SABnzbd"
    api_key: str


class DownloadsSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    qbittorrent: tuple[QbittorrentSettings, ...] = ()
    sabnzbd: tuple[SabnzbdSettings, ...] = ()
    quality: dict[str, Quality] = {}
    """What each person usually wants, by id ("anna"); who adds something else is told."""

    @model_validator(mode="after")
    def _are_told_apart(self) -> "DownloadsSettings":
        names = [each.name.casefold() for each in (*self.qbittorrent, *self.sabnzbd)]
        if len(names) != len(set(names)):
            raise ValueError("each of the download programs needs a name of its own")
        return self
