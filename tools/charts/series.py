"""Values over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from memory.messages import Attachment
from tools.charts.frame import Frame, draw_frame
from tools.charts.paper import ALARM, MARGIN, NORMAL, PALETTE, SMALL, WIDTH, Paper, attach
from tools.charts.points import Point, clean_points, split_gaps, thin_runs
from tools.charts.words import format_moment, format_period, format_value

_MOST_DIRECT = 3  # more names than this at the line ends would crowd


@dataclass(frozen=True, slots=True)
class Series:
    """A named line: aware times with values."""

    label: str
    points: Sequence[Point]


def draw_series(
    title: str,
    series: Sequence[Series],
    *,
    unit: str,
    zone: tzinfo,
    threshold: float | None = None,
    now: datetime | None = None,
) -> Attachment:
    """Draw values over time, one line a series.

    Args:
        title: What is measured.
        series: The lines; points may come in any order. A pause of more than three median steps is left open.
        unit: Of all values, such as "%" or "°C"; may be empty.
        zone: Whose clock the times are shown on.
        threshold: A value to compare with, drawn as a dashed line.
        now: The present, up to which the time axis then runs, so that old readings look old.
    """
    lines = [Series(one.label, points) for one in series if (points := clean_points(one.points))]
    if not lines:
        return draw_nothing(title)
    times = [at for line in lines for at, _ in (line.points[0], line.points[-1])]
    values = [value for line in lines for _, value in line.points]
    paper = Paper()
    top = paper.write_head(title, [_note(times, unit, zone)])
    ends = _ends(paper, lines, unit)
    if len(lines) > len(ends) or any(
        line.label and not name for line, (name, _) in zip(lines, ends, strict=True)
    ):
        top = draw_key(paper, top, [(line.label, PALETTE[n % len(PALETTE)]) for n, line in enumerate(lines)])
    right = (
        WIDTH - MARGIN - max((paper.measure(text, bold=True) + 24 for two in ends for text in two), default=0)
    )
    frame = draw_frame(
        paper,
        top,
        right,
        [*times, *([now] if now else [])],
        [*values, *([threshold] if threshold is not None else [])],
        zone,
    )
    if threshold is not None:
        draw_limit(
            paper, frame, threshold, f"limit {format_value(threshold, unit)}", above=max(values) <= threshold
        )
    for number, line in enumerate(lines):
        draw_runs(paper, frame, line.points, PALETTE[number % len(PALETTE)], dashed=number >= len(PALETTE))
    _write_ends(paper, frame, lines, ends)
    return attach(title, paper.png(), _describe(title, lines, unit, zone, threshold))


def draw_nothing(title: str) -> Attachment:
    """A sheet that says that there is nothing to show yet."""
    paper = Paper()
    foot = paper.write_head(title, ["No readings yet"]) - MARGIN
    return attach(title, paper.png(foot), f"{title}: no readings yet.")


def _note(times: Sequence[datetime], unit: str, zone: tzinfo) -> str:
    period = format_period(min(times), max(times), zone)
    return f"{unit}  ·  {period}" if unit else period


def draw_runs(
    paper: Paper, frame: Frame, points: Sequence[Point], colour: str, *, dashed: bool = False
) -> None:
    """A line that is open where nothing was measured; a reading on its own is a dot."""
    for run in thin_runs(split_gaps(points)):
        dots = frame.dots(run)
        if len(dots) > 1:
            paper.draw_line(dots, colour, dashed=dashed)
        else:
            paper.draw_dot(*dots[0], colour, size=10)
    paper.draw_dot(*frame.dots(points[-1:])[0], colour)


def draw_limit(paper: Paper, frame: Frame, value: float, text: str, *, above: bool) -> None:
    """A dashed line across with its name on the side away from the readings."""
    y, box = frame.y(value), frame.box
    paper.draw_line([(box.left, y), (box.right, y)], ALARM, width=4, dashed=True)
    room = box.right - box.left - 16
    at = y + SMALL * (0.95 if above else -0.95)
    paper.write(box.left + 8, at, paper.fit(text, room, size=SMALL), size=SMALL, colour=ALARM, halo=True)


def draw_key(paper: Paper, top: float, names: Sequence[tuple[str, str]]) -> float:
    """Names with their colours in rows; gives the height below which there is room."""
    x, y = float(MARGIN), top - SMALL / 2
    for name, colour in names:
        text = paper.fit(name, (WIDTH - 2 * MARGIN) / 2 - 80, size=SMALL)
        wide = 44 + paper.measure(text, size=SMALL) + 36
        if x + wide - 36 > WIDTH - MARGIN and x > MARGIN:
            x, y = float(MARGIN), y - SMALL * 1.4
        paper.draw_line([(x, y), (x + 32, y)], colour, width=12)
        paper.write(x + 44, y, text, size=SMALL)
        x += wide
    return y - SMALL


def _ends(paper: Paper, lines: Sequence[Series], unit: str) -> list[tuple[str, str]]:
    """For each of a few lines its name and latest value; no names if one is too long to stand beside its line."""
    if len(lines) > _MOST_DIRECT:
        return []
    room = WIDTH * 0.28
    names = [line.label for line in lines]
    if any(paper.measure(name, bold=True) > room for name in names):
        names = [""] * len(lines)
    latest = [line.points[-1][1] for line in lines]
    full = [format_value(value, unit) for value in latest]
    values = [
        text if paper.measure(text, bold=True) <= room else format_value(value, "")
        for text, value in zip(full, latest, strict=True)
    ]
    return list(zip(names, values, strict=True))


def _write_ends(paper: Paper, frame: Frame, lines: Sequence[Series], ends: Sequence[tuple[str, str]]) -> None:
    """Names and latest values beside the ends of their lines, moved apart where they would overlap."""
    tall = NORMAL * (2.6 if any(name for name, _ in ends) else 1.3)
    order = sorted(range(len(ends)), key=lambda n: frame.y(lines[n].points[-1][1]))
    floor = frame.box.bottom + tall / 2
    heights: list[float] = []
    for number in order:
        floor = max(floor, frame.y(lines[number].points[-1][1]))
        heights.append(floor)
        floor += tall
    ceiling = frame.box.top - tall / 2
    for place in reversed(range(len(order))):
        y = min(heights[place], ceiling)
        ceiling = y - tall
        name, value = ends[order[place]]
        colour = PALETTE[order[place]]
        x = frame.box.right + 24
        if name:
            paper.write(x, y + NORMAL * 0.6, name, colour=colour)
            paper.write(x, y - NORMAL * 0.6, value, bold=True)
        else:
            paper.write(x, y, value, colour=colour, bold=True)


def _describe(title: str, lines: Sequence[Series], unit: str, zone: tzinfo, threshold: float | None) -> str:
    parts: list[str] = []
    for line in lines:
        values = [value for _, value in line.points]
        low, high, latest = (format_value(value, unit) for value in (min(values), max(values), values[-1]))
        begin, end = (format_moment(line.points[place][0], zone) for place in (0, -1))
        span = f"from {begin} to {end}" if begin != end else f"at {end}"
        gaps = len(split_gaps(line.points)) - 1
        hole = f", with {gaps} gap{'s' if gaps > 1 else ''} without readings" if gaps else ""
        said = f"{span}{hole}; lowest {low}, highest {high}, latest {latest}."
        parts.append(f"{line.label}: {said}" if line.label else said[0].upper() + said[1:])
    limit = [] if threshold is None else [f"A dashed line marks {format_value(threshold, unit)}."]
    return " ".join([f"Line chart of {title}.", *parts, *limit])
