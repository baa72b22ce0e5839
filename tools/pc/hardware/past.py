"""How something of the PC was over a time, in words and as a line chart."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from statistics import fmean
from typing import Literal

from pydantic import AwareDatetime, Field

from memory.messages import Attachment
from tools.pc.models import Noun, Point
from tools.pc.words import format_disk, format_time

Metric = Literal["cpu", "memory", "temperature", "disk", "network"]

TITLES: dict[Metric, str] = {
    "cpu": "Processor",
    "memory": "Memory",
    "temperature": "Temperatures",
    "disk": "Disk space used",
    "network": "Network traffic",
}
UNITS: dict[Metric, str] = {"cpu": "%", "memory": "%", "temperature": "°C", "disk": "GB", "network": "MB/s"}
_WORDS: dict[Metric, Callable[[float], str]] = {
    "cpu": lambda value: f"{value:.0f} %",
    "memory": lambda value: f"{value:.0f} %",
    "temperature": lambda value: f"{value:.0f} °C",
    "disk": format_disk,
    "network": lambda value: f"{format_disk(value)}/s",
}
_SCALE: dict[Metric, float] = {"cpu": 1, "memory": 1, "temperature": 1, "disk": 1e9, "network": 1e6}
_LATE = timedelta(minutes=5)
MOST_LINES = 9


class Line(Noun):
    """One measured thing over the time; `label` is empty where there is only one. Disks in bytes, network in bytes/s."""

    label: str
    lowest: float
    highest: float
    highest_at: AwareDatetime
    average: float
    first: float
    last: float
    points: tuple[Point, ...] = Field(exclude=True, repr=False)  # a model has no use for a thousand of them


def sum_up(label: str, points: tuple[Point, ...]) -> Line:
    """Sum up the points of one thing (at least one, oldest first)."""
    values = [point.value for point in points]
    top = max(points, key=lambda point: point.value)
    return Line(
        label=label,
        lowest=min(values),
        highest=top.value,
        highest_at=top.at,
        average=fmean(values),
        first=values[0],
        last=values[-1],
        points=points,
    )


class History(Noun):
    """How it was between `start` and `end`; `known_from` is when the first measurement of that time was made."""

    metric: Metric
    start: AwareDatetime
    end: AwareDatetime
    now: AwareDatetime
    known_from: AwareDatetime | None
    lines: tuple[Line, ...]
    limit: float | None = None

    def __str__(self) -> str:
        """The time, then a line for each thing measured; says so when it was not watched all the time."""
        span = f"{self._time(self.start)} to {'now' if self._until_now else self._time(self.end)}"
        if self.known_from is None:
            return f"I have no measurements from {span}; I measure once a minute, but only while I run."
        rows = [f"{TITLES[self.metric]}, {span}:", *(self._say(line) for line in self.lines[:MOST_LINES])]
        if (rest := len(self.lines) - MOST_LINES) > 0:
            rows.append(f"… and {rest} more")
        if self.known_from - self.start > max(_LATE, (self.end - self.start) / 10):
            rows.append(f"I have only watched since {self._time(self.known_from)}.")
        return "\n".join(rows)

    def chart(self) -> Attachment | None:
        """A line for each thing; none when there are fewer than three measurements."""
        from tools.charts import Series, draw_series

        if max((len(line.points) for line in self.lines), default=0) < 3:
            return None
        scale = _SCALE[self.metric]
        return draw_series(
            TITLES[self.metric],
            [Series(line.label, [(p.at, p.value / scale) for p in line.points]) for line in self.lines],
            unit=UNITS[self.metric],
            zone=_zone(self.now),
            threshold=self.limit,
            now=self.now if self._until_now else None,
        )

    @property
    def _until_now(self) -> bool:
        return self.now - self.end < _LATE

    def _time(self, at: datetime) -> str:
        return format_time(at, self.now)

    def _say(self, line: Line) -> str:
        say, name = _WORDS[self.metric], f"{line.label}: " if line.label else ""
        if self.metric == "disk":
            change = line.last - line.first
            moved = f"{format_disk(abs(change))} {'more' if change > 0 else 'less'} than at first"
            return f"{name}{say(line.last)} used, {moved if abs(change) >= 1e6 else 'unchanged'}"
        peak = f"highest {say(line.highest)} ({self._time(line.highest_at)})"
        return f"{name}average {say(line.average)}, lowest {say(line.lowest)}, {peak}"


def _zone(now: datetime) -> tzinfo:
    zone = now.tzinfo
    assert zone is not None
    return zone
