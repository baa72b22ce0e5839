"""What can be set about music, under `[media.music]` of homeops.toml."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

Quality = Literal["lossless", "high", "any"]


class SlskdSettings(BaseModel):
    """A slskd at `url`; `api_key` is a reference to a secret.

    What has come lies in `finished` and is moved to `library`, where both are set: folders of this machine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str
    api_key: str
    finished: Path | None = None
    library: Path | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> "SlskdSettings":
        if (self.finished is None) is not (self.library is None):
            raise ValueError("set both folders, `finished` and `library`, or none")
        return self


class LastfmSettings(BaseModel):
    """Last.fm: `api_key` is a reference to a secret, `accounts` says whose account is whose, by id ("anna")."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    api_key: str
    accounts: dict[str, str]
    url: str = "https://ws.audioscrobbler.com"


class MusicSettings(BaseModel):
    """Nothing of it is connected where this is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    slskd: SlskdSettings | None = None
    lastfm: LastfmSettings | None = None
    quality: dict[str, Quality] = {}
    """What each person wants where they do not say, by id; lossless where it is left out."""
