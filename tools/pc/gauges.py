"""Reads the PC's gauges by psutil: processor, memory, disks, thermometers, fans, cards."""

import asyncio
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Literal

import psutil

from tools.pc.models import CpuNow, DiskNow, FanNow, GpuNow, MemoryNow, Sensor

FIRST_SAMPLE_SECONDS = 0.2
STALE_SECONDS = 60.0
"""A mean since the last reading tells nothing of now when that was longer ago."""

PSEUDO = {"squashfs", "overlay", "iso9660", "udf", "erofs", "tmpfs", "devtmpfs", "cdfs"}
KINDS: dict[str, Literal["cpu", "gpu", "disk"]] = {
    "coretemp": "cpu",
    "k10temp": "cpu",
    "zenpower": "cpu",
    "cpu_thermal": "cpu",
    "amdgpu": "gpu",
    "radeon": "gpu",
    "nouveau": "gpu",
    "nvme": "disk",
    "drivetemp": "disk",
}
GPU_FIELDS = "name,utilization.gpu,memory.total,memory.used,temperature.gpu,power.draw"


class CpuGauge:
    """The processor's load since the last reading; psutil's own keeps that by thread, which moves here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._before: list[tuple[float, float]] = []
        self._at = -STALE_SECONDS

    def read(self) -> CpuNow:
        """Load since the last reading, or over 0.2 s if that is too long ago or too recent."""
        with self._lock:
            age = time.monotonic() - self._at
            if not FIRST_SAMPLE_SECONDS <= age <= STALE_SECONDS:
                self._before = _busy_and_total()
                time.sleep(FIRST_SAMPLE_SECONDS)
            now = _busy_and_total()
            shares = [_share(old, new) for old, new in zip(self._before, now, strict=False)]
            self._before, self._at = now, time.monotonic()
        frequency = psutil.cpu_freq()
        return CpuNow(
            percent=round(sum(shares) / len(shares), 1) if shares else 0.0,
            cores=len(now),
            per_core=tuple(round(share, 1) for share in shares),
            load=psutil.getloadavg(),
            megahertz=frequency.current if frequency else None,
        )


def _busy_and_total() -> list[tuple[float, float]]:
    readings: list[tuple[float, float]] = []
    for times in psutil.cpu_times(percpu=True):
        fields = times._asdict()
        # The kernel counts guests' time within user time already.
        total = sum(value for name, value in fields.items() if not name.startswith("guest"))
        idle = fields["idle"] + fields.get("iowait", 0.0)
        readings.append((total - idle, total))
    return readings


def _share(old: tuple[float, float], new: tuple[float, float]) -> float:
    passed = new[1] - old[1]
    return min(100.0, max(0.0, 100 * (new[0] - old[0]) / passed)) if passed > 0 else 0.0


def read_memory() -> MemoryNow:
    """Main memory now."""
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    return MemoryNow(
        total_bytes=memory.total,
        used_bytes=memory.used,
        available_bytes=memory.available,
        swap_total_bytes=swap.total,
        swap_used_bytes=swap.used,
    )


def read_disks() -> list[DiskNow]:
    """File systems on disks, each device once (at its shortest mount), the system's first."""
    mounts: dict[str, str] = {}
    for part in sorted(psutil.disk_partitions(all=False), key=lambda part: len(part.mountpoint)):
        if part.fstype.lower() not in PSEUDO and part.fstype and Path(part.mountpoint).is_dir():
            mounts.setdefault(part.device, part.mountpoint)
    system = Path.home().anchor or os.sep
    if system not in mounts.values():
        mounts["system"] = system
    found: list[DiskNow] = []
    for mount in sorted(mounts.values(), key=lambda mount: (mount != system, mount)):
        try:
            usage = psutil.disk_usage(mount)
        except OSError:  # an empty card reader, a locked disk
            continue
        found.append(_disk(mount, usage.total, usage.used, usage.free))
    return found


def _disk(mount: str, total: int, used: int, free: int) -> DiskNow:
    name = mount.rstrip("\\/")
    label = name if name.endswith(":") else Path(mount).name or "system disk"
    return DiskNow(
        id=name or mount, mount=mount, label=label, total_bytes=total, used_bytes=used, free_bytes=free
    )


def read_sensors() -> list[Sensor]:
    """Thermometers that the kernel knows; none on Windows and in virtual machines."""
    if not hasattr(psutil, "sensors_temperatures"):
        return []
    found: list[Sensor] = []
    for chip, readings in psutil.sensors_temperatures().items():
        for number, reading in enumerate(readings):
            label = f"{chip} {reading.label}".strip() if len(readings) > 1 else chip
            found.append(
                Sensor(
                    id=f"{chip}-{number}",
                    label=label,
                    celsius=reading.current,
                    kind=KINDS.get(chip, "other"),
                    high=reading.high or None,
                    critical=reading.critical or None,
                )
            )
    return found


def read_fans() -> list[FanNow]:
    """Fans that the kernel knows."""
    if not hasattr(psutil, "sensors_fans"):
        return []
    return [
        FanNow(label=fan.label or chip, rpm=int(fan.current))
        for chip, fans in psutil.sensors_fans().items()
        for fan in fans
    ]


async def read_nvidia() -> list[GpuNow]:
    """Nvidia's cards, by the program that comes with their driver; empty without it."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    process = await asyncio.create_subprocess_exec(
        program,
        f"--query-gpu={GPU_FIELDS}",
        "--format=csv,noheader,nounits",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), timeout=5)
    except TimeoutError:
        process.kill()
        await process.wait()
        return []
    return parse_nvidia(output.decode(errors="replace")) if process.returncode == 0 else []


def parse_nvidia(output: str) -> list[GpuNow]:
    """Read the lines of `nvidia-smi --query-gpu` (percent, MiB, MiB, °C, W); "[N/A]" is unknown."""
    found: list[GpuNow] = []
    for line in output.splitlines():
        name, *numbers = [part.strip() for part in line.split(",")]
        if len(numbers) != len(GPU_FIELDS.split(",")) - 1:
            continue
        percent, total, used, celsius, watts = (_number(text) for text in numbers)
        found.append(
            GpuNow(
                name=name,
                percent=percent,
                memory_total_bytes=None if total is None else int(total * 2**20),
                memory_used_bytes=None if used is None else int(used * 2**20),
                celsius=celsius,
                watts=watts,
            )
        )
    return found


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
