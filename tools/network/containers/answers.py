"""What verbs about containers answer; `str()` is the chat answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from tools.network.docker_models import Health, Noun
from tools.network.words import be, join
from tools.trust import Untrusted

_MOST_NAMES = 14
_MOST_LINES = 10
_LONGEST_LINE = 160
_LONGEST_REASON = 120
_GIGABYTE = 1024**3
_MEGABYTE = 1024**2
Did = Literal["restarted", "stopped", "started", "already running", "already stopped", "restarted since"]
State = Literal["running", "restarting", "paused", "exited", "created", "removing", "dead", "unknown"]


class ContainerRow(Noun):
    """A container in a list; `called` is what the family calls it."""

    name: Untrusted
    called: Untrusted
    state: State
    health: Health = "none"
    uptime: Untrusted = ""
    image: Untrusted = ""


class ContainerList(Noun):
    """Every container, those with trouble told first."""

    host: str = ""
    containers: tuple[ContainerRow, ...] = ()

    def __str__(self) -> str:
        """How many run, what is ill, what is stopped, in a few lines."""
        where = f" on the {self.host}" if self.host else ""
        if not self.containers:
            return f"There are no containers{where}."
        well = [each for each in self.containers if each.state == "running" and each.health != "unhealthy"]
        off = [each for each in self.containers if each.state in ("exited", "created", "dead")]
        ill = [each for each in self.containers if each not in well and each not in off]
        total = len(self.containers)
        lines = [f"{len(well)} of {total} container{'s' if total != 1 else ''} run well{where}."]
        lines += [f"⚠ {each.called}: {_trouble(each)}" for each in ill[:6]]
        lines += [f"… and {len(ill) - 6} more with trouble"] if len(ill) > 6 else []
        lines += [f"Stopped: {_some(off)}."] if off else []
        lines += [f"Running: {_some(well)}."] if well else []
        return "\n".join(lines)


class ContainerShown(Noun):
    """One container: how it is, what it uses, what hangs on it."""

    row: ContainerRow
    asked_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    exit_code: int = 0
    out_of_memory: bool = False
    restarts: int = 0
    last_check: Untrusted = ""
    cpu_percent: float | None = None
    memory_bytes: int | None = None
    memory_limit_bytes: int | None = None
    through: Untrusted | None = None
    ports: tuple[int, ...] = ()
    shared_by: tuple[Untrusted, ...] = ()
    needed_by: tuple[Untrusted, ...] = ()

    def __str__(self) -> str:
        """A line for each thing that is known."""
        lines = [self._say_state()]
        if self.row.health == "unhealthy" and self.last_check:
            lines.append(f"Its last check said: {shorten(self.last_check, _LONGEST_REASON)}")
        if use := self._say_use():
            lines.append(use)
        if self.restarts:
            lines.append(
                f"Docker restarted it {self.restarts} time{'s' if self.restarts != 1 else ''} by itself."
            )
        lines.append(f"Image: {self.row.image}")
        if self.through is not None:
            lines.append(f"It reaches the internet only through {self.through}.")
        elif self.ports:
            lines.append(f"Port{'s' if len(self.ports) > 1 else ''}: {', '.join(map(str, self.ports))}")
        if self.shared_by:
            lines.append(f"{join(self.shared_by)} {be(self.shared_by)} online only through it.")
        if self.needed_by:
            lines.append(f"{join(self.needed_by)} need{'s' if len(self.needed_by) == 1 else ''} it.")
        return "\n".join(lines)

    def _say_state(self) -> str:
        called = (
            self.row.called if self.row.called == self.row.name else f"{self.row.called} ({self.row.name})"
        )
        if self.row.state == "running":
            since = f" for {span(self.asked_at - self.started_at)}" if self.started_at is not None else ""
            return f"{called} has been running{since}{_HEALTH[self.row.health]}."
        if self.row.state != "exited" or self.ended_at is None:
            return f"{called} is {self.row.state}."
        why = (
            ": it ran out of memory"
            if self.out_of_memory
            else f" with error {self.exit_code}"
            if self.exit_code
            else ""
        )
        return f"{called} stopped {span(self.asked_at - self.ended_at)} ago{why}."

    def _say_use(self) -> str:
        parts = [f"{self.cpu_percent:.0f} % of the processor"] if self.cpu_percent is not None else []
        if self.memory_bytes is not None:
            of = f" of {size(self.memory_limit_bytes)}" if self.memory_limit_bytes else ""
            parts.append(f"{size(self.memory_bytes)}{of} memory")
        return f"Uses {' and '.join(parts)}." if parts else ""


class ContainerLog(Noun):
    """The last lines that a container wrote, oldest first; anybody may have chosen their words."""

    called: Untrusted
    lines: tuple[Untrusted, ...]

    def __str__(self) -> str:
        """The last ten lines, long ones cut."""
        if not self.lines:
            return f"{self.called} has not written anything."
        left = len(self.lines) - _MOST_LINES
        head = f"The last lines of {self.called}" + (f" ({left} earlier ones left out):" if left > 0 else ":")
        return "\n".join([head, *(shorten(each, _LONGEST_LINE) for each in self.lines[-_MOST_LINES:])])


class ContainerMoved(Noun):
    """What a container is after it was started, stopped or restarted."""

    called: Untrusted
    did: Did
    state: State
    health: Health = "none"
    cut_off: tuple[Untrusted, ...] = ()

    def __str__(self) -> str:
        """What is seen of it now, and who is left without a network."""
        return " ".join([self._say(), *self._say_cut_off()])

    def _say(self) -> str:
        match self.did:
            case "already running" | "already stopped":
                return f"{self.called} was {self.did.removeprefix('already ')} already."
            case "restarted since":
                return f"{self.called} has been restarted since you asked, so I left it alone."
            case "stopped":
                return (
                    f"{self.called} is stopped."
                    if self.state == "exited"
                    else f"{self.called} is still {self.state}."
                )
            case _ if self.state != "running":
                return f"{self.called} was {self.did}, but now it is {self.state}; look at its logs."
            case _:
                return f"{self.called} is running again{_HEALTH[self.health]}."

    def _say_cut_off(self) -> list[str]:
        if not self.cut_off:
            return []
        they = "it" if len(self.cut_off) == 1 else "they"
        if self.did == "stopped":
            return [
                f"{join(self.cut_off)} {be(self.cut_off)} offline with it, and must be restarted after it."
            ]
        return [
            f"{join(self.cut_off)} stay{'s' if they == 'it' else ''} offline until {they} {be(self.cut_off)} restarted too."
        ]


class ImageFetched(Noun):
    """Whether a newer image of a container is here now, and what still has to be done by hand."""

    called: Untrusted
    image: Untrusted
    newer: bool
    waiting: bool = False
    made_at: datetime | None = None
    folder: Untrusted = ""
    service: Untrusted = ""
    host: str = ""

    def __str__(self) -> str:
        """What was found, and the command that finishes it."""
        if not self.newer:
            return f"{self.called} is up to date: there is no newer {self.image}."
        day = f" of {self.made_at.day} {self.made_at:%B}" if self.made_at is not None else ""
        here = "was here already" if self.waiting else "is fetched"
        how = f"docker compose up -d {self.service}" if self.service else "the way it was made"
        folder = f" in {self.folder}" if self.folder and self.service else ""
        where = f" on the {self.host}" if self.host else ""
        return (
            f"The new image{day} for {self.called} {here}; nothing that runs was touched.\n"
            f"It takes effect once the container is made anew{where}{folder}: {how}"
        )


_HEALTH: dict[Health, str] = {
    "healthy": " and is healthy",
    "unhealthy": ", but says that it is not well",
    "starting": " and is still starting up",
    "none": "",
}


def _trouble(row: ContainerRow) -> str:
    if row.state == "restarting":
        return "keeps restarting"
    return "not well" if row.state == "running" else row.state


def _some(rows: Sequence[ContainerRow]) -> str:
    names = [each.called for each in rows]
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} more"]
    return join(names)


def shorten(text: str, most: int) -> str:
    """One line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def size(count: int) -> str:
    """Main memory, 1 GB = 1024³ bytes: "412 MB", "1.3 GB"."""
    return f"{count / _GIGABYTE:.1f} GB" if count >= _GIGABYTE else f"{count / _MEGABYTE:.0f} MB"


def span(length: timedelta) -> str:
    """A length of time in its largest unit: "3 days", "12 minutes"."""
    minutes = int(length.total_seconds() // 60)
    for unit, of in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= of:
            count = minutes // of
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return "less than a minute"
