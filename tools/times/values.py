"""What a time expression can mean: an instant, a range or a duration, each with its doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Pair = tuple[datetime, datetime]

HOUR = timedelta(hours=1)


def apart(one: datetime, other: datetime) -> bool:
    """Whether two readings lie more than an hour of real time apart."""
    return abs(one.timestamp() - other.timestamp()) > HOUR.total_seconds()


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment.

    Attributes:
        at: The likeliest reading, aware.
        alternatives: Other plausible readings, likeliest first.
    """

    at: datetime
    alternatives: tuple[datetime, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether two readings lie more than an hour apart, so that the person should be asked."""
        return any(apart(self.at, other) for other in self.alternatives)


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of time from `start` up to, not including, `end`.

    Attributes:
        start: Likeliest start, aware.
        end: Likeliest end, after `start`.
        alternatives: Other plausible (start, end), likeliest first.
    """

    start: datetime
    end: datetime
    alternatives: tuple[Pair, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether two readings lie more than an hour apart, so that the person should be asked."""
        return any(apart(self.start, start) or apart(self.end, end) for start, end in self.alternatives)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of real time; a day is 24 hours."""

    length: timedelta

    @property
    def doubtful(self) -> bool:
        """Never: a length has one reading."""
        return False


def instant_of(readings: Iterable[datetime]) -> Instant | None:
    """The instant whose likeliest reading comes first; None without readings."""
    unique = list({reading.timestamp(): reading for reading in readings}.values())
    return Instant(unique[0], tuple(unique[1:])) if unique else None


def range_of(readings: Iterable[Pair]) -> Range | None:
    """The range whose likeliest reading comes first; empty readings are left out, None when nothing remains."""
    stamped = {(pair[0].timestamp(), pair[1].timestamp()): pair for pair in readings}
    unique = [pair for (start, end), pair in stamped.items() if start < end]
    return Range(*unique[0], tuple(unique[1:])) if unique else None
