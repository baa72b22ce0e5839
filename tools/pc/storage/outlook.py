"""When disks are full, in words and as a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

from pydantic import AwareDatetime, PrivateAttr

from memory.messages import Attachment
from tools.forecast import LONGEST, Forecast, Point, forecast
from tools.pc.models import DiskNow, Noun
from tools.pc.words import format_day, format_disk, list_lines

_NEVER = datetime.max.replace(tzinfo=UTC)


class DiskOutlook(Noun):
    """When one disk is full; days are None where nobody can tell.

    `verdict`: "dated" has an expected day; "open" may fill but has no latest day; "steady" is not growing or lasts
    more than five years; "unknown" has too little history.
    """

    disk: str
    label: str
    free_bytes: int
    asked_at: AwareDatetime
    verdict: Literal["full", "dated", "open", "steady", "unknown"]
    bytes_a_day: float | None = None
    full_at: AwareDatetime | None = None
    earliest: AwareDatetime | None = None
    latest: AwareDatetime | None = None

    def __str__(self) -> str:
        """The day, its range, what is left and how fast it goes."""
        left = f"{format_disk(self.free_bytes)} left"
        if self.verdict == "full":
            return f"{self.label} is full now: {left}."
        if self.verdict == "unknown":
            return f"{self.label}: {left}. I have watched it for too short a time to say when it is full."
        growth = self._growth()
        if self.full_at is None or self.earliest is None:
            return f"{self.label} won't be full within five years: {left}, {growth}."
        earliest = format_day(self.earliest, self.asked_at)
        if self.latest is None:
            return (
                f"{self.label} is full on {earliest} at the earliest, perhaps never: "
                f"it fills too unevenly to say. {left[:1].upper()}{left[1:]}, {growth}."
            )
        day, latest = format_day(self.full_at, self.asked_at), format_day(self.latest, self.asked_at)
        when = f"on {day}" if earliest == latest else f"about {day}, between {earliest} and {latest}"
        return f"{self.label} is full {when}. {left[:1].upper()}{left[1:]}, {growth}."

    def _growth(self) -> str:
        rate = self.bytes_a_day or 0.0
        less = " less" if rate < 0 else ""
        return f"{format_disk(abs(rate))} a day{less}"


@dataclass(frozen=True, slots=True)
class Look:
    """The outlook of a disk and, where there is one, its picture."""

    outlook: DiskOutlook
    draw: Callable[[], Attachment] | None = None


class DiskForecast(Noun):
    """When the PC's disks are full, the soonest first."""

    disks: tuple[DiskOutlook, ...]
    _draw: Callable[[], Attachment] | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, looks: Sequence[Look]) -> "DiskForecast":
        """Put the soonest first; it is the one that is drawn."""
        ordered = sorted(looks, key=lambda look: look.outlook.full_at or _NEVER)
        told = cls(disks=tuple(look.outlook for look in ordered))
        told._draw = ordered[0].draw if ordered else None
        return told

    def __str__(self) -> str:
        """A line a disk."""
        if not self.disks:
            return "I see no disks on this PC."
        return list_lines(str(self.disks[0]), [str(disk) for disk in self.disks[1:]], [])

    def chart(self) -> Attachment | None:
        """The past and the likely future of the disk that is full first."""
        return None if self._draw is None else self._draw()


def look_ahead(disk: DiskNow, past: Sequence[Point], now: datetime) -> Look:
    """The outlook of `disk` from the bytes that were used on it, oldest first."""
    known = DiskOutlook(
        disk=disk.id,
        label=disk.label or disk.id,
        free_bytes=disk.free_bytes,
        asked_at=now,
        verdict="unknown",
    )
    if not disk.free_bytes:
        return Look(known.model_copy(update={"verdict": "full", "full_at": now}))
    points = [*past, (now, float(disk.used_bytes))]
    found = forecast(points, float(disk.used_bytes + disk.free_bytes))
    if found is None:
        return Look(known)
    facts = {
        "verdict": "steady" if found.reaches_at is None else "open" if found.latest is None else "dated",
        "bytes_a_day": found.slope_per_day,
        "full_at": found.reaches_at,
        "earliest": found.earliest,
        "latest": found.latest,
    }
    return Look(known.model_copy(update=facts), partial(draw_outlook, disk, points, found))


def draw_outlook(disk: DiskNow, points: Sequence[Point], found: Forecast) -> Attachment:
    """What was used so far, the trend, and its likely range up to the day the disk is full, in GB."""
    from tools.charts import draw_forecast

    ahead = (found.reaches_at or found.until) - found.until
    ahead = max(timedelta(days=7), min(ahead * 1.2 or found.until - found.since, LONGEST))
    days = [found.until + ahead * step / 40 for step in range(41)]
    cone = [found.at(day) for day in days]
    edges = [
        [(day, edge / 1e9) for day, edge in zip(days, values, strict=True)]
        for values in zip(*cone, strict=True)
    ]
    full = (disk.used_bytes + disk.free_bytes) / 1e9
    assert found.until.tzinfo is not None, "forecasts are aware"
    return draw_forecast(
        f"When {disk.label or disk.id} is full",
        [(when, value / 1e9) for when, value in points],
        unit="GB",
        zone=found.until.tzinfo,
        low=edges[0],
        line=edges[1],
        high=edges[2],
        limit=full,
        limit_label=f"full ({full:,.0f} GB)",
    )
