"""A day, a part of the day and a clock time in any order: "tomorrow evening at 7", "half seven on friday"."""

from dataclasses import dataclass, replace
from datetime import date

from tools.times.clocks import Clock, clocks
from tools.times.days import days
from tools.times.parts import NIGHT, TONIGHT, Part, parts
from tools.times.periods import periods
from tools.times.sentence import Sentence, Steps, Strength
from tools.times.values import Pair

_AT = ("at", "around", "about")


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said of a time, before it is resolved against the present.

    Attributes:
        dates: Readings of the day.
        part: Part of the day.
        clock: Time of day.
        period: Readings of a week, month or the like; then nothing else is set.
        weekly: Whether another week's day would do as well.
        moment: Whether the day stands for a moment (see `Day.moment`).
        strength: How sure it is that a time is meant.
    """

    dates: tuple[date, ...] = ()
    part: Part | None = None
    clock: Clock | None = None
    period: tuple[Pair, ...] = ()
    weekly: bool = False
    moment: bool = False
    strength: Strength = Strength.WEAK

    @property
    def bare_clock(self) -> bool:
        """Whether only a time of day was said."""
        return self.clock is not None and not self.dates and self.part is None

    def join(self, other: "Moment") -> "Moment | None":
        """Both together; None if they speak of the same thing."""
        if self.period or other.period:
            return None
        clash = (self.dates and other.dates) or (self.part and other.part) or (self.clock and other.clock)
        if clash:
            return None
        return Moment(
            dates=self.dates or other.dates,
            part=self._named_part(other),
            clock=self.clock or other.clock,
            weekly=self.weekly or other.weekly,
            moment=self.moment or other.moment,
            strength=max(self.strength, other.strength, Strength.LOOSE),
        )

    def _named_part(self, other: "Moment") -> Part | None:
        """The night of a named day is its late evening."""
        part = self.part or other.part
        return TONIGHT if part is NIGHT and (self.dates or other.dates) else part


def moments(s: Sentence, i: int) -> Steps[Moment]:
    """Every reading of a day, a part of the day, a clock time, or some of them together."""
    for period, strength, j in periods(s, i):
        yield Moment(period=period, strength=strength), j
    for piece, j in _pieces(s, i):
        yield piece, j
        yield from _longer(s, j, piece)


def _longer(s: Sentence, i: int, sofar: Moment) -> Steps[Moment]:
    for piece, j in _pieces(s, s.skip(i, (",",))):
        joined = sofar.join(piece)
        if joined:
            yield joined, j
            yield from _longer(s, j, joined)


def _pieces(s: Sentence, i: int) -> Steps[Moment]:
    for day, j in days(s, i):
        yield Moment(dates=day.dates, weekly=day.weekly, moment=day.moment, strength=day.strength), j
    for said, j in parts(s, i):
        yield Moment(dates=said.dates, part=said.part, strength=said.strength), j
    told = s.skip(i, ("at",)) if s.word(i + 1) in _AT else i
    at = s.skip(told, _AT)
    for clock, j in clocks(s, at):
        yield (
            Moment(
                clock=replace(clock, strength=Strength.SURE) if at > i else clock,
                strength=(Strength.SURE if at > i else clock.strength),
            ),
            j,
        )
