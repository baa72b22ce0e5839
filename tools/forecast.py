"""When does a rising figure reach its limit, and how sure is that? One answer for disks, latency, temperature.

Trend: the median of all pairwise slopes (Theil 1950, Sen 1968, doi:10.1080/01621459.1968.10480934), which a third
of wild values can't bend, over medians of equal spans of time.

Doubt: what is measured drifts about its trend, so the spread h days ahead of T days of history is that of a random
walk with drift (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., §5.5):
`variance(h) = spread² + drift² · h · (1 + h / T)`. `drift²` is the long-run variance a day, from overlapping
differences of a whole week (Carlstein 1986), so that a weekly rhythm cancels and noise that comes back counts little;
`spread` is the noise about the trend. The interval holds the truth nine times in ten if the past is any guide, with
Student's t for short histories.

Steps: a large clean-up or a new game is not growth. The history since the last large step is used; while that is
short, steps are taken out and the older history serves.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import NormalDist, fmean, median

DAY = 86_400.0
LONGEST = timedelta(days=5 * 365)
"""Nobody can tell beyond this."""
_SHORTEST_DAYS = 3.0
_FEWEST_SPANS = 10
_MOST_SPANS = 200
_MOST_POINTS = 8_000
_OWN_HISTORY_DAYS = 14.0
_MOST_RISES = 3  # more steps up than this are how the thing grows
_LARGE = 8.0
_CONFIDENCE = 0.9
_TO_DEVIATION = 1.4826  # median absolute deviation → standard deviation of a normal distribution

Point = tuple[datetime, float]
"""An aware time and what was measured then."""
Span = tuple[float, float]
"""Seconds since 1970 and a median."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a figure is heading. Its unit is that of the points; slopes are a day.

    Attributes:
        slope_per_day: Robust growth a day.
        slope_low: Lower end of what the growth may be.
        slope_high: Upper end of it.
        reaches_at: When the trend reaches the limit; None when it is not growing or only beyond five years.
        earliest: The soonest that is likely; None exactly when `reaches_at` is.
        latest: The latest that is likely; None when that is beyond five years or it may never happen.
        since: Where the history that was used begins.
        until: The last measurement.
        level: The trend's value at `until`.
        spread: Noise about the trend (standard deviation).
        drift: How far it strays from the trend in a day (standard deviation).
        reach: How many deviations the interval is wide to each side.
    """

    slope_per_day: float
    slope_low: float
    slope_high: float
    reaches_at: datetime | None
    earliest: datetime | None
    latest: datetime | None
    since: datetime
    until: datetime
    level: float
    spread: float
    drift: float
    reach: float

    def at(self, when: datetime) -> tuple[float, float, float]:
        """The likely least, the expected and the likely greatest value at `when`, for drawing the cone."""
        days = max(0.0, (when - self.until) / timedelta(days=1))
        middle = self.level + self.slope_per_day * days
        half = self.reach * self._deviation(days)
        return middle - half, middle, middle + half

    def _deviation(self, days: float) -> float:
        history = (self.until - self.since) / timedelta(days=1)
        return math.sqrt(self.spread**2 + self.drift**2 * days * (1 + days / history))


def forecast(points: Sequence[Point], limit: float) -> Forecast | None:
    """When `points`, ordered by time, rise to `limit`.

    Returns:
        None when the history is too short to say anything: under three days, or too few measurements.
    """
    spans = _summarise(points)
    if len(spans) < _FEWEST_SPANS or spans[-1][0] - spans[0][0] < _SHORTEST_DAYS * DAY * 0.9:
        return None
    spans = _without_steps(spans, limit)
    slope = _slope(spans)
    level, spread, drift, freedom = _doubt(spans, slope)
    history = (spans[-1][0] - spans[0][0]) / DAY
    reach = _student(freedom)
    error = drift / math.sqrt(history)
    end = points[-1][0]
    still = Forecast(
        slope_per_day=slope,
        slope_low=slope - reach * error,
        slope_high=slope + reach * error,
        reaches_at=None,
        earliest=None,
        latest=None,
        since=datetime.fromtimestamp(spans[0][0], UTC).astimezone(end.tzinfo),
        until=end,
        level=level,
        spread=spread,
        drift=drift,
        reach=reach,
    )
    return still if slope <= 0 else _dated(still, limit)


def _dated(still: Forecast, limit: float) -> Forecast:
    """The same forecast with the days on which its middle and its edges meet `limit`."""

    def meets(edge: int) -> datetime | None:
        days = LONGEST / timedelta(days=1)
        if still.at(still.until + LONGEST)[edge] < limit:
            return None
        low, high = 0.0, days
        while high - low > 0.01:
            half = (low + high) / 2
            low, high = (
                (low, half) if still.at(still.until + timedelta(days=half))[edge] >= limit else (half, high)
            )
        return still.until + timedelta(days=high)

    reaches = meets(1)
    if reaches is None:
        return still
    return replace(still, reaches_at=reaches, earliest=meets(2), latest=meets(0))


def _summarise(points: Sequence[Point]) -> list[Span]:
    """Medians of equal spans of time: a day each, or six hours while the history is short."""
    thinned = points[:: max(1, len(points) // _MOST_POINTS)]
    stamped = [(when.timestamp(), value) for when, value in thinned]
    if not stamped:
        return []
    last = stamped[-1][0]
    days = (last - stamped[0][0]) / DAY
    width = DAY / 4 if days < _OWN_HISTORY_DAYS else DAY * max(1, math.ceil(days / _MOST_SPANS))
    grouped: dict[int, list[Span]] = {}
    for moment, value in stamped:
        grouped.setdefault(int((last - moment) // width), []).append((moment, value))
    return [
        (median(moment for moment, _ in group), median(value for _, value in group))
        for _, group in sorted(grouped.items(), reverse=True)
    ]


def _without_steps(spans: list[Span], limit: float) -> list[Span]:
    """The spans since the last large step; while those are few, all of them with the steps taken out."""
    values = [value for _, value in spans]
    steps = _find_steps(values, smallest=0.02 * abs(limit))
    if sum(values[i] > values[i - 1] for i in steps) > _MOST_RISES:
        steps = [i for i in steps if values[i] < values[i - 1]]
    if not steps:
        return spans
    if spans[-1][0] - spans[steps[-1]][0] >= _OWN_HISTORY_DAYS * DAY:
        return spans[steps[-1] :]
    usual = median(after - before for before, after in pairwise(values))
    level, lifted = 0.0, values[-1:]
    for i in range(len(values) - 1, 0, -1):
        if i in steps:
            level += values[i] - values[i - 1] - usual
        lifted.append(values[i - 1] + level)
    return [(moment, value) for (moment, _), value in zip(spans, reversed(lifted), strict=True)]


def _find_steps(values: Sequence[float], smallest: float) -> list[int]:
    """Where the level changes for good: index of the first value after each step."""
    rises = [values[i] - values[i - 1] for i in range(1, len(values))]
    lasting = [median(values[i : i + 3]) - median(values[max(0, i - 3) : i]) for i in range(1, len(values))]
    usual = median(lasting)
    scale = _TO_DEVIATION * median(abs(jump - usual) for jump in lasting)
    large = max(_LARGE * scale, smallest)
    return [
        i + 1
        for i, rise in enumerate(rises)
        if abs(rise - usual) > large * 0.7
        and abs(lasting[i] - usual) > large
        and abs(rise) == max(abs(near) for near in rises[max(0, i - 2) : i + 3])
    ]


def _slope(spans: Sequence[Span]) -> float:
    """Theil and Sen's slope a day: the median over all pairs."""
    return DAY * median(
        (later - earlier) / (then - now)
        for i, (now, earlier) in enumerate(spans)
        for then, later in spans[i + 1 :]
    )


def _doubt(spans: Sequence[Span], slope: float) -> tuple[float, float, float, float]:
    """Level at the end, noise about the trend, drift a day, and degrees of freedom."""
    end = spans[-1][0]
    moments = [moment for moment, _ in spans]
    strays = [value + slope * (end - moment) / DAY for moment, value in spans]
    history = (end - moments[0]) / DAY
    lag = 7.0 if history >= _OWN_HISTORY_DAYS else 1.0
    squares = [
        (strays[j] - strays[i]) ** 2 * DAY / (moments[j] - moments[i])
        for i in range(len(spans))
        if (j := bisect_left(moments, moments[i] + (lag - 0.05) * DAY)) < len(spans)
    ]
    recent = strays[bisect_left(moments, end - lag * DAY) :]
    near = [stray - median(strays[max(0, i - 3) : i + 4]) for i, stray in enumerate(strays)]
    spread = _TO_DEVIATION * median(abs(stray) for stray in near)
    return median(recent), spread, math.sqrt(fmean(squares)), max(2.0, history / lag - 1)


def _student(freedom: float) -> float:
    """Student's t at our confidence (Abramowitz & Stegun 26.7.5)."""
    z = NormalDist().inv_cdf((1 + _CONFIDENCE) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
