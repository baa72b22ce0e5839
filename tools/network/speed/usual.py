"""What is usual, what is clearly worse, and when the line was away. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from statistics import median

from tools.network.speed.models import Figure, Metric, Outage, Usual

Point = tuple[datetime, float]

LEAST_POINTS = 8
_NORMAL = 1.4826  # median absolute deviation → standard deviation of a normal distribution
_LEAST_STEP: dict[Metric, float] = {"latency": 5.0, "loss": 2.0, "dns": 40.0, "download": 0.0}
"""Smaller differences nobody feels."""
_LEAST_SHARE: dict[Metric, float] = {"latency": 0.5, "loss": 0.0, "dns": 1.0, "download": 0.25}
_SIGMAS = 4.0
_GONE = 99.0
_LEAST_ROUNDS = 2
_HOLE = timedelta(minutes=90)
"""Where nothing was measured for longer, nothing is known."""
_BREATH = timedelta(minutes=21)
_LEAST_SPELL = timedelta(minutes=15)


def find_usual(points: Sequence[Point], hour: int, zone: tzinfo) -> Usual | None:
    """What is usual at an hour of the day, from the hours beside it too; of the whole day where little is known."""
    near = [
        value
        for at, value in points
        if min((at.astimezone(zone).hour - hour) % 24, (hour - at.astimezone(zone).hour) % 24) <= 1
    ]
    values = near if len(near) >= LEAST_POINTS else [value for _, value in points]
    if len(values) < LEAST_POINTS:
        return None
    middle = median(values)
    return Usual(middle=middle, spread=_NORMAL * median(abs(value - middle) for value in values))


def is_odd(metric: Metric, now: float | None, usual: Usual | None) -> bool:
    """Whether a value is clearly worse than usual; no answer at all always is."""
    if now is None:
        return True
    if usual is None:
        return metric == "loss" and now >= 10
    step = max(_SIGMAS * usual.spread, _LEAST_STEP[metric], _LEAST_SHARE[metric] * usual.middle)
    worse = usual.middle - now if metric == "download" else now - usual.middle
    return worse > step


def compare(metric: Metric, of: str, now: float | None, usual: Usual | None) -> Figure:
    """A value beside what is usual."""
    return Figure(metric=metric, of=of, now=now, usual=usual, odd=is_odd(metric, now, usual))


def find_outages(points: Sequence[Point]) -> list[Outage]:
    """When all packets were lost at two measurements in a row or more, from percents in order of time."""
    found: list[Outage] = []
    gone: list[datetime] = []
    before: datetime | None = None
    for at, lost in points:
        if before is not None and at - before > _HOLE:
            _end(found, gone, before)
            gone = []
        if lost >= _GONE:
            gone.append(at)
        else:
            _end(found, gone, at)
            gone = []
        before = at
    if len(gone) >= _LEAST_ROUNDS:
        found.append(Outage(start=gone[0], end=None))
    return found


def _end(found: list[Outage], gone: Sequence[datetime], end: datetime) -> None:
    if len(gone) >= _LEAST_ROUNDS:
        found.append(Outage(start=gone[0], end=end))


def measured_time(points: Sequence[Point], until: datetime) -> timedelta:
    """How much of the time was watched, by the distances of measurements that are not far apart."""
    times = [at for at, _ in points]
    steps = [later - earlier for earlier, later in zip(times, [*times[1:], until], strict=True)]
    return sum((step for step in steps if timedelta(0) < step <= _HOLE), timedelta(0))


def find_spells(points: Sequence[Point], past: Sequence[Point], zone: tzinfo) -> list[Outage]:
    """When latency was clearly worse than usual at its hour, for a quarter of an hour at least; the last may last still.

    Args:
        points: The latencies to look at, in order of time.
        past: Those that say what is usual.
        zone: Whose hours.
    """
    usual: dict[int, Usual | None] = {}
    found: list[tuple[datetime, datetime]] = []
    for at, value in points:
        hour = at.astimezone(zone).hour
        if hour not in usual:
            usual[hour] = find_usual(past, hour, zone)
        if not is_odd("latency", value, usual[hour]):
            continue
        if found and at - found[-1][1] <= _BREATH:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    end = points[-1][0] if points else None
    return [
        Outage(start=start, end=None if end is not None and end - last <= _BREATH else last)
        for start, last in found
        if last - start >= _LEAST_SPELL
    ]
