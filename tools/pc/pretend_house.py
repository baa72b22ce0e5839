"""The `[pc]` part of a house file, as tools/house.toml documents it."""

import math
import random
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from tools.pc.models import Battery, FanNow, GpuNow, Point, Sensor
from tools.pc.settings import PcSettings

GIGA = 10**9
MEBI = 2**20


class Entry(BaseModel):
    """An entry of the file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PretendProcess(Entry):
    """One program, or `count` of the same; `cpu` in percent of the PC; `stubborn` ends only by force."""

    name: str
    count: int = Field(default=1, ge=1)
    cpu: float = 0.1
    memory_mb: float = 50
    command: str = ""
    user: str = ""
    priority: int = 0
    hours: float = 5
    standing: Literal["ordinary", "ours", "system"] = "ordinary"
    stubborn: bool = False


class PretendDisk(Entry):
    """A disk with what it holds."""

    id: str
    label: str
    total_gb: float
    used_gb: float


class PretendFolder(Entry):
    """A folder (or big file) that fills a disk."""

    path: str
    gb: float
    files: int = 1


class PretendJunk(Entry):
    """Something that could go, unused for `days`."""

    path: str
    mb: float
    files: int = 1
    days: float = 30
    root: str = "temporary"
    label: str = "temporary files"


class PretendService(Entry):
    """A background service."""

    name: str
    running: bool = True


class PretendNetwork(Entry):
    """Mean traffic since the start, in megabits a second."""

    up_mbit: float = 0.4
    down_mbit: float = 3.0


class PretendPast(Entry):
    """A year (or `days`) of one series by a few figures.

    `level` is the value now (a disk's is what it holds), `per_day` its growth, `noise` its spread, `daily` the height
    of its wave over the day with the top at `peak_hour`; it stays between `low` and `high`.
    """

    series: str
    days: int = Field(default=365, ge=1, le=1000)
    every_minutes: int = Field(default=60, ge=1)
    level: float | None = None
    per_day: float = 0
    noise: float = 0
    daily: float = 0
    peak_hour: float = 20
    low: float = 0
    high: float = math.inf

    def points(self, level: float, until: datetime, zone: ZoneInfo) -> list[Point]:
        """The series up to `until`, oldest first; the same every time."""
        chance = random.Random(self.series)
        step = timedelta(minutes=self.every_minutes)
        count = int(timedelta(days=self.days) / step)
        found: list[Point] = []
        for left in range(count - 1, -1, -1):
            at = until - left * step
            local = at.astimezone(zone)
            wave = math.cos((local.hour + local.minute / 60 - self.peak_hour) * math.tau / 24)
            value = level - self.per_day * (left * step / timedelta(days=1)) + self.daily * wave
            value += chance.gauss(0, self.noise) if left else 0
            found.append(Point(at=at, value=min(self.high, max(self.low, value))))
        return found


class PcHouse(Entry):
    """A pretend PC."""

    host: str = "den-pc"
    booted_hours_ago: float = 52
    cores: int = Field(default=16, ge=1)
    memory_gb: float = 32
    system_memory_gb: float = 3
    idle_cpu: float = 2
    priority_floor: int = -10
    power_plans: tuple[str, ...] = ("balanced", "performance", "power-saver")
    power_plan: str | None = "balanced"
    processes: tuple[PretendProcess, ...] = ()
    disks: tuple[PretendDisk, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    fans: tuple[FanNow, ...] = ()
    gpus: tuple[GpuNow, ...] = ()
    network: PretendNetwork = PretendNetwork()
    battery: Battery | None = None
    folders: tuple[PretendFolder, ...] = ()
    junk: tuple[PretendJunk, ...] = ()
    services: tuple[PretendService, ...] = ()
    history: tuple[PretendPast, ...] = ()
    settings: PcSettings = PcSettings()
