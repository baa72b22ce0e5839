"""Sizes, shares and times of a PC as people read them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def format_memory(size: float) -> str:
    """Main memory as modules are labelled, 1 GB = 1024³ bytes: "7.9 GB", "16 GB", "512 MB"."""
    return _scale(size, 1024)


def format_disk(size: float) -> str:
    """Disk space and traffic as disks are sold, 1 GB = 1000³ bytes: "41 GB", "1.2 TB"."""
    return _scale(size, 1000)


def format_share(used: float, total: float) -> str:
    """How much of a memory is used: "7.9 GB of 16 GB (49 %)"."""
    return f"{format_memory(used)} of {format_memory(total)}" + (
        f" ({100 * used / total:.0f} %)" if total else ""
    )


def _scale(size: float, step: int) -> str:
    value, unit = max(0.0, size), 0
    while value >= step - 0.5 and unit < len(_UNITS) - 1:
        value, unit = value / step, unit + 1
    text = f"{value:.1f}" if unit and value < 9.95 else f"{value:.0f}"
    return f"{text.removesuffix('.0')} {_UNITS[unit]}"


def format_span(span: timedelta) -> str:
    """A length of time in its two largest units: "3 days 4 hours", "12 minutes"."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((days, "day"), (hours, "hour")) if n]
    if not days and (minutes or not parts):
        parts.append(f"{minutes} minute{'' if minutes == 1 else 's'}")
    return " ".join(parts)


def format_time(at: datetime, now: datetime) -> str:
    """A moment on the clock of `now`: "21:04", "yesterday 21:04", "Sat 21 Nov 21:04"."""
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return f"yesterday {local:%H:%M}" if days == 1 else f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """A list as it is said: "C:, D: and E:"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def format_count(count: int, one: str, many: str) -> str:
    """A number of things, such as "1 file" or "1,200 files"."""
    return f"{count:,} {one if count == 1 else many}"


def format_day(when: datetime, today: datetime) -> str:
    """A day on the clock of `today`, such as "12 March"; with the year unless it is this year's."""
    local = when.astimezone(today.tzinfo)
    day = f"{local.day} {local:%B}"
    return day if local.year == today.year else f"{day} {local.year}"


def list_lines(first: str, rows: Sequence[str], last: Sequence[str], most: int = 12) -> str:
    """Lines for a phone: `first`, as many `rows` as fit, a line that says how many don't, `last`."""
    room = most - 1 - len(last)
    if len(rows) > room:
        rows = [*rows[: room - 1], f"… and {len(rows) - room + 1} more"]
    return "\n".join([first, *rows, *last])
