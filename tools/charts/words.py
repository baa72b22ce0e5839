"""Numbers, times and names as a chart writes them."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from math import floor, log10

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"))
_BEYOND = 1e15  # no everyday word for these
_NBSP = "\N{NO-BREAK SPACE}"


def format_value(value: float, unit: str) -> str:
    """A value to three figures with its unit, such as "45.2 %" or "2.5M €"."""
    size = abs(value)
    if size >= _BEYOND or 0 < size < 1e-3:
        number = f"{value:.3g}"
    else:
        scale, suffix = next(((by, word) for by, word in _SCALES if size >= by), (1.0, ""))
        shown = value / scale
        decimals = 0 if abs(shown) >= 100 or not shown else min(5, 2 - floor(log10(abs(shown))))
        number = f"{shown:,.{decimals}f}"
        number = (number.rstrip("0").rstrip(".") if "." in number else number) + suffix
    return _join(number.replace("-", "\N{MINUS SIGN}"), unit)


def format_ticks(ticks: Sequence[float]) -> list[str]:
    """Evenly spaced tick values, all written in one scale with as many decimals as their step needs."""
    size = max(abs(tick) for tick in ticks)
    step = ticks[1] - ticks[0]
    if size >= _BEYOND or step < 1e-4:
        return [f"{tick:.5g}".replace("-", "\N{MINUS SIGN}") for tick in ticks]
    scale, suffix = next(((by, word) for by, word in _SCALES if size >= by), (1.0, ""))
    # 2.5 as a step needs one decimal more than 2 or 5.
    decimals = next(
        (count for count in range(8) if abs(round(step / scale, count) - step / scale) < step / scale / 1e6),
        8,
    )
    texts = [f"{tick / scale:,.{decimals}f}" for tick in ticks]
    return [
        ("0" if not text.strip("-0.,") else text + suffix).replace("-", "\N{MINUS SIGN}") for text in texts
    ]


def _join(number: str, unit: str) -> str:
    return f"{number}{_NBSP}{unit}" if unit else number


def format_moment(at: datetime, zone: tzinfo) -> str:
    """A moment on the clock of `zone`, such as "Mon 23 Nov 2026 14:05"."""
    return f"{format_day(at, zone)} {at.astimezone(zone):%H:%M}"


def format_day(at: datetime, zone: tzinfo) -> str:
    """A day in `zone`, such as "Mon 23 Nov 2026"."""
    local = at.astimezone(zone)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"


def format_period(start: datetime, end: datetime, zone: tzinfo) -> str:
    """From when to when, as exactly as the distance asks: with the hour under two days, with the year past 300 days."""
    days = (end - start).total_seconds() / 86_400
    if days < 1 and start.astimezone(zone).date() == end.astimezone(zone).date() and start != end:
        return f"{_date(start.astimezone(zone), clock=True, year=False)} \N{EN DASH} {end.astimezone(zone):%H:%M}"
    first, last = (_date(at.astimezone(zone), clock=days < 2, year=days > 300) for at in (start, end))
    return first if first == last else f"{first} \N{EN DASH} {last}"


def _date(local: datetime, *, clock: bool, year: bool) -> str:
    date = f"{local.day} {MONTHS[local.month - 1]}"
    if clock:
        return f"{DAYS[local.weekday()]} {date}, {local:%H:%M}"
    return f"{date} {local.year}" if year else date


def shorten(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or its longest beginning and end around an ellipsis for which `fits` holds."""
    if fits(text):
        return text
    if not text:
        return text

    def cut(kept: int) -> str:
        return f"{text[: kept - kept // 2].rstrip()}…{text[len(text) - kept // 2 :].lstrip()}"

    # Found by halving, because a fit is measured letter by letter.
    return cut(max(0, bisect_left(range(len(text)), 1, key=lambda kept: not fits(cut(kept))) - 1))


def wrap(text: str, fits: Callable[[str], bool], most: int) -> list[str]:
    """The text in at most `most` lines for which `fits` holds; what is too long is shortened in the middle."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        count = next((n for n in range(1, len(words)) if not fits(" ".join(words[: n + 1]))), len(words))
        lines.append(shorten(" ".join(words[:count]), fits))
        words = words[count:]
    return [*lines, shorten(" ".join(words), fits)] if words else lines
