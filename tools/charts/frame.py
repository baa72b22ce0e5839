"""The part of a chart between its axes: values to pixels, grid, ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from tools.charts.paper import FAINT, GRID, MARGIN, SMALL, WIDTH, Box, Paper
from tools.charts.points import Point
from tools.charts.words import DAYS, MONTHS, format_ticks

_DAY = 86_400
_MOST_TICKS = 5
_NOTHING = 1e-12  # as good as zero
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAY_STEPS = (1, 2, 3, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a value at a time lies on the sheet."""

    box: Box
    start: float
    end: float
    low: float
    high: float

    def x(self, at: datetime) -> float:
        """Pixels from the left for a time."""
        share = (at.timestamp() - self.start) / (self.end - self.start)
        return self.box.left + share * (self.box.right - self.box.left)

    def y(self, value: float) -> float:
        """Pixels from the bottom for a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.box.bottom + share * (self.box.top - self.box.bottom)

    def dots(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        """Pixels of each point."""
        return [(self.x(at), self.y(value)) for at, value in points]


def draw_frame(
    paper: Paper, top: float, right: float, times: Sequence[datetime], values: Sequence[float], zone: tzinfo
) -> Frame:
    """Grid and ticks for these times and values, from `top` down to the foot of the sheet and to `right`."""
    low, high = value_range(min(values), max(values))
    ticks = value_ticks(low, high)
    texts = format_ticks(ticks)
    left = MARGIN + max(paper.measure(text, size=SMALL) for text in texts) + 14
    box = Box(left, MARGIN + SMALL * 1.8, right, top - SMALL / 2)
    start, end = _widen(min(times).timestamp(), max(times).timestamp())
    frame = Frame(box, start, end, low, high)
    for tick, text in zip(ticks, texts, strict=True):
        y = frame.y(tick)
        paper.draw_line([(left, y), (right, y)], FAINT if tick == 0 else GRID, width=2)
        paper.write(left - 14, y, text, size=SMALL, colour=FAINT, ha="right")
    free = 0.0
    for at, text in time_ticks(start, end, zone):
        x, half = frame.x(at), paper.measure(text, size=SMALL) / 2
        paper.draw_line([(x, box.bottom), (x, box.top)], GRID, width=2)
        middle = min(max(x, MARGIN / 2 + half), WIDTH - MARGIN / 2 - half)
        if middle - half >= free:
            paper.write(middle, MARGIN + SMALL * 0.6, text, size=SMALL, colour=FAINT, ha="center")
            free = middle + half + 16
    return frame


def value_range(low: float, high: float) -> tuple[float, float]:
    """The values with some air; from zero on if they come near it."""
    least = max(abs(low), abs(high)) * 1e-3
    if least < _NOTHING:
        return min(low, 0.0), 1.0
    if high - low <= least:
        return low - 10 * least, high + 10 * least  # a still line lies in the middle
    if 0 <= low < 0.4 * high:
        low = 0.0
    pad = (high - low) * 0.06
    return low - pad if low else 0.0, high + pad if high else 0.0


def value_ticks(low: float, high: float) -> list[float]:
    """A few round values within the range."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(nbins=_MOST_TICKS, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = (high - low) * 1e-9
    return [float(tick) for tick in ticks if low - slack <= tick <= high + slack]


def _widen(start: float, end: float) -> tuple[float, float]:
    """At least four minutes, an hour around a single moment."""
    least = 240.0 if end > start else 3_600.0
    short = max(0.0, least - (end - start)) / 2
    return start - short, end + short


def time_ticks(start: float, end: float, zone: tzinfo) -> list[tuple[datetime, str]]:
    """At most five moments (POSIX seconds in) at round times of the clock in `zone`, with how they are written.

    Hours and minutes under two days, weekdays under two weeks, dates above, months above half a year.
    """
    span = end - start
    first = datetime.fromtimestamp(start, zone).replace(tzinfo=None)
    last = datetime.fromtimestamp(end, zone).replace(tzinfo=None)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if span < 2 * _DAY:
        step = next((m for m in _MINUTES if span / 60 / m <= _MOST_TICKS), _MINUTES[-1])
        walls = [midnight + timedelta(minutes=step * n) for n in range(4 * 1_440 // step)]
        texts = [f"{wall:%H:%M}" for wall in walls]
    elif span <= 70 * _DAY:
        days = next(d for d in _DAY_STEPS if span / _DAY / d <= _MOST_TICKS)
        walls = [midnight + timedelta(days=days * n) for n in range(int(span / _DAY / days) + 2)]
        weekly = span < 14 * _DAY
        texts = [DAYS[w.weekday()] if weekly else f"{w.day} {MONTHS[w.month - 1]}" for w in walls]
    else:
        walls = _months(midnight, last)
        texts = [MONTHS[wall.month - 1] if wall.month > 1 else str(wall.year) for wall in walls]
    # Wall clocks are stepped, not seconds, so that ticks stay round when the clocks change.
    return [
        (wall.replace(tzinfo=zone).astimezone(UTC), text)
        for wall, text in zip(walls, texts, strict=True)
        if start <= wall.replace(tzinfo=zone).timestamp() <= end
    ]


def _months(first: datetime, last: datetime) -> list[datetime]:
    """First days of months at an even distance of months that divides the year or whole years."""
    begin, until = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    step = next((m for m in _MONTH_STEPS if (until - begin) / m <= _MOST_TICKS), _MONTH_STEPS[-1])
    numbers = range(-(-begin // step) * step, until + 1, step)
    return [datetime(n // 12, n % 12 + 1, 1) for n in numbers]  # noqa: DTZ001 - a wall clock
