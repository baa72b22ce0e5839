"""What can be set about the ad blockers, which are the house's resolvers, under `[network.dns]` of homeops.toml."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class PiholeSettings(BaseModel):
    """One Pi-hole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """How people call it, such as "Pi-hole one"."""
    url: str
    """Its address, such as http://192.168.1.2; in a simulated house a path."""
    password: str = ""
    """Reference to its web or application password, such as "keyring:pihole-one"; left out where it wants none.

    For version 5, the API token of its settings page."""
    version: Literal[5, 6] = 6
    """Which Pi-hole it is; the old version 5 can only be looked at and paused."""

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://", "/")):
            raise ValueError("is no address; write one such as http://192.168.1.2")
        return value


class DnsSettings(BaseModel):
    """Nothing of it is connected where no Pi-hole is named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    piholes: tuple[PiholeSettings, ...] = Field(default=(), max_length=4)
    """The Pi-holes, which are kept in step; the first one is asked first."""
    pause_minutes: int = Field(default=60, ge=1, le=1440)
    """Blocking is paused for longer than this only after a yes."""
    stale_days: int = Field(default=10, ge=1, le=365)
    """Lists that were fetched longer ago are reported."""

    @model_validator(mode="after")
    def _have_names_of_their_own(self) -> Self:
        names = [each.name.casefold() for each in self.piholes]
        if len(set(names)) < len(names):
            raise ValueError("two Pi-holes have the same name; give each its own")
        return self
