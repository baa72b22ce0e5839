"""What can be set about how fast and how reliable the line is, under `[network.speed]` of homeops.toml."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.network.resolving import ResolverAddress


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Target(_Settings):
    """Something whose answers are timed: `where` is "home" for what is in the house, such as the router."""

    name: str = Field(min_length=1, max_length=40)
    address: str = Field(min_length=1)
    """An IP address or host name; of a simulated house "sim:NAME"."""
    where: Literal["home", "internet"] = "internet"


class TimedResolver(_Settings):
    """A resolver whose answers are timed, by its address."""

    name: str = Field(min_length=1, max_length=40)
    address: ResolverAddress


class Counting(_Settings):
    """A Pi-hole (version 6) that tells who asks most."""

    name: str = "Pi-hole"
    url: str
    password: str | None = None
    """Reference of its password."""


class SpeedSettings(_Settings):
    """Nothing of it is connected where no target is named."""

    targets: tuple[Target, ...] = ()
    """The router and something on the internet at least."""
    resolvers: tuple[TimedResolver, ...] = ()
    dns_name: str = "example.com"
    """The name that they are asked for."""
    download_url: str | None = None
    """A file that is fetched to see how fast the line is; nothing is measured without it."""
    transfer_mb: float = Field(default=10, gt=0, le=100)
    """At most so much is fetched."""
    transfer_seconds: float = Field(default=8, gt=0, le=15)
    """At most so long."""
    transfer_hours: float = Field(default=6, ge=0.5, le=168)
    """How often it is fetched unasked."""
    every_seconds: float = Field(default=60, ge=10, le=900)
    """How often answers are timed."""
    alert_minutes: float = Field(default=20, ge=3, le=240)
    """How long the line must be slower than usual before people are told."""
    counting: Counting | None = None

    @model_validator(mode="after")
    def _has_different_names(self) -> Self:
        for what in (self.targets, self.resolvers):
            names = [each.name.casefold() for each in what]
            if len(set(names)) < len(names):
                raise ValueError("two have the same name; give each its own")
        return self
