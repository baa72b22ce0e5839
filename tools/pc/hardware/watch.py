"""Keeps measuring the PC, so that "how was it last night?" has an answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tools.pc.machine import Machine
from tools.pc.models import CPU_SERIES, MEMORY_SERIES, NetworkNow, Point, disk_series, sensor_series

if TYPE_CHECKING:
    from memory.samples import Samples

RECEIVED_SERIES = "network.received_bytes_a_second"
SENT_SERIES = "network.sent_bytes_a_second"


@dataclass(frozen=True, slots=True)
class _Traffic:
    at: datetime
    counted: NetworkNow


class Watch:
    """Measures one machine and remembers what it measured."""

    def __init__(self, machine: Machine, samples: "Samples", now: Callable[[], datetime]) -> None:
        self._machine = machine
        self._samples = samples
        self._now = now
        self._traffic: _Traffic | None = None

    async def sample(self) -> None:
        """Measure everything once."""
        cpu, memory, disks, sensors, network = await asyncio.gather(
            self._machine.cpu(),
            self._machine.memory(),
            self._machine.disks(),
            self._machine.sensors(),
            self._machine.network(),
        )
        now = self._now()
        values = {CPU_SERIES: cpu.percent, MEMORY_SERIES: memory.percent}
        values |= {disk_series(disk.id): float(disk.used_bytes) for disk in disks}
        values |= {sensor_series(sensor.id): sensor.celsius for sensor in sensors}
        values |= self._rates(network, now)
        await self._samples.keep([(series, now, value) for series, value in values.items()])

    async def recent(self, series: str, length: timedelta) -> tuple[Point, ...]:
        """What we measured of a series in the last `length`, oldest first."""
        now = self._now()
        return tuple(
            Point(at=at, value=value) for at, value in await self._samples.between(series, now - length, now)
        )

    async def read(self, series: str, start: datetime, end: datetime) -> tuple[Point, ...]:
        """What is known of a series between two instants, oldest first; ours where we watched."""
        ours = [Point(at=at, value=value) for at, value in await self._samples.between(series, start, end)]
        before = ours[0].at if ours else end
        told = [point for point in await self._machine.history(series) if start <= point.at < before]
        return (*told, *ours)

    def _rates(self, counted: NetworkNow, now: datetime) -> dict[str, float]:
        """Traffic since the last measurement; none the first time and when the PC was restarted in between."""
        last, self._traffic = self._traffic, _Traffic(now, counted)
        if last is None or now <= last.at:
            return {}
        received = counted.received_bytes - last.counted.received_bytes
        sent = counted.sent_bytes - last.counted.sent_bytes
        if received < 0 or sent < 0:
            return {}
        seconds = (now - last.at).total_seconds()
        return {RECEIVED_SERIES: received / seconds, SENT_SERIES: sent / seconds}
