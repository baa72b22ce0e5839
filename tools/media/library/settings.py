"""What can be set about Plex, Jellyfin and Emby, under `[media.library]` of homeops.toml."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class AccountSettings(BaseModel):
    """Whose account of a server is whose.

    `account` is its name there. `token` is needed on Plex alone, for everybody but the owner of the server: without it
    their "on deck" and marks can't be read, and what they watched is known from the server's history.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    person: str
    account: str
    token: str | None = None


class ServerSettings(BaseModel):
    """One server; `token` is a reference to Plex's X-Plex-Token or to an API key of Jellyfin or Emby."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    kind: Literal["plex", "jellyfin", "emby"]
    url: str
    token: str
    accounts: tuple[AccountSettings, ...] = ()


class LibrarySettings(BaseModel):
    """The servers; nothing is connected where there is none.

    `players` says what the family calls a device, by the name that it has on the server. `most_transcodes` is how many
    films the servers may convert at once before that is told as a fault.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    servers: tuple[ServerSettings, ...] = ()
    players: dict[str, str] = {}
    most_transcodes: int = Field(default=3, ge=1, le=50)

    @model_validator(mode="after")
    def _names_differ(self) -> "LibrarySettings":
        names = [each.name.casefold() for each in self.servers]
        if len(set(names)) < len(names):
            raise ValueError("two servers have the same name")
        return self
