"""Values so far, and where they are heading."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import pairwise

from memory.messages import Attachment
from tools.charts.frame import draw_frame
from tools.charts.paper import MARGIN, PALETTE, WIDTH, Paper, attach
from tools.charts.points import Point, clean_points
from tools.charts.series import draw_key, draw_limit, draw_nothing, draw_runs
from tools.charts.words import format_day, format_moment, format_period, format_value

_MEASURED, _EXPECTED, _PALE = PALETTE[0], PALETTE[1], "#f3b98f"


def draw_forecast(
    title: str,
    points: Sequence[Point],
    *,
    unit: str,
    zone: tzinfo,
    line: Sequence[Point],
    low: Sequence[Point],
    high: Sequence[Point],
    limit: float,
    limit_label: str,
) -> Attachment:
    """Draw measured values, the line fitted to them, its likely range, and a limit.

    Args:
        title: What is forecast.
        points: What was measured.
        unit: Of all values; may be empty.
        zone: Whose clock the times are shown on.
        line: The fitted line, into the future.
        low: Lower edge of the likely range.
        high: Upper edge of the likely range.
        limit: The value that matters, such as a full disk.
        limit_label: What the limit is, such as "full (500 GB)".
    """
    past, line, low, high = (clean_points(part) for part in (points, line, low, high))
    if not past:
        return draw_nothing(title)
    reached = find_crossing(line, limit, since=past[-1][0])
    meets = f"reaches {limit_label} about {format_day(reached, zone)}" if reached else ""
    latest = f"latest {format_value(past[-1][1], unit)}"
    times = [at for part in (past, line, low, high) for at, _ in part]
    paper = Paper()
    top = paper.write_head(
        title, [f"{latest}  ·  {format_period(min(times), max(times), zone)}", *([meets] if meets else [])]
    )
    key = [
        ("measured", _MEASURED, past),
        ("expected", _EXPECTED, line),
        ("likely range", _PALE, low and high),
    ]
    top = draw_key(paper, top, [(name, colour) for name, colour, drawn in key if drawn])
    core = [limit, *(value for part in (past, line) for _, value in part)]
    frame = draw_frame(paper, top, WIDTH - MARGIN - 14, times, _within(core, low, high), zone)
    if low and high:
        paper.draw_area([*frame.dots(low), *reversed(frame.dots(high))], _PALE, alpha=0.6, clip=frame.box)
    below = max(value for _, value in past) <= limit
    draw_limit(paper, frame, limit, limit_label, above=below)
    paper.draw_line(frame.dots(line), _EXPECTED, dashed=True, clip=frame.box)
    draw_runs(paper, frame, past, _MEASURED)
    if reached:
        paper.draw_dot(frame.x(reached), frame.y(limit), _EXPECTED, size=20)
    alt = f"{_describe(title, past, line, unit, zone)}{_range(low, high, unit)} {_meeting(meets, limit_label, line, zone)}"
    return attach(title, paper.png(), alt)


def find_crossing(line: Sequence[Point], limit: float, *, since: datetime) -> datetime | None:
    """When a line next meets the limit, straight between its points; None if it does not."""
    for (start, before), (end, after) in pairwise(line):
        if before != after and (before - limit) * (after - limit) <= 0:
            met = start + (end - start) * ((limit - before) / (after - before))
            if met >= since:
                return met
    return None


def _within(core: Sequence[float], low: Sequence[Point], high: Sequence[Point]) -> list[float]:
    """The values to show: a range far wider than what is certain is cut, so that it does not flatten the rest."""
    span = max(core) - min(core)
    least, most = min(core) - span / 2, max(core) + span / 2
    return [*core, *(min(max(value, least), most) for part in (low, high) for _, value in part)]


def _describe(title: str, past: Sequence[Point], line: Sequence[Point], unit: str, zone: tzinfo) -> str:
    values = [value for _, value in past]
    least, most, latest = (format_value(value, unit) for value in (min(values), max(values), values[-1]))
    begin, end = format_moment(past[0][0], zone), format_moment(past[-1][0], zone)
    said = f"Forecast of {title}. Measured from {begin} to {end}: lowest {least}, highest {most}, latest {latest}."
    if not line:
        return said
    return f"{said} Expected on {format_day(line[-1][0], zone)}: {format_value(line[-1][1], unit)}."


def _range(low: Sequence[Point], high: Sequence[Point], unit: str) -> str:
    if not low or not high:
        return ""
    return f" Likely then: {format_value(low[-1][1], unit)} to {format_value(high[-1][1], unit)}."


def _meeting(meets: str, limit_label: str, line: Sequence[Point], zone: tzinfo) -> str:
    if meets:
        return f"It {meets}."
    until = f" and is not crossed by {format_day(line[-1][0], zone)}" if line else ""
    return f"A dashed line marks {limit_label}{until}."
