"""What can be set about Docker and what runs in it, under `[network.containers]` of homeops.toml."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator

_SCHEMES = ("unix://", "tcp://", "http://", "https://", "npipe://", "/")


class ContainersSettings(BaseModel):
    """Nothing of it is connected where `url` is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    url: str | None = None
    """Where Docker answers: unix:///var/run/docker.sock, or tcp://nas:2375 of a socket proxy; one that passes only reads does
    for looking."""
    host: str = ""
    """What the family calls the machine that Docker runs on, such as "NAS"."""
    names: Mapping[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """What else the family calls a container, by its name in Docker: {"media-01": ["films", "the film server"]}."""
    stop_seconds: int = Field(default=10, ge=1, le=60)
    """How long a container may take to end by itself before Docker kills it."""
    start_seconds: float = Field(default=8, ge=0, le=60)
    """How long to watch a container that was started, before what is seen of it is told."""
    answer_seconds: float = Field(default=8, gt=0, le=10)
    """How long Docker may take to answer."""

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(_SCHEMES):
            raise ValueError("is no address; write one such as unix:///var/run/docker.sock or tcp://nas:2375")
        return value
