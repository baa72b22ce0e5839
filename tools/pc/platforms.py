"""What differs between operating systems, as `linux.py` and `windows.py` answer it."""

import sys
from typing import Protocol

import psutil

from tools.pc.models import GpuNow
from tools.pc.settings import CleanupRoot


class Platform(Protocol):
    """A module with these functions; all of them may block and are called in threads."""

    SYSTEM_NAMES: frozenset[str]
    """Lower-case names of programs without which the session or the PC ends."""

    def is_system(self, pid: int, parent: int) -> bool:
        """Whether it is the kernel's or the first process."""
        ...

    def ask_to_end(self, process: psutil.Process) -> None:
        """Ask a process to end, so that it can save what it has."""
        ...

    def to_native(self, priority: int) -> int:
        """The system's own value for a nice value."""
        ...

    def from_native(self, value: int) -> int:
        """The nice value for the system's own."""
        ...

    def priority_floor(self) -> int:
        """The smallest nice value that this user may give."""
        ...

    def service_running(self, name: str) -> bool | None:
        """Whether a service runs; None if there is none of that name."""
        ...

    def set_service(self, name: str, *, running: bool) -> None:
        """Start or stop a service; raises `Unavailable` with the system's words."""
        ...

    def power_plan(self) -> str | None:
        """The plan in force, or None where there is none to choose."""
        ...

    def power_plans(self) -> dict[str, str]:
        """The plans to choose from, by their own name, with what people call them."""
        ...

    def set_power_plan(self, plan: str) -> None:
        """Choose a plan from `power_plans`; raises `Unavailable` with the system's words."""
        ...

    def cleanup_roots(self) -> tuple[CleanupRoot, ...]:
        """Where old things usually may go."""
        ...

    def cards(self) -> list[GpuNow]:
        """Graphics cards that the system itself tells about."""
        ...


def this_platform() -> Platform:
    """The one that this process runs on; macOS and BSD are served as Linux as far as they go."""
    # A name in a variable, so that the type checker reads both branches on every system.
    system: str = sys.platform
    if system == "win32":
        from tools.pc import windows

        return windows
    from tools.pc import linux

    return linux
