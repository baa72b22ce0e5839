"""What can be set about Jellyseerr or Overseerr, where titles are asked for, under `[media.requests]` of homeops.toml."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field


class RequestsSettings(BaseModel):
    """Where Jellyseerr or Overseerr answers; nothing is connected where `url` is left out.

    Attributes:
        url: Its address, such as http://nas:5055.
        key: Its API key (Settings → General), as a reference such as "env:JELLYSEERR_KEY".
        users: By person's id, their user there: its number, name or e-mail address. Who is left out is found by name.
        poll_seconds: How often it is asked whether something has arrived.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str | None = None
    key: str = ""
    users: Mapping[str, int | str] = {}
    poll_seconds: int = Field(default=60, ge=10, le=3600)
