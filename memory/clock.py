"""The one clock: aware time for people, boot time for deadlines."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def boottime() -> float:
    """Seconds since boot, counting suspend; for every deadline and lease (PROTOCOLS §2)."""
    clock_id = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock_id is None else time.clock_gettime(clock_id)


class Clock:
    """What time it is in the house.

    A clock made with `start` is simulated: it begins there, runs at real speed, and can be moved on.
    """

    def __init__(self, zone: ZoneInfo, start: datetime | None = None) -> None:
        self.zone = zone
        self.simulated = start is not None
        self._ahead = timedelta(0) if start is None else start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """The present instant, aware, in the house's zone."""
        return (datetime.now(UTC) + self._ahead).astimezone(self.zone)

    def advance(self, by: timedelta) -> None:
        """Move a simulated clock on."""
        assert self.simulated, "the real clock can't be moved"
        self._ahead += by
