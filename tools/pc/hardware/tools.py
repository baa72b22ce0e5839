"""What people may ask about the PC itself, now and before."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, Field

from memory.errors import Mistake
from tools.contract import Name, Verb
from tools.pc.hardware.answers import (
    KINDS,
    CpuReport,
    Disks,
    GpuReport,
    MemoryReport,
    Overview,
    Temperatures,
    Uptime,
)
from tools.pc.hardware.judge import judge_disks, judge_heat, judge_load, judge_memory
from tools.pc.hardware.past import History, Metric, sum_up
from tools.pc.hardware.watch import RECEIVED_SERIES, SENT_SERIES, Watch
from tools.pc.machine import Machine
from tools.pc.models import CPU_SERIES, MEMORY_SERIES, DiskNow, Sensor, disk_series, sensor_series
from tools.pc.processes.programs import Program, group_programs, sort_programs
from tools.pc.settings import PcSettings
from tools.pc.words import join_words

if TYPE_CHECKING:
    from memory.clock import Clock

PHRASES = Path(__file__).parent / "phrases"
USUAL_HOURS = 24.0
WATCHED = timedelta(hours=6)
"""How far back it is looked for how long the processor has been busy."""
MOST_HOURS = 24 * 366.0
SPOKEN_KINDS: Mapping[str, tuple[str, ...]] = {
    "cpu": ("cpu", "processor"),
    "gpu": ("gpu", "graphics card"),
    "disk": ("disk", "drive", "ssd"),
}


class Hardware:
    """The PC itself."""

    def __init__(self, machine: Machine, watch: Watch, settings: PcSettings, clock: "Clock") -> None:
        self._machine = machine
        self._watch = watch
        self._settings = settings
        self._clock = clock

    async def show_overview(self) -> Overview:
        """Show how the PC is: processor, memory, disks, temperature, uptime, and what is not well.

        The first thing to look at when someone asks how the PC is, or why it is slow.
        """
        name, up_since, cpu = await asyncio.gather(
            self._machine.host_name(), self._machine.booted_at(), self._machine.cpu()
        )
        memory, disks, sensors = await asyncio.gather(
            self._machine.memory(), self._machine.disks(), self._machine.sensors()
        )
        gpus, battery, programs = await asyncio.gather(
            self._machine.gpus(), self._machine.battery(), self._programs()
        )
        past = await self._watch.recent(CPU_SERIES, WATCHED)
        findings = (
            judge_load(cpu, past, programs, self._settings.cpu_threshold, self._clock.now()),
            judge_memory(memory, programs, self._settings.memory_threshold),
            judge_disks(disks, self._settings.disk_threshold),
            judge_heat(sensors, gpus),
        )
        return Overview(
            name=name,
            up_since=up_since,
            now=self._clock.now(),
            cpu=cpu,
            memory=memory,
            disks=tuple(disks),
            gpus=tuple(gpus),
            hottest=max(sensors, key=lambda sensor: sensor.celsius, default=None),
            battery=battery,
            busiest=next(iter(sort_programs(programs, "cpu")), None),
            worries=tuple(finding.summary for finding in findings if not finding.ok),
        )

    async def show_cpu(self) -> CpuReport:
        """Show how busy the processor is right now, how many cores it has, and its temperature."""
        cpu, sensors, programs = await asyncio.gather(
            self._machine.cpu(), self._machine.sensors(), self._programs()
        )
        hottest = max((one.celsius for one in sensors if one.kind == "cpu"), default=None)
        return CpuReport(cpu=cpu, celsius=hottest, busiest=next(iter(sort_programs(programs, "cpu")), None))

    async def show_memory(self) -> MemoryReport:
        """Show how much memory (RAM) is used and free, and the five programs that use most of it.

        The answer to "what is using my memory?".
        """
        memory, programs = await asyncio.gather(self._machine.memory(), self._programs())
        return MemoryReport(memory=memory, programs=tuple(sort_programs(programs, "memory")[:5]))

    async def show_temperatures(self, sensor: str | None = None) -> Temperatures:
        """Show how hot the PC is, and how fast its fans turn.

        Args:
            sensor: Only of this part: "cpu", "gpu", "disk", or the name of a thermometer; all if left out.
        """
        sensors = sorted(await self._machine.sensors(), key=lambda one: -one.celsius)
        if sensor is None:
            return Temperatures(sensors=tuple(sensors), fans=tuple(await self._machine.fans()))
        return Temperatures(sensors=_choose_sensors(sensors, sensor), asked=sensor)

    async def show_gpu(self) -> GpuReport:
        """Show how busy the graphics card is, its memory (VRAM), temperature and power."""
        return GpuReport(gpus=tuple(await self._machine.gpus()))

    async def show_disks(self, disk: str | None = None) -> Disks:
        """Show how much space is free and used on the disks.

        Args:
            disk: Only this disk, by its id, name or path, such as "C:" or "/home"; all if left out.
        """
        disks = await self._machine.disks()
        return Disks(disks=tuple(disks if disk is None else [_choose_disk(disks, disk)]))

    async def show_history(
        self,
        metric: Metric,
        hours: Annotated[float, Field(gt=0, le=MOST_HOURS)] | None = None,
        start: AwareDatetime | None = None,
        end: AwareDatetime | None = None,
    ) -> History:
        """Show how processor, memory, temperature, disk space or network traffic was over a time in the past.

        Args:
            metric: What to look at: "cpu", "memory", "temperature", "disk" or "network".
            hours: How many hours back from `end`; the last 24 if neither this nor `start` is given.
            start: When the time begins, ISO 8601 with offset.
            end: When it ends, ISO 8601 with offset; now if left out.
        """
        now = self._clock.now()
        until = now if end is None else min(now, end.astimezone(now.tzinfo))
        since = (
            until - timedelta(hours=hours or USUAL_HOURS) if start is None else start.astimezone(now.tzinfo)
        )
        if since >= until:
            raise Mistake("That time has not been yet, or ends before it begins; name a time in the past.")
        found = [
            (label, await self._watch.read(series, since, until))
            for label, series in await self._series(metric)
        ]
        lines = tuple(sum_up(label, points) for label, points in found if points)
        known_from = min((line.points[0].at for line in lines), default=None)
        limit = {"cpu": self._settings.cpu_threshold, "memory": self._settings.memory_threshold}.get(metric)
        return History(
            metric=metric, start=since, end=until, now=now, known_from=known_from, lines=lines, limit=limit
        )

    async def show_uptime(self) -> Uptime:
        """Show since when the PC has been on, which is when it was last started."""
        return Uptime(up_since=await self._machine.booted_at(), now=self._clock.now())

    async def name_disks(self) -> Sequence[Name]:
        """The disks by label, by id, and the system's as such."""
        disks = await self._machine.disks()
        spoken = [(disk.id, word) for disk in disks for word in dict.fromkeys((disk.label, disk.id))]
        spoken += [(disks[0].id, word) for word in ("system disk", "main disk")] if disks else []
        return [Name(one, word) for one, word in dict.fromkeys(spoken)]

    async def name_sensors(self) -> Sequence[Name]:
        """The kinds of parts, whether they have a thermometer or not, and each thermometer."""
        sensors = await self._machine.sensors()
        spoken = [(kind, word) for kind, words in SPOKEN_KINDS.items() for word in words]
        known = {word for _, word in spoken}
        spoken += [(one.id, one.label) for one in sensors if one.label.casefold() not in known]
        return [Name(one, word) for one, word in spoken]

    async def _programs(self) -> list[Program]:
        return group_programs(await self._machine.processes())

    async def _series(self, metric: Metric) -> list[tuple[str, str]]:
        """Labels and series of what there is to tell of `metric`."""
        match metric:
            case "cpu":
                return [("", CPU_SERIES)]
            case "memory":
                return [("", MEMORY_SERIES)]
            case "network":
                return [("received", RECEIVED_SERIES), ("sent", SENT_SERIES)]
            case "disk":
                return [(disk.label, disk_series(disk.id)) for disk in await self._machine.disks()]
            case "temperature":
                return [(one.label, sensor_series(one.id)) for one in await self._machine.sensors()]


