"""Docker's answers as its Engine API gives them, as far as HomeOps reads them; made from versions 1.41 to 1.52."""

from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from tools.network.docker_models import Container, Details, Health, Load

_NEVER = 1970
"""Docker writes the year 1 for "not yet"."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)


class _Port(_Wire):
    private: int = Field(alias="PrivatePort")
    public: int | None = Field(default=None, alias="PublicPort")


class _HostMode(_Wire):
    mode: str = Field(default="", alias="NetworkMode")


class _Network(_Wire):
    address: str | None = Field(default="", alias="IPAddress")


class _Networks(_Wire):
    by_name: dict[str, _Network] | None = Field(default=None, alias="Networks")


class Row(_Wire):
    """A container of `/containers/json`."""

    id: str = Field(alias="Id")
    names: list[str] = Field(alias="Names", min_length=1)
    image: str = Field(alias="Image")
    state: str = Field(alias="State")
    status: str = Field(default="", alias="Status")
    ports: list[_Port] | None = Field(default=None, alias="Ports")
    labels: dict[str, str] | None = Field(default=None, alias="Labels")
    host: _HostMode = Field(default_factory=_HostMode, alias="HostConfig")
    networks: _Networks = Field(default_factory=_Networks, alias="NetworkSettings")

    def read(self) -> Container:
        """The container that it tells of."""
        labels, mode = self.labels or {}, self.host.mode
        joined = self.networks.by_name or {}
        said = self.status.casefold()
        return Container(
            id=self.id,
            # A linked container has further names, such as "/web/db".
            name=next((each for each in self.names if each.count("/") == 1), self.names[0]).removeprefix("/"),
            image=self.image,
            state=self.state,
            uptime=self.status.partition(" (")[0]
            if "(health" in said or "unhealthy" in said
            else self.status,
            health=_health(said),
            networks=tuple(joined),
            shares=mode.removeprefix("container:") if mode.startswith("container:") else None,
            ports={each.public: each.private for each in self.ports or () if each.public is not None},
            addresses=tuple(each.address for each in joined.values() if each.address),
            project=labels.get("com.docker.compose.project", ""),
            service=labels.get("com.docker.compose.service", ""),
            folder=labels.get("com.docker.compose.project.working_dir", ""),
            needs=_needs(labels.get("com.docker.compose.depends_on", "")),
        )


class _Check(_Wire):
    output: str = Field(default="", alias="Output")


class _Health(_Wire):
    log: list[_Check] | None = Field(default=None, alias="Log")


class _State(_Wire):
    started_at: datetime | None = Field(default=None, alias="StartedAt")
    ended_at: datetime | None = Field(default=None, alias="FinishedAt")
    exit_code: int = Field(default=0, alias="ExitCode")
    out_of_memory: bool = Field(default=False, alias="OOMKilled")
    health: _Health | None = Field(default=None, alias="Health")


class _Config(_Wire):
    image: str = Field(alias="Image")


class Inspected(_Wire):
    """`/containers/{id}/json`."""

    state: _State = Field(alias="State")
    image_id: str = Field(alias="Image")
    restarts: int = Field(default=0, alias="RestartCount")
    config: _Config = Field(alias="Config")

    def read(self) -> Details:
        """What it tells."""
        checks = (self.state.health.log or []) if self.state.health is not None else []
        return Details(
            started_at=_instant(self.state.started_at),
            ended_at=_instant(self.state.ended_at),
            exit_code=self.state.exit_code,
            out_of_memory=self.state.out_of_memory,
            restarts=self.restarts,
            image_id=self.image_id,
            image=self.config.image,
            last_check=checks[-1].output if checks else "",
        )


class _Usage(_Wire):
    total: int = Field(default=0, alias="total_usage")


class _Cpu(_Wire):
    usage: _Usage = Field(default_factory=_Usage, alias="cpu_usage")
    system: int = Field(default=0, alias="system_cpu_usage")


class _Memory(_Wire):
    usage: int | None = None
    limit: int | None = None
    stats: dict[str, int] | None = None


class Measured(_Wire):
    """`/containers/{id}/stats?stream=0`; of a container that does not run, most of it is missing."""

    cpu: _Cpu = Field(default_factory=_Cpu, alias="cpu_stats")
    before: _Cpu = Field(default_factory=_Cpu, alias="precpu_stats")
    memory: _Memory = Field(default_factory=_Memory, alias="memory_stats")

    def read(self) -> Load:
        """The share of all processors between the two moments, and memory without what is only cached files.

        As `docker stats` counts it, but for processors: there 100 % is one of them, here all of them.
        """
        whole = self.cpu.system - self.before.system
        own = self.cpu.usage.total - self.before.usage.total
        cached = self.memory.stats or {}
        idle = cached.get("inactive_file", cached.get("total_inactive_file", 0))
        used = None if self.memory.usage is None else max(0, self.memory.usage - idle)
        return Load(
            cpu_percent=100 * own / whole if self.before.system and whole > 0 and own >= 0 else None,
            memory_bytes=used,
            memory_limit_bytes=self.memory.limit,
        )


class Image(_Wire):
    """`/images/{name}/json`."""

    id: str = Field(alias="Id")
    created: AwareDatetime | None = Field(default=None, alias="Created")


ROWS = TypeAdapter(list[Row])


def _health(said: str) -> Health:
    if "(healthy)" in said:
        return "healthy"
    if "(unhealthy)" in said:
        return "unhealthy"
    return "starting" if "(health: starting)" in said else "none"


def _needs(label: str) -> tuple[str, ...]:
    """The services of a label such as "gluetun:service_healthy:true,postgres:service_started:false"."""
    return tuple(name for each in label.split(",") if (name := each.partition(":")[0].strip()))


def _instant(at: datetime | None) -> datetime | None:
    if at is None or at.year < _NEVER:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
