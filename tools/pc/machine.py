"""What HomeOps asks of a PC, real (`local.py`) or simulated (`simulated.py`)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

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


class Machine(Protocol):
    """One PC. Each method raises `Unavailable` when the PC does not answer or refuses for reasons of its own."""

    async def host_name(self) -> str:
        """The name it gives itself."""
        ...

    async def booted_at(self) -> datetime:
        """When it started, aware."""
        ...

    async def cpu(self) -> CpuNow:
        """Load since the last time this was asked, or over 0.2 s the first time."""
        ...

    async def memory(self) -> MemoryNow:
        """Main memory now."""
        ...

    async def disks(self) -> list[DiskNow]:
        """Its file systems on disks, the system's first; no network shares and no pseudo file systems."""
        ...

    async def sensors(self) -> list[Sensor]:
        """Its thermometers; empty where there are none, as in a virtual machine."""
        ...

    async def fans(self) -> list[FanNow]:
        """Its fans; empty where they can't be read."""
        ...

    async def gpus(self) -> list[GpuNow]:
        """Its graphics cards, as far as they tell; empty where they can't be read."""
        ...

    async def network(self) -> NetworkNow:
        """Traffic since it started."""
        ...

    async def battery(self) -> Battery | None:
        """Its battery, if it has one."""
        ...

    async def history(self, series: str) -> list[Point]:
        """What is known of a series (`models.CPU_SERIES` …) from before HomeOps watched; oldest first.

        A real PC knows nothing; a simulated one has a past.
        """
        ...

    async def processes(self) -> list[Process]:
        """All processes that can be seen, in no order; CPU shares are since the last time this was asked."""
        ...

    async def process(self, pid: int) -> Process | None:
        """The process with that number now, or None."""
        ...

    async def end_process(self, pid: int, started_at: datetime, *, force: bool = False) -> bool:
        """Ask a process to end, and with `force` make it after 5 s; True once it is gone.

        Args:
            pid: Its number.
            started_at: When it started; both are compared again right before.
            force: Kill it if it does not end by itself; it loses what it had not saved.

        Raises:
            Mistake: If that number is now another process, or it is HomeOps or part of the system.
        """
        ...

    async def priority_floor(self) -> int:
        """The most favoured priority that HomeOps may give.

        A process below it (a smaller number) must not be moved: it could not be put back.
        """
        ...

    async def set_priority(self, pid: int, started_at: datetime, value: int) -> int:
        """Give a process a priority (nice value, -20 to 19) and return the one observed afterwards.

        Raises:
            Mistake: As `end_process`, or if the value is below `priority_floor()`.
        """
        ...

    async def folder_sizes(self, path: str | None = None, limit: int = 10) -> FolderSizes:
        """The folders under `path` that hold most, on its file system only, no links followed, within 20 s.

        A folder that is nearly all one subfolder is told as that subfolder.

        Args:
            path: Absolute path of a folder; the system's disk if left out.
            limit: How many, 1 to 50.

        Raises:
            Mistake: If there is no such folder or it can't be read.
        """
        ...

    async def junk(self) -> JunkList:
        """What could go from the folders where cleaning up is allowed, biggest first."""
        ...

    async def to_trash(self, receipt_id: str, items: Sequence[Junk]) -> TrashReceipt:
        """Move things to HomeOps' own trash, from where `restore` puts them back exactly.

        The receipt is written down first: the same call again, after a crash too, finishes what is left and moves
        nothing twice. What changed since it was listed, or lies outside the allowed folders, stays and is told.

        Args:
            receipt_id: Chosen by the caller, unique to this clean-up (letters, digits, hyphens).
            items: From `junk()`.
        """
        ...

    async def receipt(self, receipt_id: str) -> TrashReceipt | None:
        """What of a clean-up lies in the trash now; None if there never was such a clean-up."""
        ...

    async def restore(self, receipt_id: str) -> TrashReceipt:
        """Put everything of a clean-up back where it was; returns what was put back.

        Raises:
            Mistake: If something else is in one of the places (then nothing moves), or nothing is left to put back.
        """
        ...

    async def empty_trash(self, older_than: timedelta) -> int:
        """Delete for good what has been in the trash longer than that; returns the bytes that came free."""
        ...

    async def services(self, names: Sequence[str]) -> list[Service]:
        """Whether these services run, in the order asked."""
        ...

    async def stop_service(self, name: str) -> Service:
        """Stop a service that the settings allow; returns it as observed.

        Raises:
            Mistake: If the settings don't allow it (`PcSettings.pausable_services`).
        """
        ...

    async def start_service(self, name: str) -> Service:
        """Start a service that the settings allow; returns it as observed.

        Raises:
            Mistake: As `stop_service`.
        """
        ...

    async def power_plan(self) -> str | None:
        """The power plan in force, as the PC names it; None where there is none to choose."""
        ...

    async def set_power_plan(self, plan: str) -> str:
        """Choose a power plan and return the one in force afterwards.

        Raises:
            Mistake: If the PC has no such plan; names those it has.
        """
        ...

    async def close(self) -> None:
        """Let go of what it holds open."""
        ...