def verbs(subject: Hardware) -> tuple[Verb, ...]:
    """What `subject` can do; all of it only looks."""
    return (
        Verb(subject.show_overview, keywords="pc computer how slow health status state snapshot"),
        Verb(subject.show_cpu, keywords="processor load busy cores speed"),
        Verb(subject.show_memory, keywords="ram using hog full free programs"),
        Verb(subject.show_temperatures, keywords="hot heat warm degrees fan overheating"),
        Verb(subject.show_gpu, keywords="graphics card vram video"),
        Verb(subject.show_disks, keywords="space free full storage drive ssd"),
        Verb(subject.show_history, keywords="was last night yesterday chart graph trend over time"),
        Verb(subject.show_uptime, keywords="on since restarted booted reboot"),
    )


def _choose_sensors(sensors: Sequence[Sensor], asked: str) -> tuple[Sensor, ...]:
    wanted = asked.strip().casefold()
    kind = next((kind for kind, words in SPOKEN_KINDS.items() if wanted in words), None)
    if kind is not None:
        return tuple(one for one in sensors if one.kind == kind)
    found = tuple(one for one in sensors if wanted in (one.id.casefold(), one.label.casefold()))
    if not found and wanted not in KINDS:
        known = join_words([one.label for one in sensors]) or "none"
        raise Mistake(f"There is no thermometer {asked!r} in the PC; there is {known}.")
    return found


def _choose_disk(disks: Sequence[DiskNow], asked: str) -> DiskNow:
    wanted = asked.strip().casefold()
    for disk in disks:
        if wanted in {name.casefold() for name in (disk.id, disk.label, disk.mount, disk.id.rstrip(":"))}:
            return disk
    raise Mistake(
        f"The PC has no disk {asked!r}; it has {join_words([disk.label for disk in disks]) or 'none'}."
    )
