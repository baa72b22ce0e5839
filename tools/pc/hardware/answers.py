"""What the verbs of hardware answer about the present; `str()` is the chat answer."""

from datetime import timedelta

from pydantic import AwareDatetime

from memory.messages import Attachment
from tools.pc.models import Battery, CpuNow, DiskNow, FanNow, GpuNow, MemoryNow, Noun, Sensor
from tools.pc.processes.answers import draw_memory
from tools.pc.processes.programs import Program
from tools.pc.words import format_disk, format_memory, format_share, format_span, format_time

MOST_ROWS = 10
KINDS = {"cpu": "processor", "gpu": "graphics card", "disk": "disk", "other": "other"}


class Overview(Noun):
    """How the PC is: `worries` are what is not well, each with what can be done."""

    name: str
    up_since: AwareDatetime
    now: AwareDatetime
    cpu: CpuNow
    memory: MemoryNow
    disks: tuple[DiskNow, ...]
    gpus: tuple[GpuNow, ...] = ()
    hottest: Sensor | None = None
    battery: Battery | None = None
    busiest: Program | None = None
    worries: tuple[str, ...] = ()

    def __str__(self) -> str:
        """At most ten lines, without the worries' remedies; several worries get a line each."""
        up = f"on for {format_span(self.now - self.up_since)}"
        verdict = next(iter(self.worries), "All is well.")
        told: list[str] = []
        if len(self.worries) > 1:
            verdict, told = f"{len(self.worries)} things are not well:", [f"• {one}" for one in self.worries]
        busy = self.busiest
        by = (
            f", most of it by {busy.name} ({busy.cpu_percent:.0f} %)"
            if busy and busy.cpu_percent >= 1
            else ""
        )
        lines = [
            f"{self.name}, {up}. {verdict}",
            *told,
            f"Processor: {self.cpu.percent:.0f} % busy{by}",
            f"Memory: {say_memory(self.memory)}",
            f"Disks: {'; '.join(f'{disk.label} {format_disk(disk.free_bytes)} free' for disk in self.disks[:4])}",
            *[f"Graphics: {say_gpu(gpu)}" for gpu in self.gpus[:1]],
        ]
        if heat := self._heat_and_power():
            lines.append(heat)
        return "\n".join(lines)

    def _heat_and_power(self) -> str:
        parts = [f"Hottest: {self.hottest.label} {self.hottest.celsius:.0f} °C"] if self.hottest else []
        if self.battery:
            parts.append(
                f"Battery: {self.battery.percent:.0f} %{', charging' if self.battery.plugged else ''}"
            )
        return " · ".join(parts)


class CpuReport(Noun):
    """How busy the processor is, and with what."""

    cpu: CpuNow
    celsius: float | None = None
    busiest: Program | None = None

    def __str__(self) -> str:
        """Two or three lines."""
        speed = f", {self.cpu.megahertz / 1000:.1f} GHz" if self.cpu.megahertz else ""
        heat = f", {self.celsius:.0f} °C" if self.celsius is not None else ""
        lines = [f"The processor is {self.cpu.percent:.0f} % busy ({self.cpu.cores} cores{speed}{heat})."]
        if self.busiest and self.busiest.cpu_percent >= 0.5:
            lines.append(f"Busiest program: {self.busiest.name}, {self.busiest.cpu_percent:.0f} %.")
        if self.cpu.load:
            one, five, fifteen = self.cpu.load
            lines.append(f"Programs waiting: {one:.1f} (1 min), {five:.1f} (5 min), {fifteen:.1f} (15 min).")
        return "\n".join(lines)


class MemoryReport(Noun):
    """How much memory is used, and the programs that use most of it, the biggest first."""

    memory: MemoryNow
    programs: tuple[Program, ...]

    def __str__(self) -> str:
        """A line, and a line a program."""
        lines = [f"Memory: {say_memory(self.memory)}; {format_memory(self.memory.available_bytes)} free."]
        if self.memory.swap_used_bytes >= 2**20:
            lines.append(f"Swap: {format_share(self.memory.swap_used_bytes, self.memory.swap_total_bytes)}.")
        for place, one in enumerate(self.programs, 1):
            count = f" ({one.processes} processes)" if one.processes > 1 else ""
            lines.append(f"{place}. {one.name}{count}: {format_memory(one.memory_bytes)}")
        return "\n".join(lines)

    def chart(self) -> Attachment | None:
        """Bars, one a program."""
        return draw_memory(self.programs) if len(self.programs) > 1 else None


