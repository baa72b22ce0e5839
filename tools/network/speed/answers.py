"""What the verbs about the line answer; `str()` is the chat answer."""

from datetime import timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from memory.messages import Attachment
from tools.network.speed.causes import REMEDIES, VERDICTS, Cause
from tools.network.speed.models import TITLES, UNITS, Figure, Metric, Noun, Outage
from tools.network.speed.words import capitalise, say_clock, say_figure, say_span, say_value
from tools.trust import Ours, Untrusted

Points = tuple[tuple[AwareDatetime, float], ...]


class Curve(Noun):
    """One thing over time: `of` is what it is about."""

    of: Ours
    lowest: float
    average: float
    highest: float
    highest_at: AwareDatetime
    points: Points = Field(exclude=True, repr=False)  # a model has no use for a thousand of them


def sum_up(of: str, points: Points) -> Curve:
    """Sum up at least one point."""
    values = [value for _, value in points]
    at, top = max(points, key=lambda point: point[1])
    return Curve(of=of, lowest=min(values), average=fmean(values), highest=top, highest_at=at, points=points)


class SpeedNow(Noun):
    """The line now, beside what is usual; `tested` says that the download was timed just now."""

    at: AwareDatetime
    figures: tuple[Figure, ...]
    download: Figure | None
    tested: bool
    fault: Ours = ""
    zone: Ours = "UTC"
    lately: tuple[Curve, ...] = Field(default=(), exclude=True, repr=False)

    @property
    def all(self) -> tuple[Figure, ...]:
        """With the download."""
        return self.figures if self.download is None else (self.download, *self.figures)

    def __str__(self) -> str:
        """What is odd, and the figures."""
        odd = [each for each in self.all if each.odd]
        head = "The line is as usual." if not odd else "Something is slower than usual."
        told = [each for each in self.all if each.metric != "loss" or (each.odd and (each.now or 0) < 100)]
        lines = [f"• {capitalise(say_figure(each))}{' ←' if each.odd else ''}" for each in told]
        fault = [self.fault] if self.fault else []
        return "\n".join([head, *lines[:9], *fault])

    def chart(self) -> Attachment | None:
        """The latency of the last day."""
        return _draw("Latency over the last day", self.lately, "ms", self.zone)


class SpeedHistory(Noun):
    """How one figure was over a time."""

    what: Metric
    period: Ours
    at: AwareDatetime
    zone: Ours
    curves: tuple[Curve, ...]

    def __str__(self) -> str:
        """A line each."""
        title = TITLES[self.what]
        if not self.curves:
            return f"{title}: nothing was measured in that time yet."
        rows = [
            f"• {f'{capitalise(each.of)}: ' if each.of else ''}{say_value(self.what, each.average)} on average, "
            f"{say_value(self.what, each.lowest)} to {say_value(self.what, each.highest)}, "
            f"highest {say_clock(each.highest_at, self.at)}"
            for each in self.curves
        ]
        return "\n".join([f"{title} over the last {self.period}:", *rows])

    def chart(self) -> Attachment | None:
        """A line each."""
        return _draw(f"{TITLES[self.what]}, last {self.period}", self.curves, UNITS[self.what], self.zone)


class HeavyUser(Noun):
    """A device that asks much: its lookups in the last 24 hours."""

    name: Untrusted
    lookups: int


class Slowness(Noun):
    """Why the internet is slow: the most likely cause, what speaks for it, and who asks most.

    `spells` are times of the last two days when it was slow, where it is not slow now.
    """

    at: AwareDatetime
    cause: Cause
    evidence: tuple[Ours, ...]
    since: AwareDatetime | None
    users: tuple[HeavyUser, ...]
    spells: tuple[Outage, ...] = ()
    away: tuple[Outage, ...] = ()
    fault: Ours = ""

    def __str__(self) -> str:
        """The verdict, the evidence, what to do."""
        lines = [VERDICTS[self.cause]]
        if self.since is not None:
            lines[0] += f" It began about {say_clock(self.since, self.at)}."
        lines += [f"• {capitalise(each)}" for each in self.evidence]
        lines += [f"• {self.fault}"] if self.fault else []
        lines += [f"It was slow {_say_spell(each, self.at)}." for each in self.spells[-2:]]
        lines += [f"It was away {_say_spell(each, self.at)}." for each in self.away[-1:]]
        if self.users:
            said = ", ".join(f"{each.name} ({each.lookups:,})" for each in self.users)
            lines.append(f"Most lookups in 24 hours: {said}.")
        if REMEDIES[self.cause]:
            lines.append(REMEDIES[self.cause])
        return "\n".join(lines)


class Uptime(Noun):
    """How much of a time the internet was there; `percent` is None where nothing was measured."""

    period: Ours
    at: AwareDatetime
    percent: float | None
    watched_hours: float
    outages: tuple[Outage, ...]

    def __str__(self) -> str:
        """The share, and the outages."""
        if self.percent is None:
            return f"I have not watched the internet in the last {self.period} yet."
        head = f"The internet was there {_say_percent(self.percent)} % of the last {self.period}"
        head += f" (watched for {say_span(timedelta(hours=self.watched_hours))})."
        if not self.outages:
            return f"{head} No outage."
        count = len(self.outages)
        rows = [f"• away {_say_spell(each, self.at)}" for each in self.outages[-8:]]
        return "\n".join([head, f"{count} outage{'' if count == 1 else 's'}:", *rows])


def _say_spell(spell: Outage, now: AwareDatetime) -> str:
    begun = say_clock(spell.start, now)
    if spell.end is None:
        return f"since {begun}"
    end = f"{spell.end.astimezone(now.tzinfo):%H:%M}"
    return f"{begun} to {end} ({say_span(spell.end - spell.start)})"


def _say_percent(percent: float) -> str:
    return "100" if percent >= 99.995 else f"{percent:.2f}"


def _draw(title: str, curves: tuple[Curve, ...], unit: str, zone: str) -> Attachment | None:
    from tools.charts import Series, draw_series

    lines = [Series(each.of, each.points) for each in curves if len(each.points) > 2]
    return draw_series(title, lines, unit=unit, zone=ZoneInfo(zone)) if lines else None
