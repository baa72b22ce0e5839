"""When a bedtime holds, and who is to be offline at an instant. Bedtimes are read off the house's clock on the wall."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from tools.network.people.models import Bedtime, Hours, Known
from tools.network.people.settings import WEEK
from tools.network.tables import Standing

Reason = Literal["blocked", "unknown", "visit over", "offline", "bedtime"]
_DAY = timedelta(days=1)
_LONGEST = timedelta(hours=14)
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Night:
    """One bedtime: from `begins` up to but not including `ends`."""

    begins: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is this bedtime now."""
        return self.begins <= now < self.ends


def next_night(bedtime: Bedtime, now: datetime) -> Night | None:
    """The bedtime that holds at `now`, or else the next one; None where no day has one.

    Args:
        bedtime: The rule.
        now: In the zone of the house.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    over = 1 if bedtime.end <= bedtime.start else 0
    for ahead in range(-1, 8):
        day = today + timedelta(days=ahead)  # wall time, also where the clocks change
        begins = datetime.combine(day.date(), bedtime.start, now.tzinfo)
        ends = datetime.combine(day.date() + over * _DAY, bedtime.end, now.tzinfo)
        if WEEK[day.weekday()] in bedtime.days and now < ends:
            return Night(begins, ends)
    return None


def evening_of(start: time, end: time) -> tuple[time, time]:
    """Clock times as they were meant: "from 8 to 7" is no bedtime of 23 hours, but one from the evening to the morning."""
    if _length(start, end) > _LONGEST and start.hour < 12:
        start = start.replace(hour=start.hour + 12)
    if _length(start, end) > _LONGEST and end.hour >= 12:
        end = end.replace(hour=end.hour - 12)
    return start, end


def _length(start: time, end: time) -> timedelta:
    between = datetime.combine(_ANY_DAY, end) - datetime.combine(_ANY_DAY, start)
    return between if between > timedelta() else between + _DAY


def is_offline(hours: Hours | None, now: datetime) -> Reason | None:
    """Why somebody with these hours is to be offline now; None where they may be online."""
    if hours is None or (hours.more_until is not None and now < hours.more_until):
        return None
    if hours.offline_since is not None and (hours.offline_until is None or now < hours.offline_until):
        return "offline"
    night = next_night(hours.bedtime, now) if hours.bedtime is not None else None
    return "bedtime" if night is not None and night.holds(now) else None


def why_offline(
    device: Known, hours: Mapping[str, Hours], now: datetime, *, block_unknown: bool
) -> Reason | None:
    """Why a device is to be offline now; None where it may be online.

    What was said of the device itself goes before what holds for whose it is.
    """
    if device.essential:
        return None
    match device.standing:
        case Standing.BLOCKED:
            return "blocked"
        case Standing.UNKNOWN if block_unknown:
            return "unknown"
        case Standing.GUEST if device.until is not None and device.until <= now:
            return "visit over"
        case _:
            pass
    own = hours.get(device.id)
    if own is not None and own.more_until is not None and now < own.more_until:
        return None
    return is_offline(own, now) or (is_offline(hours.get(device.owner), now) if device.owner else None)
