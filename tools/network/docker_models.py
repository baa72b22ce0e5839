"""Containers as they stand: what Docker's list, its details and its measurements say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Health = Literal["healthy", "unhealthy", "starting", "none"]
_NOT_SAID = re.compile(r"[^a-z0-9]+")


class Noun(BaseModel):
    """Something that a verb about containers or the VPN answers."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class Container:
    """One container of Docker's list.

    Attributes:
        state: Docker's word: created, running, paused, restarting, removing, exited or dead.
        uptime: Docker's words for how long it has been so, such as "Up 3 hours".
        networks: The networks that it is in; empty where it shares another container's.
        shares: Id or name of the container whose network it shares, if it does.
        ports: Host port → port inside.
        needs: Services of its compose project that it is started after.
    """

    id: str
    name: str
    image: str
    state: str
    uptime: str = ""
    health: Health = "none"
    networks: tuple[str, ...] = ()
    shares: str | None = None
    ports: Mapping[int, int] = field(default_factory=dict[int, int])
    addresses: tuple[str, ...] = ()
    project: str = ""
    service: str = ""
    folder: str = ""
    needs: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether it is up, even if not well."""
        return self.state in ("running", "restarting", "paused")

    @property
    def is_well(self) -> bool:
        """Whether it runs and does not say that it is ill."""
        return self.state == "running" and self.health != "unhealthy"

    @property
    def program(self) -> str:
        """What its image is of: "lscr.io/linuxserver/plex:latest" is "plex"."""
        return self.image.partition("@")[0].rpartition("/")[2].partition(":")[0]


@dataclass(frozen=True, slots=True)
class Details:
    """What Docker knows of one container beyond its list; `image_id` is that of the image that it was made from."""

    started_at: datetime | None
    ended_at: datetime | None
    exit_code: int
    out_of_memory: bool
    restarts: int
    image_id: str
    image: str
    last_check: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What a container uses right now: percent of the whole machine's processors, and main memory."""

    cpu_percent: float | None
    memory_bytes: int | None
    memory_limit_bytes: int | None


def fold(text: str) -> str:
    """A name without what people leave out: "Pi-hole two" and "pihole_two" are the same."""
    return _NOT_SAID.sub("", text.casefold())


def is_shared_by(one: Container, other: Container) -> bool:
    """Whether `other` has no network but that of `one`."""
    return other.shares is not None and (
        other.shares == one.name or (len(other.shares) >= 12 and one.id.startswith(other.shares))
    )


def sharers(one: Container, everything: Sequence[Container]) -> list[Container]:
    """The containers that reach the network only through `one`."""
    return [each for each in everything if is_shared_by(one, each)]


def dependents(one: Container, everything: Sequence[Container]) -> list[Container]:
    """The containers that compose starts only after `one`, and that do not share its network."""
    return [
        each
        for each in everything
        if one.service
        and each.project == one.project
        and one.service in each.needs
        and not is_shared_by(one, each)
    ]
