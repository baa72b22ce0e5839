"""Amounts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from memory.messages import Attachment
from tools.charts.paper import FAINT, MARGIN, NORMAL, PALETTE, SMALL, WIDTH, Paper, attach
from tools.charts.series import draw_nothing
from tools.charts.words import format_value

MOST_BARS = 12
_THICK = 26
_PITCH = 92  # a name, its bar below it, and air
_AIR = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A named amount; `text` is how it is written, if not as the value with the unit."""

    label: str
    value: float
    text: str | None = None


class _Rest(Bar):
    """What is too small to have a bar of its own."""


def draw_bars(title: str, bars: Sequence[Bar], *, unit: str) -> Attachment:
    """Draw amounts as horizontal bars, the largest first, each with its amount written at its end.

    Args:
        title: What is compared.
        bars: In any order; what comes after the eleventh of more than twelve is summed as "other".
        unit: Of all values; may be empty.
    """
    shown = _choose(bars)
    if not shown:
        return draw_nothing(title)
    texts = [bar.text or format_value(bar.value, unit) for bar in shown]
    paper = Paper()
    top = paper.write_head(title, [])
    pitch = min(_PITCH, (top - MARGIN) / len(shown))
    ends = [paper.fit(text, WIDTH * 0.4, size=SMALL, bold=True) for text in texts]
    zero, scale = _scale(paper, shown, ends)
    for number, (bar, text) in enumerate(zip(shown, ends, strict=True)):
        y = top - number * pitch - NORMAL / 2
        paper.write(MARGIN, y, paper.fit(bar.label, WIDTH - 2 * MARGIN))
        y -= pitch * 0.46
        end, side = zero + bar.value * scale, -1 if bar.value < 0 else 1
        corners = [
            (zero, y - _THICK / 2),
            (end, y - _THICK / 2),
            (end, y + _THICK / 2),
            (zero, y + _THICK / 2),
        ]
        paper.draw_area(corners, PALETTE[-1] if isinstance(bar, _Rest) else PALETTE[0])
        paper.draw_line([corners[0], corners[3]], FAINT, width=3)
        paper.write(end + side * _AIR, y, text, size=SMALL, bold=True, ha="left" if side > 0 else "right")
    said = "; ".join(f"{bar.label} {text}" for bar, text in zip(shown, texts, strict=True))
    picture = paper.png(top - len(shown) * pitch - MARGIN / 2)
    return attach(title, picture, f"Bar chart of {title}, largest first: {said}.")


def _choose(bars: Sequence[Bar]) -> list[Bar]:
    """The largest first; past `MOST_BARS`, the smallest are summed at the end."""
    order = sorted((bar for bar in bars if isfinite(bar.value)), key=lambda bar: -bar.value)
    if len(order) <= MOST_BARS:
        return order
    rest = order[MOST_BARS - 1 :]
    return [*order[: MOST_BARS - 1], _Rest(f"other ({len(rest)})", sum(bar.value for bar in rest))]


def _scale(paper: Paper, bars: Sequence[Bar], ends: Sequence[str]) -> tuple[float, float]:
    """Where zero lies and how many pixels a unit takes, so that the text at each bar's end has room."""
    room = {-1: 0.0, 1: 0.0}
    for bar, text in zip(bars, ends, strict=True):
        side = -1 if bar.value < 0 else 1
        room[side] = max(room[side], paper.measure(text, size=SMALL, bold=True) + _AIR)
    low, high = min(0.0, *(bar.value for bar in bars), 0.0), max(0.0, *(bar.value for bar in bars), 0.0)
    scale = (WIDTH - 2 * MARGIN - room[-1] - room[1]) / ((high - low) or 1.0)
    return MARGIN + room[-1] - low * scale, scale
