"""A pretend Docker: its containers, how they stand, and Docker's JSON of them (Engine API 1.47)."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, JsonValue, TypeAdapter

from tools.farend import FarEnd
from tools.network.containers.fake import ContainersHouse, PretendContainer

DOMAIN = "network.containers"
_NEVER = "0001-01-01T00:00:00Z"
_STARTED_LATELY = 60
_SECOND = 10**9


class Standing(BaseModel):
    """How a container stands; `image` counts the images that it and the registry have of it."""

    running: bool
    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    exit_code: int = 0
    fetched: bool = False
    log: list[str] = []


_KEPT = TypeAdapter(dict[str, Standing])


class Engine:
    """The containers by name."""

    def __init__(self, house: ContainersHouse, far: FarEnd) -> None:
        self.house = house
        self.far = far
        self.told: Mapping[str, PretendContainer] = {each.name: each for each in house.containers}
        kept = far.remembered(DOMAIN)
        self.now: dict[str, Standing] = (
            _KEPT.validate_python(kept)
            if kept
            else {each.name: self._first(each) for each in house.containers}
        )
        if house.containers:
            far.remember(DOMAIN, lambda: _KEPT.dump_python(self.now, mode="json"))
            far.describe(DOMAIN, self.describe)

    def describe(self) -> JsonValue:
        """What people see and can change: what runs."""
        return {name: "running" if each.running else "stopped" for name, each in self.now.items()}

    def find(self, reference: str) -> str | None:
        """The name of the container that a name or the beginning of an id means."""
        for name in self.told:
            if reference in (name, f"/{name}") or (len(reference) >= 4 and id_of(name).startswith(reference)):
                return name
        return None

    def start(self, name: str) -> None:
        """Begin a run; some end at once."""
        told, now = self.told[name], self.far.now()
        self.now[name] = self.now[name].model_copy(
            update={
                "running": told.ends_with is None,
                "started_at": now,
                "ended_at": None if told.ends_with is None else now,
                "exit_code": told.ends_with or 0,
                "log": [*self.now[name].log, f"{name} starts"],
            }
        )

    def stop(self, name: str) -> None:
        """End a run."""
        ended = {"running": False, "ended_at": self.far.now(), "exit_code": 0}
        self.now[name] = self.now[name].model_copy(update=ended)

    def health(self, name: str) -> str | None:
        """What the health check says; None where there is none."""
        told, now = self.told[name], self.now[name]
        if told.health == "none" or not now.running:
            return None
        settled = self.far.now() - now.started_at >= timedelta(seconds=told.settles_seconds)
        return told.health if settled else "starting"

    def row(self, name: str) -> JsonValue:
        """A container in `/containers/json`."""
        told, now = self.told[name], self.now[name]
        networks = {} if told.network.startswith("container:") else {told.network: self._network(name)}
        ports: list[JsonValue] = [
            {"IP": "0.0.0.0", "PrivatePort": inside, "PublicPort": int(port), "Type": "tcp"}  # noqa: S104
            for port, inside in told.ports.items()
        ]
        return {
            "Id": id_of(name),
            "Names": [f"/{name}"],
            "Image": told.image,
            "ImageID": image_id(told.image, 0),
            "Command": "/init",
            "Created": int(now.started_at.timestamp()),
            "Ports": ports if now.running else [],
            "Labels": self._labels(told),
            "State": self._state(name),
            "Status": self._status(name),
            "HostConfig": {"NetworkMode": self._mode(told)},
            "NetworkSettings": {"Networks": networks},
            "Mounts": [],
        }

    def details(self, name: str) -> JsonValue:
        """A container in `/containers/{id}/json`, as far as it is of interest."""
        told, now, health = self.told[name], self.now[name], self.health(name)
        state: dict[str, JsonValue] = {
            "Status": self._state(name),
            "Running": now.running,
            "Paused": told.state == "paused",
            "Restarting": told.state == "restarting",
            "OOMKilled": False,
            "Dead": False,
            "Pid": 4711 if now.running else 0,
            "ExitCode": now.exit_code,
            "Error": "",
            "StartedAt": _written(now.started_at),
            "FinishedAt": _NEVER if now.ended_at is None else _written(now.ended_at),
        }
        if health is not None:
            check: JsonValue = {"ExitCode": 0 if health == "healthy" else 1, "Output": told.health_output}
            state["Health"] = {"Status": health, "FailingStreak": 0, "Log": [check]}
        return {
            "Id": id_of(name),
            "Created": _written(now.started_at),
            "Name": f"/{name}",
            "State": state,
            "Image": image_id(told.image, 0),
            "RestartCount": told.restarts,
            "HostConfig": {"NetworkMode": self._mode(told), "RestartPolicy": {"Name": "unless-stopped"}},
            "Config": {"Image": told.image, "Tty": told.tty, "Env": [], "Labels": self._labels(told)},
            "NetworkSettings": {"Networks": {}},
            "Mounts": [],
        }

    def stats(self, name: str) -> JsonValue:
        """One measurement; of a container that does not run nearly nothing."""
        told, now = self.told[name], self.now[name]
        if not now.running:
            empty: JsonValue = {"cpu_usage": {"total_usage": 0}}
            return {"cpu_stats": empty, "precpu_stats": empty, "memory_stats": {}}
        whole = self.house.cores * _SECOND
        used, idle = int(told.memory_mb * 2**20), 7 * 2**20
        return {
            "read": _written(self.far.now()),
            "cpu_stats": {
                "cpu_usage": {"total_usage": 10**12 + int(whole * told.cpu / 100)},
                "system_cpu_usage": 10**15 + whole,
                "online_cpus": self.house.cores,
            },
            "precpu_stats": {"cpu_usage": {"total_usage": 10**12}, "system_cpu_usage": 10**15},
            "memory_stats": {
                "usage": used + idle,
                "limit": int(self.house.memory_gb * 2**30),
                "stats": {"inactive_file": idle},
            },
        }

    def image(self, reference: str) -> JsonValue | None:
        """An image that is here, or None."""
        for name, told in self.told.items():
            if told.image == reference:
                version = 1 if self.now[name].fetched else 0
                created = self.far.now() - timedelta(days=3 if version else 70)
                return {
                    "Id": image_id(reference, version),
                    "RepoTags": [reference],
                    "Created": _written(created),
                }
        return None

    def fetch(self, reference: str) -> bool | None:
        """Fetch an image: whether it is a newer one; None where the registry has none of that name."""
        found = [name for name, told in self.told.items() if told.image == reference]
        newer = [name for name in found if self.told[name].newer_image and not self.now[name].fetched]
        for name in newer:
            self.now[name] = self.now[name].model_copy(update={"fetched": True})
        return bool(newer) if found else None

    def _first(self, told: PretendContainer) -> Standing:
        began = self.far.now() - timedelta(hours=told.hours)
        runs = told.state != "exited"
        return Standing(
            running=runs,
            started_at=began if runs else began - timedelta(hours=5),
            ended_at=None if runs else began,
            exit_code=told.exit_code,
            log=list(told.log),
        )

    def _state(self, name: str) -> str:
        told, now = self.told[name], self.now[name]
        if not now.running:
            return "exited"
        return told.state if told.state in ("restarting", "paused") else "running"

    def _status(self, name: str) -> str:
        now = self.now[name]
        if not now.running:
            ended = now.ended_at or now.started_at
            return f"Exited ({now.exit_code}) {_ago(self.far.now() - ended)} ago"
        health = self.health(name)
        said = f" (health: {health})" if health == "starting" else f" ({health})" if health else ""
        return f"Up {_ago(self.far.now() - now.started_at)}{said}"

    def _mode(self, told: PretendContainer) -> str:
        kind, _, whose = told.network.partition(":")
        return f"container:{id_of(whose)}" if kind == "container" else told.network

    def _labels(self, told: PretendContainer) -> dict[str, JsonValue]:
        if not told.project:
            return {}
        return {
            "com.docker.compose.project": told.project,
            "com.docker.compose.project.working_dir": f"{self.house.folder}/{told.project}",
            "com.docker.compose.service": told.name,
            "com.docker.compose.depends_on": ",".join(
                f"{each}:service_started:false" for each in told.depends_on
            ),
        }

    def _network(self, name: str) -> JsonValue:
        number = list(self.told).index(name) + 2
        return {"IPAddress": f"172.20.0.{number}" if self.now[name].running else "", "Gateway": "172.20.0.1"}


def id_of(name: str) -> str:
    """A container's id, 64 digits."""
    return hashlib.sha256(f"container {name}".encode()).hexdigest()


def image_id(reference: str, version: int) -> str:
    """An image's id."""
    return f"sha256:{hashlib.sha256(f'{reference} {version}'.encode()).hexdigest()}"


def _written(at: datetime) -> str:
    """An instant with nine digits after the point, as Docker writes it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}123Z"


def _ago(length: timedelta) -> str:
    """Docker's words for a length of time."""
    seconds = int(length.total_seconds())
    if seconds < _STARTED_LATELY:
        return f"{seconds} seconds"
    for unit, of, least in (("weeks", 604800, 2), ("days", 86400, 2), ("hours", 3600, 2), ("minutes", 60, 2)):
        if seconds >= least * of:
            return f"{seconds // of} {unit}"
    return "About a minute"
