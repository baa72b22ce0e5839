"""What the household sets for Telegram."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

REAL = "https://api.telegram.org"
SERVER_TAKES_MB = 20
"""Largest file that Telegram's own server hands to a bot."""


def _is_server(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"is no address of a server; leave it out, or write one such as {REAL}")
    return value.rstrip("/").removesuffix("/bot")


class TelegramSettings(BaseModel):
    """The section `[telegram]`; without a `token` Telegram is not used.

    Attributes:
        token: What @BotFather gave, as a secret reference ("file:…", "env:…").
        base_url: The Bot API's server.
        proxy: A proxy to reach it through, such as "http://10.0.0.2:3128"; none if empty.
        poll_seconds: How long one question for news may wait.
        file_mb: Largest file that is taken in, in megabytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str = ""
    base_url: Annotated[str, AfterValidator(_is_server)] = REAL
    proxy: str = ""
    poll_seconds: int = Field(default=25, ge=0, le=50)
    file_mb: float = Field(default=SERVER_TAKES_MB, gt=0, le=SERVER_TAKES_MB)

    @property
    def is_used(self) -> bool:
        """Whether the household set Telegram up."""
        return bool(self.token)
