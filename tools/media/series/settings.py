"""What can be set about Sonarr and Radarr, which follow series and films, under `[media.series]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict


class ArrSettings(BaseModel):
    """One of them.

    Attributes:
        url: Its address with its URL base, if it has one, such as http://nas:8989.
        key: Its API key (Settings → General), as a reference such as "env:SONARR_KEY".
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str
    key: str = ""


class SeriesSettings(BaseModel):
    """Sonarr for series, Radarr for films; what is left out is not connected."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    sonarr: ArrSettings | None = None
    radarr: ArrSettings | None = None
