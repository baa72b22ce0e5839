"""The simulated house's PC, over its wire."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx2
from pydantic import AwareDatetime, JsonValue, TypeAdapter

from memory.holding import hold
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
from tools.stand_in import ANSWER_SECONDS, StandIn


class SimulatedMachine:
    """Implements `Machine` over the simulated house at `base_url`; `http` belongs to the caller."""

    def __init__(self, http: httpx2.AsyncClient, base_url: str, *, seconds: float = ANSWER_SECONDS) -> None:
        self._pc = StandIn(http, f"{base_url.rstrip('/')}/pc", "PC", seconds)

    async def host_name(self) -> str:
        """See `Machine`."""
        return await self._pc.ask("host_name", TypeAdapter(str))

    async def booted_at(self) -> datetime:
        """See `Machine`."""
        return await self._pc.ask("booted_at", TypeAdapter[datetime](AwareDatetime))

    async def cpu(self) -> CpuNow:
        """See `Machine`."""
        return await self._pc.ask("cpu", TypeAdapter(CpuNow))

    async def memory(self) -> MemoryNow:
        """See `Machine`."""
        return await self._pc.ask("memory", TypeAdapter(MemoryNow))

    async def disks(self) -> list[DiskNow]:
        """See `Machine`."""
        return await self._pc.ask("disks", TypeAdapter(list[DiskNow]))

    async def sensors(self) -> list[Sensor]:
        """See `Machine`."""
        return await self._pc.ask("sensors", TypeAdapter(list[Sensor]))

    async def fans(self) -> list[FanNow]:
        """See `Machine`."""
        return await self._pc.ask("fans", TypeAdapter(list[FanNow]))

    async def gpus(self) -> list[GpuNow]:
        """See `Machine`."""
        return await self._pc.ask("gpus", TypeAdapter(list[GpuNow]))

    async def network(self) -> NetworkNow:
        """See `Machine`."""
        return await self._pc.ask("network", TypeAdapter(NetworkNow))

    async def battery(self) -> Battery | None:
        """See `Machine`."""
        return await self._pc.ask("battery", TypeAdapter[Battery | None](Battery | None))

    async def history(self, series: str) -> list[Point]:
        """See `Machine`."""
        return await self._pc.ask("history", TypeAdapter(list[Point]), series=series)

    async def processes(self) -> list[Process]:
        """See `Machine`."""
        return await self._pc.ask("processes", TypeAdapter(list[Process]))

    async def process(self, pid: int) -> Process | None:
        """See `Machine`."""
        return await self._pc.ask("process", TypeAdapter[Process | None](Process | None), pid=pid)

    async def end_process(self, pid: int, started_at: datetime, *, force: bool = False) -> bool:
        """See `Machine`."""
        hold("end_process")
        started = started_at.isoformat()
        return await self._pc.ask("end_process", TypeAdapter(bool), pid=pid, started_at=started, force=force)

    async def priority_floor(self) -> int:
        """See `Machine`."""
        return await self._pc.ask("priority_floor", TypeAdapter(int))

    async def set_priority(self, pid: int, started_at: datetime, value: int) -> int:
        """See `Machine`."""
        hold("set_priority")
        started = started_at.isoformat()
        return await self._pc.ask("set_priority", TypeAdapter(int), pid=pid, started_at=started, value=value)

    async def folder_sizes(self, path: str | None = None, limit: int = 10) -> FolderSizes:
        """See `Machine`."""
        return await self._pc.ask("folder_sizes", TypeAdapter(FolderSizes), path=path, limit=limit)

    async def junk(self) -> JunkList:
        """See `Machine`."""
        return await self._pc.ask("junk", TypeAdapter(JunkList))

    async def to_trash(self, receipt_id: str, items: Sequence[Junk]) -> TrashReceipt:
        """See `Machine`."""
        hold("to_trash")
        listed: list[JsonValue] = [item.model_dump(mode="json") for item in items]
        return await self._pc.ask("to_trash", TypeAdapter(TrashReceipt), receipt_id=receipt_id, items=listed)

    async def receipt(self, receipt_id: str) -> TrashReceipt | None:
        """See `Machine`."""
        kind = TypeAdapter[TrashReceipt | None](TrashReceipt | None)
        return await self._pc.ask("receipt", kind, receipt_id=receipt_id)

    async def restore(self, receipt_id: str) -> TrashReceipt:
        """See `Machine`."""
        hold("restore")
        return await self._pc.ask("restore", TypeAdapter(TrashReceipt), receipt_id=receipt_id)

    async def empty_trash(self, older_than: timedelta) -> int:
        """See `Machine`."""
        hold("empty_trash")
        return await self._pc.ask("empty_trash", TypeAdapter(int), seconds=older_than.total_seconds())

    async def services(self, names: Sequence[str]) -> list[Service]:
        """See `Machine`."""
        return await self._pc.ask("services", TypeAdapter(list[Service]), names=list(names))

    async def stop_service(self, name: str) -> Service:
        """See `Machine`."""
        hold("stop_service")
        return await self._pc.ask("stop_service", TypeAdapter(Service), name=name)

    async def start_service(self, name: str) -> Service:
        """See `Machine`."""
        hold("start_service")
        return await self._pc.ask("start_service", TypeAdapter(Service), name=name)

    async def power_plan(self) -> str | None:
        """See `Machine`."""
        return await self._pc.ask("power_plan", TypeAdapter[str | None](str | None))

    async def set_power_plan(self, plan: str) -> str:
        """See `Machine`."""
        hold("set_power_plan")
        return await self._pc.ask("set_power_plan", TypeAdapter(str), plan=plan)

    async def close(self) -> None:
        """Nothing is held open; the client belongs to the house."""
