"""Days, counts and short lists as people write them."""

from collections.abc import Sequence
from datetime import datetime


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
