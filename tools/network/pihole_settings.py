"""What HomeOps must know of a Pi-hole to reach it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator


class PiholeSettings(BaseModel):
    """One Pi-hole."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

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
