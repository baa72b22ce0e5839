"""Whether what was read of a PC is well; plain values in, findings out."""

from collections.abc import Sequence

from tools.contract import Finding
from tools.pc.models import DiskNow, MemoryNow, Sensor
from tools.pc.processes.programs import Program
from tools.pc.words import format_disk, format_memory, join_words

HOT: dict[str, float] = {"cpu": 90.0, "gpu": 88.0, "disk": 65.0}
"""Degrees Celsius that are too hot where the maker tells no limit: chips slow down, disks age."""


def judge_disks(disks: Sequence[DiskNow], threshold: float) -> Finding:
    """Whether every disk is less than `threshold` percent full."""
    full = sorted((disk for disk in disks if disk.percent >= threshold), key=lambda disk: disk.free_bytes)
    if not full:
        return Finding(ok=True, summary="There is room on every disk.")
    told = [
        f"{disk.label} is {disk.percent:.0f} % full ({format_disk(disk.free_bytes)} left)" for disk in full
    ]
    return Finding(
        ok=False,
        summary=f"{join_words(told)}.",
        remedy='Ask "what could be cleaned up?" or move something to another disk.',
    )


def judge_heat(sensors: Sequence[Sensor]) -> Finding:
    """Whether every thermometer is below its limit."""
    hot = [
        sensor for sensor in sensors if (limit := heat_limit(sensor)) is not None and sensor.celsius >= limit
    ]
    if not hot:
        return Finding(
            ok=True, summary="No part of the PC is too hot." if sensors else "There are no thermometers."
        )
    told = [f"{sensor.label} is at {sensor.celsius:.0f} °C" for sensor in hot]
    return Finding(
        ok=False,
        summary=f"{join_words(told)}, which is too hot.",
        remedy="Close what keeps the PC busy, and see that its fans turn and are free of dust.",
    )


def judge_memory(memory: MemoryNow, programs: Sequence[Program], threshold: float) -> Finding:
    """Whether less than `threshold` percent of the memory is in use."""
    if memory.percent < threshold:
        return Finding(ok=True, summary="There is enough free memory.")
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
