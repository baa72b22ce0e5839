"""The PC that HomeOps runs on, by psutil and the operating system's own files and programs."""

import asyncio
import platform as python_platform
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import psutil

from memory.errors import Mistake, Unavailable
from memory.holding import hold
from tools.pc import folders
from tools.pc.gauges import CpuGauge, read_disks, read_fans, read_memory, read_nvidia, read_sensors
from tools.pc.models import (
    Battery,
    CpuNow,
    DiskNow,
    FanNow,
    FolderSizes,
    GpuNow,
    Junk,
    JunkList,
    MemoryNow,
    NetworkNow,
    Point,
    Process,
    Sensor,
    Service,
    TrashReceipt,
)
from tools.pc.platforms import Platform, this_platform
from tools.pc.running import Running
from tools.pc.settings import PcSettings
from tools.pc.stopping import Stop, run_aside
from tools.pc.trash import Trash

P = ParamSpec("P")
T = TypeVar("T")

READ_SECONDS = 10.0
WALK_SECONDS = 60.0
MOVE_SECONDS = 600.0


class LocalMachine:
    """Implements `Machine` for this PC.

    `data` is a folder of the domain's own, for the trash. `now` is the clock. `sensors` stands in for the thermometers
    of a machine that has none.
    """

    def __init__(
        self,
        settings: PcSettings,
        data: Path,
        now: Callable[[], datetime],
        *,
        sensors: Callable[[], list[Sensor]] | None = None,
        platform: Platform | None = None,
    ) -> None:
        self._settings = settings
        self._now = now
        self._read_sensors = sensors or read_sensors
        self._platform = platform or this_platform()
        roots = self._platform.cleanup_roots() if settings.cleanup is None else settings.cleanup
        self._roots = {root.id: root for root in roots}
        self._keep = data / "trash"
        self._trash = Trash(self._keep, self._roots)
        self._cpu = CpuGauge()
        self._running = Running(self._platform)

    async def host_name(self) -> str:
        """See `Machine`."""
        return python_platform.node() or "this PC"

    async def booted_at(self) -> datetime:
        """See `Machine`."""
        return datetime.fromtimestamp(psutil.boot_time(), UTC)

    async def cpu(self) -> CpuNow:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, self._cpu.read)

    async def memory(self) -> MemoryNow:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, read_memory)

    async def disks(self) -> list[DiskNow]:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, read_disks)

    async def sensors(self) -> list[Sensor]:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, self._read_sensors)

    async def fans(self) -> list[FanNow]:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, read_fans)

    async def gpus(self) -> list[GpuNow]:
        """See `Machine`."""
        return await read_nvidia() + await _threaded(READ_SECONDS, self._platform.cards)

    async def network(self) -> NetworkNow:
        """See `Machine`."""
        traffic = await _threaded(READ_SECONDS, psutil.net_io_counters)
        return NetworkNow(sent_bytes=traffic.bytes_sent, received_bytes=traffic.bytes_recv)

    async def battery(self) -> Battery | None:
        """See `Machine`."""
        found = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
        if found is None:
            return None
        seconds = int(found.secsleft)
        return Battery(
            percent=found.percent,
            plugged=bool(found.power_plugged),
            seconds_left=seconds if seconds >= 0 and not found.power_plugged else None,
        )

    async def history(self, series: str) -> list[Point]:
        """A real PC knows nothing from before HomeOps watched."""
        del series
        return []

    async def processes(self) -> list[Process]:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, self._running.read)

    async def process(self, pid: int) -> Process | None:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, self._running.find, pid)

    async def end_process(self, pid: int, started_at: datetime, *, force: bool = False) -> bool:
        """See `Machine`."""
        hold("end_process")
        return await _threaded(WALK_SECONDS, self._running.end, pid, started_at, force=force)

    async def priority_floor(self) -> int:
        """See `Machine`."""
        return self._platform.priority_floor()

    async def set_priority(self, pid: int, started_at: datetime, value: int) -> int:
        """See `Machine`."""
        hold("set_priority")
        return await _threaded(READ_SECONDS, self._running.set_priority, pid, started_at, value)

    async def folder_sizes(self, path: str | None = None, limit: int = 10) -> FolderSizes:
        """See `Machine`."""
        return await _stoppable(WALK_SECONDS, folders.measure_folders, path, limit)

    async def junk(self) -> JunkList:
        """See `Machine`."""
        roots = list(self._roots.values())
        return await _stoppable(WALK_SECONDS, folders.list_junk, roots, self._keep, self._now())

    async def to_trash(self, receipt_id: str, items: Sequence[Junk]) -> TrashReceipt:
        """See `Machine`."""
        hold("to_trash")
        return await _stoppable(MOVE_SECONDS, self._trash.put, receipt_id, items, self._now())

    async def receipt(self, receipt_id: str) -> TrashReceipt | None:
        """See `Machine`."""
        return await _threaded(READ_SECONDS, self._trash.find, receipt_id)

    async def restore(self, receipt_id: str) -> TrashReceipt:
        """See `Machine`."""
        hold("restore")
        return await _stoppable(MOVE_SECONDS, self._trash.restore, receipt_id)

    async def empty_trash(self, older_than: timedelta) -> int:
        """See `Machine`."""
        hold("empty_trash")
        return await _stoppable(MOVE_SECONDS, self._trash.empty, self._now() - older_than)

    async def services(self, names: Sequence[str]) -> list[Service]:
        """See `Machine`."""
        return [await self._service(name) for name in names]

    async def stop_service(self, name: str) -> Service:
        """See `Machine`."""
        hold("stop_service")
        return await self._set_service(name, running=False)

    async def start_service(self, name: str) -> Service:
        """See `Machine`."""
        hold("start_service")
        return await self._set_service(name, running=True)

    async def power_plan(self) -> str | None:
        """See `Machine`."""
        return await _threaded(WALK_SECONDS, self._platform.power_plan)

    async def set_power_plan(self, plan: str) -> str:
        """See `Machine`."""
        hold("set_power_plan")
        plans = await _threaded(WALK_SECONDS, self._platform.power_plans)
        wanted = plan.casefold()
        ids = [one for one, spoken in plans.items() if wanted in {one.casefold(), spoken.casefold()}]
        if not ids:
            offered = ", ".join(plans.values()) or "none"
            raise Mistake(f"The PC has no power plan called {plan}; it has: {offered}.")
        await _threaded(WALK_SECONDS, self._platform.set_power_plan, ids[0])
        return await self.power_plan() or ids[0]

    async def close(self) -> None:
        """Nothing is held open."""

    async def _service(self, name: str) -> Service:
        return Service(name=name, running=await _threaded(WALK_SECONDS, self._platform.service_running, name))

    async def _set_service(self, name: str, *, running: bool) -> Service:
        if name not in self._settings.pausable_services:
            raise Mistake(f"The settings do not let HomeOps start or stop {name} (pc.pausable_services).")
        await _threaded(WALK_SECONDS, self._platform.set_service, name, running=running)
        return await self._service(name)


async def _threaded(seconds: float, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what blocks briefly aside; a caller is not held longer than `seconds`, though the thread may go on."""
    with _in_words():
        return await asyncio.wait_for(asyncio.to_thread(work, *args, **kwargs), timeout=seconds)


async def _stoppable(
    seconds: float, work: Callable[Concatenate[Stop, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run what goes from file to file aside; it ends between two of them once nobody waits for it any more."""
    with _in_words():
        return await run_aside(seconds, work, *args, **kwargs)


@contextmanager
def _in_words() -> Generator[None]:
    """What went wrong, as a sentence."""
    try:
        yield
    except TimeoutError as error:
        raise Unavailable("The PC took too long to answer; try again in a minute.") from error
    except OSError as error:
        raise Unavailable(f"The PC refused: {error.strerror or error}.") from error
