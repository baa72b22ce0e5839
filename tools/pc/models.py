"""The nouns of a PC; they cross a wire when the PC is simulated, so pydantic checks them on the way in."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.trust import Ours, Untrusted

FIRST_PRIORITY = -20
FAVOURED_PRIORITY = -5
NORMAL_PRIORITY = 0
BACKGROUND_PRIORITY = 10
LAST_PRIORITY = 19


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class CpuNow(Noun):
    """How busy the processor is, in percent of all cores together (0 to 100).

    `cores` counts logical cores; `load` is the mean number of waiting programs over 1, 5 and 15 minutes.
    """

    percent: float
    cores: int
    per_core: tuple[float, ...] = ()
    load: tuple[float, float, float] | None = None
    megahertz: float | None = None


class MemoryNow(Noun):
    """Main memory; `available_bytes` can be given to programs without swapping."""

    total_bytes: int
    used_bytes: int
    available_bytes: int
    swap_total_bytes: int = 0
    swap_used_bytes: int = 0

    @property
    def percent(self) -> float:
        """Share in use, 0 to 100."""
        return 100 * (1 - self.available_bytes / self.total_bytes) if self.total_bytes else 0.0


class DiskNow(Noun):
    """A file system of the PC; `id` is what stays the same over restarts ("C:", "/", "/home")."""

    id: Untrusted
    mount: Untrusted
    label: Untrusted
    total_bytes: int
    used_bytes: int
    free_bytes: int

    @property
    def percent(self) -> float:
        """Share in use of what people may fill, 0 to 100 (as `df` counts it)."""
        usable = self.used_bytes + self.free_bytes
        return 100 * self.used_bytes / usable if usable else 0.0


class Sensor(Noun):
    """A thermometer in the PC; `high` and `critical` are the maker's limits in °C, where known."""

    id: Ours
    label: Ours
    celsius: float
    kind: Literal["cpu", "gpu", "disk", "other"] = "other"
    high: float | None = None
    critical: float | None = None


class GpuNow(Noun):
    """A graphics card: how busy (0 to 100 %), its memory, and its temperature where known."""

    name: Ours
    percent: float | None = None
    memory_total_bytes: int | None = None
    memory_used_bytes: int | None = None
    celsius: float | None = None
    watts: float | None = None


class FanNow(Noun):
    """A fan and its turns a minute."""

    label: Ours
    rpm: int


class NetworkNow(Noun):
    """Bytes sent and received since the PC started."""

    sent_bytes: int
    received_bytes: int


class Battery(Noun):
    """Charge in percent; `seconds_left` is None while plugged in or unknown."""

    percent: float
    plugged: bool
    seconds_left: int | None = None


class Process(Noun):
    """A running program; `pid` and `started_at` together name it for good.

    `cpu_percent` is the share of the whole PC (0 to 100). `memory_bytes` is what would roughly come free if it ended.
    `priority` is a nice value from -20 (first) to 19 (last), on Windows one of six. `standing`: "ours" is HomeOps
    or what started it, "system" is part of the operating system; neither is ever ended or reprioritised.
    `parent` is the number of the process that started it, which may have ended; 0 if unknown.
    """

    pid: int
    started_at: AwareDatetime
    name: Untrusted
    command: Untrusted = ""
    user: str = ""
    cpu_percent: float = 0.0
    memory_bytes: int = 0
    priority: int = NORMAL_PRIORITY
    standing: Literal["ordinary", "ours", "system"] = "ordinary"
    parent: int = 0


class FolderSize(Noun):
    """A folder (or a big file) and what it holds on disk; `files` is how many files are inside."""

    path: Untrusted
    bytes: int
    files: int = 0


class FolderSizes(Noun):
    """The biggest folders under `path`, biggest first; `complete` is False when looking was cut short."""

    path: str
    total_bytes: int
    folders: tuple[FolderSize, ...]
    complete: bool = True


class Junk(Noun):
    """A file or folder that could go, and what it looked like; it is moved only while it still looks so.

    `root_id` names the `CleanupRoot` it lies in, `label` what it is ("browser cache").
    """

    path: Untrusted
    bytes: int
    files: int
    last_used: AwareDatetime
    root_id: str
    label: str
    mark: str
    """Device, inode, kind, size and times of the file or folder, compared before it is moved."""


class JunkList(Noun):
    """What could go, biggest first; `complete` is False when looking was cut short."""

    items: tuple[Junk, ...]
    complete: bool = True

    @property
    def bytes(self) -> int:
        """How much would come free once the trash is emptied."""
        return sum(item.bytes for item in self.items)


class TrashItem(Noun):
    """Something in the trash and where it was."""

    path: Untrusted
    bytes: int


class TrashRefusal(Noun):
    """Something that stayed where it was, and why, in words for a person."""

    path: Untrusted
    reason: str


class TrashReceipt(Noun):
    """What one clean-up moved: `items` lie in the trash now, `refused` stayed.

    `bytes` come free for good when the trash is emptied, after `PcSettings.trash_days`. `empty` says that nothing of it
    is in the trash any more: put back or emptied.
    """

    id: str
    at: AwareDatetime
    items: tuple[TrashItem, ...]
    refused: tuple[TrashRefusal, ...] = ()

    @property
    def bytes(self) -> int:
        """What the trash holds of it."""
        return sum(item.bytes for item in self.items)

    @property
    def empty(self) -> bool:
        """Whether nothing of it is in the trash (any more)."""
        return not self.items


class Service(Noun):
    """A background service; `running` is None when the PC does not know it."""

    name: str
    running: bool | None


class PriorityChange(Noun):
    """A process whose priority was changed, with the exact former value."""

    pid: int
    started_at: AwareDatetime
    name: Untrusted
    before: int
    after: int


class GamingState(Noun):
    """What gaming mode changed, with the exact former values, so that it can be put back."""

    since: AwareDatetime
    game: str = ""
    priorities: tuple[PriorityChange, ...] = ()
    stopped_services: tuple[str, ...] = ()
    power_plan_before: str | None = None
    power_plan_after: str | None = None


class Point(Noun):
    """A value of a series at an instant."""

    at: AwareDatetime
    value: float


CPU_SERIES = "cpu.percent"
MEMORY_SERIES = "memory.percent"


def disk_series(disk_id: str) -> str:
    """The series of bytes used on a disk."""
    return f"disk.{disk_id}.used_bytes"


def sensor_series(sensor_id: str) -> str:
    """The series of a thermometer's °C."""
    return f"sensor.{sensor_id}.celsius"
