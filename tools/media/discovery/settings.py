"""What can be set about TMDB and TVDB, which know what there is to watch, under `[media.discovery]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict, Field


class TmdbSettings(BaseModel):
    """TMDB, under `[media.discovery.tmdb]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str = Field(default="https://api.themoviedb.org", pattern=r"^(https?://|/)")
    """Its address; in a simulated house a path."""
    key: str = ""
    """Reference to the API key or the read access token, such as "keyring:tmdb"; both are free at themoviedb.org."""


class TvdbSettings(BaseModel):
    """TVDB, under `[media.discovery.tvdb]`: asked where TMDB knows nothing or does not answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str = Field(default="https://api4.thetvdb.com", pattern=r"^(https?://|/)")
    """Its address; in a simulated house a path."""
    key: str = ""
    """Reference to the API key, such as "keyring:tvdb"."""
    pin: str = ""
    """Reference to the subscriber's PIN, where the key is one that wants it."""


class DiscoverySettings(BaseModel):
    """Nothing of it is connected where neither `tmdb` nor `tvdb` is there."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    tmdb: TmdbSettings | None = None
    tvdb: TvdbSettings | None = None
    country: str = Field(default="GB", pattern=r"^[A-Z]{2}$")
    """Where you watch, as two letters: services have other titles in each country."""
    language: str = Field(default="en-GB", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    """In which titles and summaries are told."""
    subscriptions: tuple[str, ...] = ()
    """The streaming services that you pay for, as in ["Netflix", "Disney Plus"]; they are named first."""
