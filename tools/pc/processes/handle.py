"""The name of one process for good, as text that a verb's argument takes."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from memory.errors import Mistake
from tools.pc.models import Process

TOLERANCE = timedelta(seconds=1.5)
"""Linux tells starts relative to a boot time that is rounded to a second; no number is used again so soon."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A process number with the start that tells it from a later process of the same number."""

    pid: int
    started_at: datetime

    def __str__(self) -> str:
        """Such as "1234@2026-11-23T10:00:00.123456+00:00"."""
        return f"{self.pid}@{self.started_at.astimezone(UTC).isoformat(timespec='microseconds')}"

    def fits(self, process: Process) -> bool:
        """Whether it names this very process."""
        return self.pid == process.pid and abs(self.started_at - process.started_at) <= TOLERANCE


def handle_of(process: Process) -> Handle:
    """The handle of a process that was read."""
    return Handle(process.pid, process.started_at)


def parse_handle(text: str) -> Handle:
    """Read a handle.

    Raises:
        Mistake: It is none; a program's name is refused too, since it may mean another process a moment later.
    """
    handle = _read(text)
    if handle is not None:
        return handle
    raise Mistake(
        f"It is not clear which process {text!r} is; look it up by its name first, then end that one."
    )


def is_handle(text: str) -> bool:
    """Whether it reads as a handle, and not as a program's name."""
    return _read(text) is not None


def _read(text: str) -> Handle | None:
    number, _, start = text.strip().partition("@")
    if number.isdecimal() and start:
        with suppress(ValueError):
            started_at = datetime.fromisoformat(start)
            if started_at.tzinfo is not None:
                return Handle(int(number), started_at)
    return None
