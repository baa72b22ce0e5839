"""Whether what was read of a PC is well; plain values in, findings out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tools.contract import Finding
from tools.pc.models import CpuNow, DiskNow, GpuNow, MemoryNow, Point, Sensor
from tools.pc.processes.programs import Program, sort_programs
from tools.pc.words import format_disk, format_memory, format_span, join_words

HOT: dict[str, float] = {"cpu": 90.0, "gpu": 88.0, "disk": 65.0}
"""Degrees Celsius that are too hot where the maker tells no limit: chips slow down, disks age."""

BUSY_AT_ONCE = 90.0
"""Percent of the processor that are told even when it may be for a moment only: people feel it."""
LASTING = timedelta(minutes=5)
GAP = timedelta(minutes=3)
"""Between two measurements; after a longer one nothing is known of the time before."""


def judge_load(
    cpu: CpuNow, past: Sequence[Point], programs: Sequence[Program], threshold: float, now: datetime
) -> Finding:
    """Whether the processor has room left: not busy for minutes on end, and not all of it right now.

    Args:
        cpu: How it is now.
        past: Its measured percentages up to now, oldest first.
        programs: What runs, to say who it is.
        threshold: Percent from which on it counts as busy when that lasts.
        now: The present instant.
    """
    lasted = _busy_for(past, threshold, now)
    # Where nobody watched, the system's own five-minute mean of waiting programs tells.
    waiting = cpu.load is not None and 100 * cpu.load[1] / max(1, cpu.cores) >= threshold
    lasts = cpu.percent >= threshold and (lasted >= LASTING or waiting)
    if not lasts and cpu.percent < BUSY_AT_ONCE:
        return Finding(ok=True, summary="The processor has room left.")
    since = f"at least {format_span(LASTING)}" if lasted < LASTING else format_span(lasted)
    when = f"and has been for {since}" if lasts else "right now"
    busiest = next(iter(sort_programs(programs, "cpu")), None)
    most = ""
    if busiest is not None and busiest.cpu_percent >= 1:
        most = f", most of it by {busiest.name} ({busiest.cpu_percent:.0f} %)"
    return Finding(
        ok=False,
        summary=f"The processor is {cpu.percent:.0f} % busy {when}{most}.",
        remedy="Close what is not needed, or wait until it is done.",
    )


def judge_disks(disks: Sequence[DiskNow], threshold: float) -> Finding:
    """Whether every disk is less than `threshold` percent full."""
    full = sorted((disk for disk in disks if disk.percent >= threshold), key=lambda disk: disk.free_bytes)
    if not full:
        fullest = max(disks, key=lambda disk: disk.percent, default=None)
        if fullest is None:
            return Finding(ok=True, summary="The PC shows no disk.")
        left = f"{fullest.percent:.0f} % ({format_disk(fullest.free_bytes)} left)"
        return Finding(
            ok=True, summary=f"There is room on every disk; the fullest is {fullest.label}, {left}."
        )
    told = [
        f"{disk.label} is {disk.percent:.0f} % full ({format_disk(disk.free_bytes)} left)" for disk in full
    ]
    return Finding(
        ok=False,
        summary=f"{join_words(told)}.",
        remedy='Ask "what could be cleaned up?" or move something to another disk.',
    )


def judge_heat(sensors: Sequence[Sensor], gpus: Sequence[GpuNow] = ()) -> Finding:
    """Whether every thermometer is below its limit; a card's own counts where there is no other for cards."""
    if all(sensor.kind != "gpu" for sensor in sensors):
        cards = [
            Sensor(id=gpu.name, label=gpu.name, celsius=gpu.celsius, kind="gpu")
            for gpu in gpus
            if gpu.celsius is not None
        ]
        sensors = (*sensors, *cards)
    hot = [
        sensor for sensor in sensors if (limit := heat_limit(sensor)) is not None and sensor.celsius >= limit
    ]
    if not hot:
        hottest = max(sensors, key=lambda sensor: sensor.celsius, default=None)
        if hottest is None:
            return Finding(ok=True, summary="The PC shows no temperature.")
        warm = f"the warmest is {hottest.label} at {hottest.celsius:.0f} °C"
        return Finding(ok=True, summary=f"No part of the PC is too hot; {warm}.")
    told = [f"{sensor.label} is at {sensor.celsius:.0f} °C" for sensor in hot]
    return Finding(
        ok=False,
        summary=f"{join_words(told)}, which is too hot.",
        remedy="Close what keeps the PC busy, and see that its fans turn and are free of dust.",
    )


def judge_memory(memory: MemoryNow, programs: Sequence[Program], threshold: float) -> Finding:
    """Whether less than `threshold` percent of the memory is in use."""
    if memory.percent < threshold:
        free = format_memory(memory.available_bytes)
        return Finding(ok=True, summary=f"Memory is {memory.percent:.0f} % used ({free} free).")
    biggest = max(programs, key=lambda program: program.memory_bytes, default=None)
    most = (
        "" if biggest is None else f", most of it by {biggest.name} ({format_memory(biggest.memory_bytes)})"
    )
    return Finding(
        ok=False,
        summary=f"Memory is {memory.percent:.0f} % used{most}.",
        remedy="Close a program that is not needed, before the PC slows down.",
    )


def heat_limit(sensor: Sensor) -> float | None:
    """Above how many °C a part is too hot: the maker's limit, else the usual one of its kind."""
    return sensor.high or sensor.critical or HOT.get(sensor.kind)


def _busy_for(past: Sequence[Point], threshold: float, now: datetime) -> timedelta:
    """Since when every measurement up to now was at `threshold` or above."""
    since = now
    for point in reversed(past):
        if point.value < threshold or since - point.at > GAP:
            break
        since = point.at
    return now - since
