"""What the household sets for Discord."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

REAL = "https://discord.com/api/v10"


def _is_api(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"is no address of a server; leave it out, or write one such as {REAL}")
    return value.rstrip("/")


class DiscordSettings(BaseModel):
    """The section `[discord]`; without a `token` Discord is not used.

    Attributes:
        token: The bot's token, as a secret reference ("file:…", "env:…").
        base_url: Discord's API, with its version.
        proxy: A proxy to reach it through, such as "http://10.0.0.2:3128"; none if empty.
        channels: Channels of the server where everything is meant for HomeOps, by name or id; elsewhere it answers who
            mentions it or replies to it. Reading them takes the switch "Message Content Intent" in Discord's developer
            portal.
        file_mb: Largest file that is taken in, in megabytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str = ""
    base_url: Annotated[str, AfterValidator(_is_api)] = REAL
    proxy: str = ""
    channels: tuple[str, ...] = ()
    file_mb: float = Field(default=20, gt=0, le=100)

    @property
    def is_used(self) -> bool:
        """Whether the household set Discord up."""
        return bool(self.token)
