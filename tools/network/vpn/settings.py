"""What can be set about Gluetun, behind which downloads hide, under `[network.vpn]` of homeops.toml."""

from pydantic import BaseModel, ConfigDict, Field, field_validator


class VpnSettings(BaseModel):
    """Nothing of it is connected where `url` is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str | None = None
    """Address of Gluetun's control server, such as http://nas:8000."""
    api_key: str = ""
    """Reference to its API key, such as "keyring:gluetun", if it wants one."""
    container: str = "gluetun"
    """Name of its container in Docker."""
    must_use: tuple[str, ...] = ()
    """What must go through it, by the name of its container or of its integration, such as "qBittorrent"."""
    home_address_url: str | None = None
    """A page that answers with the house's own address on the internet, such as https://api.ipify.org; asked only for a leak
    check."""
    answer_seconds: float = Field(default=6, gt=0, le=10)
    """How long it may take to answer."""
    turn_seconds: float = Field(default=15, ge=0, le=60)
    """How long to wait for it to connect or to end, before what is seen of it is told."""

    @field_validator("url", "home_address_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://", "/")):
            raise ValueError("is no address; write one such as http://nas:8000")
        return value
