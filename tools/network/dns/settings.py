"""What can be set about the ad blockers, which are the house's resolvers, under `[network.dns]` of homeops.toml."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.network.pihole_settings import PiholeSettings


class DnsSettings(BaseModel):
    """Nothing of it is connected where no Pi-hole is named."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

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
