"""A pretend PC at work: how it changes with time, and what can be done to it."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from memory.errors import Mistake
from tools.pc.models import (
    CpuNow,
    FolderSize,
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
    TrashItem,
    TrashReceipt,
    TrashRefusal,
    disk_series,
)
from tools.pc.pretend_house import GIGA, PcHouse
from tools.pc.pretend_state import PcState, Program, Trashed, disk_of


class PretendPc:
    """A pretend PC at work; `wrote` is called with every change that was made."""

    def __init__(
        self,
        house: PcHouse,
        zone: ZoneInfo,
        state: PcState,
        now: Callable[[], datetime],
        wrote: Callable[[str, dict[str, JsonValue]], None],
    ) -> None:
        self.house = house
        self.zone = zone
        self.state = state
        self._now = now
        self._wrote = wrote

    def cpu(self) -> CpuNow:
        """The sum of what its programs use."""
        percent = min(100.0, self.house.idle_cpu + sum(one.cpu_percent for one in self.processes()))
        spread = [min(100.0, percent * (1 + 0.5 * math.sin(core * 2.4))) for core in range(self.house.cores)]
        load = percent * self.house.cores / 100
        return CpuNow(
            percent=round(percent, 1),
            cores=self.house.cores,
            per_core=tuple(round(one, 1) for one in spread),
            load=(round(load, 2), round(load * 0.9, 2), round(load * 0.8, 2)),
            megahertz=3600,
        )

    def memory(self) -> MemoryNow:
        """What its programs and the system use."""
        total = int(self.house.memory_gb * 2**30)
        used = int(self.house.system_memory_gb * 2**30) + sum(one.memory_bytes for one in self.processes())
        used = min(used, total)
        return MemoryNow(total_bytes=total, used_bytes=used, available_bytes=total - used)

    def sensors(self) -> list[Sensor]:
        """Warmer the busier the PC is."""
        warmer = 0.2 * (self.cpu().percent - 20)
        return [
            one.model_copy(update={"celsius": round(one.celsius + warmer, 1)}) if one.kind == "cpu" else one
            for one in self.house.sensors
        ]

    def gpus(self) -> list[GpuNow]:
        """As the file says."""
        return list(self.house.gpus)

    def network(self) -> NetworkNow:
        """Traffic since it started, at the file's mean rate."""
        seconds = (self._now() - self.state.booted_at).total_seconds()
        rate = self.house.network
        return NetworkNow(
            sent_bytes=int(seconds * rate.up_mbit * 125_000),
            received_bytes=int(seconds * rate.down_mbit * 125_000),
        )

    def history(self, series: str) -> list[Point]:
        """The past of a series up to when the house was set up."""
        holds = {disk_series(disk.id): float(disk.used_bytes) for disk in self.state.disks}
        for past in self.house.history:
            if past.series == series:
                level = holds.get(series, 0.0) if past.level is None else past.level
                return past.points(level, self.state.since, self.zone)
        return []

    def processes(self) -> list[Process]:
        """Each a little busier or less with time."""
        seconds = self._now().timestamp()
        found: list[Process] = []
        for program in self.state.programs:
            rest = program.process
            wave = math.sin(seconds / 37 + rest.pid)
            cpu = round(max(0.0, rest.cpu_percent * (1 + 0.15 * wave)), 1)
            memory = int(rest.memory_bytes * (1 + 0.02 * wave))
            found.append(rest.model_copy(update={"cpu_percent": cpu, "memory_bytes": memory}))
        return found

    def process(self, pid: int) -> Process | None:
        """The one of that number."""
        return next((one for one in self.processes() if one.pid == pid), None)

    def end_process(self, pid: int, started_at: datetime, *, force: bool) -> bool:
        """See `Machine`."""
        program = self._same(pid, started_at)
        if program is None:
            return True
        if program.stubborn and not force:
            return False
        self.state.programs.remove(program)
        self._wrote("end_process", {"pid": pid, "name": program.process.name, "force": force})
        return True

    def set_priority(self, pid: int, started_at: datetime, value: int) -> int:
        """See `Machine`."""
        program = self._same(pid, started_at)
        if program is None:
            raise Mistake("That program has ended meanwhile.")
        if value < min(program.process.priority, self.house.priority_floor):
            raise Mistake("The PC does not let HomeOps put that program so far in front.")
        program.process = program.process.model_copy(update={"priority": value})
        self._wrote("set_priority", {"pid": pid, "name": program.process.name, "value": value})
        return value

    def _same(self, pid: int, started_at: datetime) -> Program | None:
        for program in self.state.programs:
            process = program.process
            if process.pid != pid:
                continue
            if abs((process.started_at - started_at).total_seconds()) > 1.5:
                raise Mistake(
                    "That program has ended, and its number now belongs to another one. Look again."
                )
            if process.standing != "ordinary":
                raise Mistake(
                    f"{process.name} is part of the system or HomeOps itself; HomeOps leaves it alone."
                )
            return program
        return None

    def folder_sizes(self, path: str | None, limit: int) -> FolderSizes:
        """See `Machine`."""
        top = path or (self.state.disks[0].mount if self.state.disks else "/")
        start = top.rstrip("\\/").casefold()
        inside = [
            folder
            for folder in self.house.folders
            if folder.path.casefold() == start
            or folder.path.casefold().startswith((start + "\\", start + "/"))
        ]
        if not inside and all(disk.mount.casefold() != top.casefold() for disk in self.state.disks):
            raise Mistake(f"There is no folder {top} that HomeOps can read.")
        sizes = [FolderSize(path=one.path, bytes=int(one.gb * GIGA), files=one.files) for one in inside]
        sizes.sort(key=lambda one: -one.bytes)
        return FolderSizes(
            path=top, total_bytes=sum(one.bytes for one in sizes), folders=tuple(sizes[:limit])
        )

    def junk(self) -> JunkList:
        """What could go, biggest first."""
        return JunkList(items=tuple(sorted(self.state.junk, key=lambda one: (-one.bytes, one.path))))

    def to_trash(self, receipt_id: str, items: Sequence[Junk]) -> TrashReceipt:
        """See `Machine`."""
        known = self.state.trash.get(receipt_id)
        if known is not None:
            return known.receipt
        present = {item.path: item for item in self.state.junk}
        moved = [item for item in items if (here := present.get(item.path)) and here.mark == item.mark]
        receipt = TrashReceipt(
            id=receipt_id,
            at=self._now(),
            items=tuple(TrashItem(path=item.path, bytes=item.bytes) for item in moved),
            refused=tuple(
                TrashRefusal(path=item.path, reason="It has changed or gone since it was listed.")
                for item in items
                if item not in moved
            ),
        )
        gone = {item.path for item in moved}
        self.state.junk = [item for item in self.state.junk if item.path not in gone]
        self.state.trash[receipt_id] = Trashed(receipt=receipt, items=moved)
        self._wrote("to_trash", {"receipt_id": receipt_id, "paths": [item.path for item in moved]})
        return receipt

    def receipt(self, receipt_id: str) -> TrashReceipt | None:
        """See `Machine`."""
        known = self.state.trash.get(receipt_id)
        if known is None:
            return None
        return known.receipt if known.items else known.receipt.model_copy(update={"items": ()})

    def restore(self, receipt_id: str) -> TrashReceipt:
        """See `Machine`."""
        known = self.state.trash.get(receipt_id)
        if known is None or not known.items:
            raise Mistake("Nothing of that clean-up is in the trash any more.")
        present = {item.path for item in self.state.junk}
        taken = [item.path for item in known.items if item.path in present]
        if taken:
            raise Mistake(f"Something else is at {taken[0]} now; move it away first. Nothing was put back.")
        self.state.junk += known.items
        known.items = []
        self._wrote("restore", {"receipt_id": receipt_id})
        return known.receipt

    def empty_trash(self, older_than: timedelta) -> int:
        """See `Machine`."""
        freed = 0
        for known in self.state.trash.values():
            if known.items and self._now() - known.receipt.at > older_than:
                for item in known.items:
                    self._free(item)
                    freed += item.bytes
                known.items = []
        if freed:
            self._wrote("empty_trash", {"bytes": freed})
        return freed

    def _free(self, item: Junk) -> None:
        disks = [disk for disk in self.state.disks if item.path.casefold().startswith(disk.id.casefold())]
        for disk in disks[:1]:
            smaller = disk_of(disk.id, disk.label, disk.total_bytes, max(0, disk.used_bytes - item.bytes))
            self.state.disks[self.state.disks.index(disk)] = smaller

    def service(self, name: str) -> Service:
        """Whether it runs."""
        return next(
            (one for one in self.state.services if one.name == name), Service(name=name, running=None)
        )

    def set_service(self, name: str, *, running: bool) -> Service:
        """See `Machine.stop_service`."""
        present = self.service(name)
        if name not in self.house.settings.pausable_services or present.running is None:
            raise Mistake(f"The settings do not let HomeOps start or stop {name} (pc.pausable_services).")
        after = Service(name=name, running=running)
        if present != after:
            self.state.services[self.state.services.index(present)] = after
            self._wrote("start_service" if running else "stop_service", {"name": name})
        return after

    def set_power_plan(self, plan: str) -> str:
        """See `Machine`."""
        if plan not in self.house.power_plans:
            raise Mistake(
                f"The PC has no power plan called {plan}; it has: {', '.join(self.house.power_plans)}."
            )
        if self.state.power_plan != plan:
            self.state.power_plan = plan
            self._wrote("set_power_plan", {"plan": plan})
        return plan
