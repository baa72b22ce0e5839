"""The pretend servers of network/containers, as the house file's `[network.containers]` tells them; paths begin with /network/containers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from tools.farend import FarEnd


class PretendContainer(BaseModel):
    """A container as the house file has it.

    Attributes:
        network: The network that it is in, or "container:NAME".
        ports: Port of the host → port inside.
        health: What its health check says while it runs; "none" where it has no such check.
        hours: How long it has been running, or stopped.
        log: What it wrote, oldest first; "! " before a line puts it on the error output.
        newer_image: Whether the registry has a newer image than the one it was made from.
        settles_seconds: How long its health check says "starting" after a start.
        ends_with: The exit code with which it ends right after a start; None where it goes on.
    """

    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: str
    image: str
    project: str = ""
    state: Literal["running", "exited", "restarting", "paused"] = "running"
    health: Literal["healthy", "unhealthy", "none"] = "none"
    health_output: str = ""
    hours: float = Field(default=72, ge=0)
    restarts: int = 0
    exit_code: int = 0
    network: str = "bridge"
    ports: dict[str, int] = {}
    depends_on: list[str] = []
    cpu: float = Field(default=1, ge=0, le=100)
    memory_mb: float = 128
    log: list[str] = []
    newer_image: bool = False
    settles_seconds: float = 0
    ends_with: int | None = None
    tty: bool = False


class ContainersHouse(BaseModel):
    """What the house file says of it: one Docker and its containers."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    api_version: str = "1.47"
    cores: int = Field(default=4, ge=1)
    memory_gb: float = 16
    folder: str = "/volume1/docker"
    containers: list[PretendContainer] = []


def containers_routes(house: ContainersHouse, zone: ZoneInfo, far: "FarEnd") -> "Sequence[BaseRoute]":
    """The routes of the pretend Docker, below /network/containers/docker."""
    from tools.network.containers.fake.engine import Engine
    from tools.network.containers.fake.server import engine_routes

    del zone
    return engine_routes(Engine(house, far))
