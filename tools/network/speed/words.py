"""Figures, spans and moments of the line as people read them."""

from datetime import datetime, timedelta

from tools.network.speed.models import UNITS, Figure, Metric

_NAMES: dict[Metric, str] = {
    "latency": "answers in",
    "loss": "loses",
    "dns": "looks up names in",
    "download": "Downloads run at",
}


def say_value(metric: Metric, value: float) -> str:
    """Such as "14 ms", "0.4 ms", "3 %", "94 Mbit/s"."""
    unit = UNITS[metric]
    return f"{value:.1f} {unit}" if 0 < value < 10 else f"{value:.0f} {unit}"


def say_figure(figure: Figure) -> str:
    """Such as "the internet answers in 140 ms (usually 14 ms)"."""
    metric, of = figure.metric, figure.of
    if figure.now is None:
        return f"{of} does not answer"
    usual = "" if figure.usual is None else f" (usually {say_value(metric, figure.usual.middle)})"
    value = say_value(metric, figure.now)
    if metric == "loss":
        value = f"{value} of the packets"
    return f"{f'{of} ' if of else ''}{_NAMES[metric]} {value}{usual}"


def say_span(span: timedelta) -> str:
    """A length of time: "40 seconds", "12 minutes", "3 hours 10 minutes"."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 90:
        return f"{seconds} seconds"
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((hours, "hour"), (minutes, "minute")) if n]
    return " ".join(parts)


def say_clock(at: datetime, now: datetime) -> str:
    """A moment on the clock of `now`: "21:04", "yesterday 21:04", "Sat 21 Nov 21:04"."""
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return f"yesterday {local:%H:%M}" if days == 1 else f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def capitalise(text: str) -> str:
    """With a capital letter at the start."""
    return text[:1].upper() + text[1:]
