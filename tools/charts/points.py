"""What is drawn of a series: where it is open, and which of very many points the eye would miss."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from math import isfinite
from statistics import median

Point = tuple[datetime, float]
"""An aware instant, and what was measured then."""

MOST = 2_000
"""Points that a line keeps; a picture has fewer columns than that."""
GAP = 3.0
"""A pause longer than this many median steps is left open."""
_ENDLESS = 1e300  # past this, differences overflow


def clean_points(points: Iterable[Point]) -> list[Point]:
    """The drawable points in order of time: without "not a number" and infinities."""
    kept = [(at, value) for at, value in points if isfinite(value) and abs(value) < _ENDLESS]
    assert all(at.tzinfo is not None for at, _ in kept), "chart times must be aware"
    return sorted(kept, key=lambda point: point[0])


def split_gaps(points: Sequence[Point]) -> list[list[Point]]:
    """Cut a series in order of time where nothing was measured for more than `GAP` times the median step."""
    if not points:
        return []
    steps = [(later[0] - earlier[0]).total_seconds() for earlier, later in pairwise(points)]
    longest = GAP * median([step for step in steps if step > 0] or [0.0])
    runs = [[points[0]]]
    for step, point in zip(steps, points[1:], strict=True):
        if step > longest > 0:
            runs.append([])
        runs[-1].append(point)
    return runs


def thin_points(points: Sequence[Point], most: int = MOST) -> list[Point]:
    """At most `most` (≥ 4) of the points, in their order, among them the first, the last, and every bucket's extremes."""
    if len(points) <= most:
        return list(points)
    buckets = (most - 2) // 2
    inner = range(1, len(points) - 1)
    keep = {0, len(points) - 1}
    for number in range(buckets):
        bucket = inner[len(inner) * number // buckets : len(inner) * (number + 1) // buckets]
        keep.add(min(bucket, key=lambda index: points[index][1]))
        keep.add(max(bucket, key=lambda index: points[index][1]))
    return [points[index] for index in sorted(keep)]


def thin_runs(runs: Sequence[Sequence[Point]]) -> list[list[Point]]:
    """Thin each run by its share of `MOST`."""
    total = sum(len(run) for run in runs)
    return [thin_points(run, max(4, MOST * len(run) // total)) for run in runs]
