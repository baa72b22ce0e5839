"""Times in short English for chat, on a 24-hour clock; what is said reads back as the same time."""

from datetime import datetime, timedelta

from tools.times.wall import is_after

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {0: "today", 1: "tomorrow", -1: "yesterday"}


def speak_instant(at: datetime, now: datetime) -> str:
    """An instant by day and clock, in the zone of `now`: "today at 19:30", "Fri 27 Nov at 18:00"."""
    at = at.astimezone(now.tzinfo)
    return f"{_day(at, now)} at {at:%H:%M}"


def speak_range(start: datetime, end: datetime, now: datetime) -> str:
    """A range in the zone of `now`: "tomorrow", "today from 14:00 to 16:00", "from Fri 27 Nov at 18:00 to …"."""
    start, end = start.astimezone(now.tzinfo), end.astimezone(now.tzinfo)
    midnight = (end.hour, end.minute) == (0, 0)
    last = end - timedelta(minutes=1) if midnight and is_after(end, start) else end
    if start.date() != last.date():
        return f"from {speak_instant(start, now)} to {speak_instant(end, now)}"
    if midnight and (start.hour, start.minute) == (0, 0):
        return _day(start, now)
    return f"{_day(start, now)} from {start:%H:%M} to {'24:00' if midnight else f'{end:%H:%M}'}"


def speak_duration(length: timedelta) -> str:
    """A length in its largest units: "2 h 30 min", "1 day 4 h", "45 s"; parts of a second are left out."""
    minutes, seconds = divmod(abs(int(length.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    named = ((days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in named if count) or "0 s"


def _day(at: datetime, now: datetime) -> str:
    near = _NEAR.get((at.date() - now.date()).days)
    year = "" if at.year == now.year else f" {at.year}"
    return near or f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}{year}"