class Temperatures(Noun):
    """What the thermometers say, the hottest first; `asked` is the part that was asked for."""

    sensors: tuple[Sensor, ...]
    fans: tuple[FanNow, ...] = ()
    asked: str | None = None

    def __str__(self) -> str:
        """A line a thermometer."""
        if not self.sensors:
            part = f" for the {KINDS.get(self.asked, self.asked)}" if self.asked else ""
            return f"This PC shows no temperature{part}."
        rows = [self._say(sensor) for sensor in self.sensors]
        rows += [f"Fan {fan.label}: {fan.rpm} turns a minute" for fan in self.fans]
        if len(rows) > MOST_ROWS:
            rows = [*rows[:MOST_ROWS], f"… and {len(rows) - MOST_ROWS} more"]
        return "\n".join(rows)

    def _say(self, sensor: Sensor) -> str:
        limit = sensor.high or sensor.critical
        return f"{sensor.label}: {sensor.celsius:.0f} °C" + (f" (limit {limit:.0f} °C)" if limit else "")

    def chart(self) -> Attachment | None:
        """Bars, one a thermometer."""
        from tools.charts import Bar, draw_bars

        if len(self.sensors) < 2:
            return None
        return draw_bars(
            "Temperatures", [Bar(sensor.label, sensor.celsius) for sensor in self.sensors], unit="°C"
        )


class GpuReport(Noun):
    """The graphics cards, as far as they tell."""

    gpus: tuple[GpuNow, ...]

    def __str__(self) -> str:
        """A line a card."""
        if not self.gpus:
            return "This PC has no graphics card that tells how busy it is."
        return "\n".join(f"{gpu.name}: {say_gpu(gpu)}" for gpu in self.gpus)


class Disks(Noun):
    """How full the disks are."""

    disks: tuple[DiskNow, ...]

    def __str__(self) -> str:
        """A line a disk."""
        lines = [
            f"{disk.label}: {format_disk(disk.free_bytes)} free of {format_disk(disk.total_bytes)}"
            f" ({disk.percent:.0f} % full)"
            for disk in self.disks[:MOST_ROWS]
        ]
        if (rest := len(self.disks) - MOST_ROWS) > 0:
            lines.append(f"… and {rest} more")
        return "\n".join(lines) or "I can't see any disk of this PC."

    def chart(self) -> Attachment | None:
        """Bars of how full they are, one a disk."""
        from tools.charts import Bar, draw_bars

        if len(self.disks) < 2:
            return None
        return draw_bars(
            "How full the disks are", [Bar(disk.label, disk.percent) for disk in self.disks], unit="%"
        )


class Uptime(Noun):
    """Since when the PC has been on."""

    up_since: AwareDatetime
    now: AwareDatetime

    @property
    def length(self) -> timedelta:
        """How long."""
        return self.now - self.up_since

    def __str__(self) -> str:
        """One sentence."""
        return f"The PC has been on for {format_span(self.length)}, since {format_time(self.up_since, self.now)}."


def say_memory(memory: MemoryNow) -> str:
    """Such as "7.9 GB of 16 GB (49 %)": what can't be given to programs any more."""
    return format_share(memory.total_bytes - memory.available_bytes, memory.total_bytes)


def say_gpu(gpu: GpuNow) -> str:
    """Load, memory, temperature and power, as far as they are known."""
    parts = [] if gpu.percent is None else [f"{gpu.percent:.0f} % busy"]
    if gpu.memory_used_bytes is not None and gpu.memory_total_bytes:
        parts.append(f"{format_share(gpu.memory_used_bytes, gpu.memory_total_bytes)} of its memory")
    parts += [] if gpu.celsius is None else [f"{gpu.celsius:.0f} °C"]
    parts += [] if gpu.watts is None else [f"{gpu.watts:.0f} W"]
    return ", ".join(parts) or "it tells nothing of itself"
