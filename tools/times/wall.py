"""Wall time and elapsed time in a zone, on the days when the two differ.

Two aware datetimes of one zone are compared by Python as wall times, so that order is asked of `is_after`.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = 24 * 60
"""Minutes of a day on the wall."""


def on_wall(wall: datetime, zone: tzinfo) -> datetime:
    """The instant at which clocks in `zone` show the naive `wall`.

    A wall time that is skipped in spring becomes the first instant after the gap; one that comes twice in autumn is
    the first of the two.
    """
    at = wall.replace(tzinfo=zone, fold=0)
    if _round_trip(at).replace(tzinfo=None) == wall:
        return at
    before, after = at.replace(fold=1).astimezone(UTC), at.astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0).astimezone(zone)


def _round_trip(at: datetime) -> datetime:
    return at.astimezone(UTC).astimezone(at.tzinfo)


def at_minute(day: date, minute: int, zone: tzinfo) -> datetime:
    """The instant `minute` wall minutes after midnight of `day`; may lie beyond the day's end."""
    return on_wall(datetime.combine(day, time()) + timedelta(minutes=minute), zone)


def elapse(at: datetime, length: timedelta) -> datetime:
    """The instant `length` of real time after `at`."""
    return (at.astimezone(UTC) + length).astimezone(at.tzinfo)


def move(at: datetime, months: int, days: int) -> datetime:
    """The same wall time some calendar months and days away; 31 January and a month is 28 or 29 February."""
    index = at.year * 12 + at.month - 1 + months
    year, month = index // 12, index % 12 + 1
    day = min(at.day, calendar.monthrange(year, month)[1])
    wall = at.replace(year=year, month=month, day=day, tzinfo=None, fold=0) + timedelta(days=days)
    assert at.tzinfo is not None, "times are aware"
    return on_wall(wall, at.tzinfo)


def is_after(one: datetime, other: datetime) -> bool:
    """Whether `one` is the later instant, whatever their wall times say."""
    return one.timestamp() > other.timestamp()
