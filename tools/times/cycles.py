"""The days of a recurrence: "every other monday", "weekdays", "every month on the 1st", "daily"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tools.times.amounts import numbers
from tools.times.dates import MONTHS, ORDINALS, ordinals
from tools.times.days import WEEKDAYS
from tools.times.parts import NAMED, NIGHT, Part
from tools.times.sentence import Sentence, Steps, Strength
from tools.times.wall import DAY

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)
_EVERY = ("every", "each")
_FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_LAST_SAFE_DAY = 28


@dataclass(frozen=True, slots=True)
class Cycle:
    """On which days something recurs.

    Attributes:
        frequency: FREQ of RFC 5545.
        interval: Every how many of them.
        weekdays: Days of the week, Monday is 0.
        nth: Which of the month's such weekdays, -1 is the last; 0 for all.
        monthday: Day of the month, -1 is the last; 0 if not said.
        month: Month of the year; 0 if not said.
        part: Part of the day, if the cycle named one ("every morning").
        strength: How sure it is, without a clock time, that a time is meant.
    """

    frequency: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    monthday: int = 0
    month: int = 0
    part: Part | None = None
    strength: Strength = Strength.SURE

    def rule(self, minutes: tuple[int, ...], today: date) -> str | None:
        """The RRULE at these minutes of the day; None when one rule can't say it.

        A day that was not said is today's: "weekly" on a Tuesday is every Tuesday.
        """
        overnight = {minute // DAY for minute in minutes}
        parts = [f"FREQ={self.frequency}"] + ([f"INTERVAL={self.interval}"] if self.interval > 1 else [])
        if len({minute % 60 for minute in minutes}) > 1 or (len(overnight) > 1 and self.frequency != "DAILY"):
            return None
        if self.frequency == "YEARLY":
            parts.append(f"BYMONTH={self.month or today.month}")
        weekdays = self.weekdays or ((today.weekday(),) if self.frequency == "WEEKLY" else ())
        if weekdays:
            shifted = sorted((day + min(overnight)) % 7 for day in weekdays)
            parts.append("BYDAY=" + ",".join(f"{self.nth or ''}{_CODES[day]}" for day in shifted))
        elif self.frequency != "DAILY":
            spoken = today.day if today.day <= _LAST_SAFE_DAY else -1
            parts.append(f"BYMONTHDAY={self.monthday or spoken}")
        hours = sorted({minute % DAY // 60 for minute in minutes})
        return ";".join([*parts, f"BYHOUR={','.join(map(str, hours))}", f"BYMINUTE={minutes[0] % 60}"])


_ADVERBS = {
    "daily": Cycle("DAILY", strength=Strength.LOOSE),
    "nightly": Cycle("DAILY", part=NIGHT, strength=Strength.LOOSE),
    "weekly": Cycle("WEEKLY", strength=Strength.LOOSE),
    "fortnightly": Cycle("WEEKLY", 2, strength=Strength.LOOSE),
    "monthly": Cycle("MONTHLY", strength=Strength.LOOSE),
    "yearly": Cycle("YEARLY", strength=Strength.LOOSE),
    "annually": Cycle("YEARLY", strength=Strength.LOOSE),
    "everyday": Cycle("DAILY", strength=Strength.LOOSE),
}


def cycles(s: Sentence, i: int) -> Steps[Cycle]:
    """The days of a recurrence."""
    if s.word(i) in _ADVERBS:
        yield _ADVERBS[s.word(i)], i + 1
    if s.word(i) in _EVERY:
        yield from _every(s, i + 1)
        yield from _every_date(s, i + 1)
    at = s.skip(i, ("on", "at"))
    yield from _plural(s, s.skip(at, ("the",)))
    if s.word(at) == "the" or at > i:
        for cycle, j in _of_month(s, s.skip(at, ("the",))):
            yield from _each_month(s, j, cycle)


def _every(s: Sentence, i: int) -> Steps[Cycle]:
    counts = [(1, i), *numbers(s, i)]
    if s.word(i) in ("other", "second", "alternate"):
        counts.append((2, i + 1))
    for interval, j in counts:
        if interval < 1:
            continue
        unit = s.word(j).removesuffix("s")
        if unit in _FREQUENCIES and (interval > 1 or s.word(j) == unit):
            yield Cycle(_FREQUENCIES[unit], interval), j + 1
        if unit == "fortnight":
            yield Cycle("WEEKLY", 2 * interval), j + 1
        for weekdays, k in _weekdays(s, j):
            yield Cycle("WEEKLY", interval, weekdays), k
        if unit in NAMED:
            yield Cycle("DAILY", interval, part=NAMED[unit]), j + 1


def _every_date(s: Sentence, i: int) -> Steps[Cycle]:
    """What follows "every" and is a date: "5th of the month", "first monday", "24 december"."""
    for cycle, j in _of_month(s, i):
        yield cycle, j
        for phrase in ("of the month", "of each month", "of every month"):
            if (end := s.words(j, phrase)) is not None:
                yield cycle, end
    yield from _of_year(s, i)


def _plural(s: Sentence, i: int) -> Steps[Cycle]:
    """As in "mondays and thursdays", "weekdays", "weekends"."""
    if not s.word(i).endswith("s") or s.word(i) in ("tues", "weds", "thurs"):
        return
    for weekdays, j in _weekdays(s, i):
        yield Cycle("WEEKLY", weekdays=weekdays), j


def _weekdays(s: Sentence, i: int, most: int = 7) -> Steps[tuple[int, ...]]:
    """One or several weekdays, "weekday", "weekend", "monday to friday"."""
    word = s.word(i)
    for names, found in (
        (("weekday", "weekdays", "workday", "workdays", "working day"), _WORKDAYS),
        (("weekend", "weekends"), _WEEKEND),
    ):
        for name in names:
            if (j := s.words(i, name)) is not None:
                yield found, s.skip(j, ("day",))
    day = WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s")))
    if day is None:
        return
    if s.word(i + 1) in ("to", "-", "through") and s.word(i + 2) in WEEKDAYS:
        length = (WEEKDAYS[s.word(i + 2)] - day) % 7
        yield tuple((day + n) % 7 for n in range(length + 1)), i + 3
    after = s.skip(s.skip(i + 1, (",",)), ("and", "&"))
    if after > i + 1 and most > 1:
        for others, j in _weekdays(s, s.skip(s.skip(after, ("on",)), _EVERY), most - 1):
            yield tuple(sorted({day, *others})), j
    yield (day,), i + 1


def _of_month(s: Sentence, i: int) -> Steps[Cycle]:
    """As in "1st", "first monday", "last friday", "last day"."""
    counts: list[tuple[int, int]] = list(ordinals(s, i))
    if s.word(i) == "last":
        counts.append((-1, i + 1))
    for number, j in counts:
        if s.word(j) in WEEKDAYS and number <= 5:
            yield Cycle("MONTHLY", weekdays=(WEEKDAYS[s.word(j)],), nth=number), j + 1
        elif s.word(j) == "day":
            yield Cycle("MONTHLY", monthday=number), j + 1
        elif 0 < number <= 31 and s.word(j) not in MONTHS:
            strength = Strength.LOOSE if s.word(i) not in ORDINALS else Strength.WEAK
            yield Cycle("MONTHLY", monthday=number, strength=strength), j


def _each_month(s: Sentence, i: int, cycle: Cycle) -> Steps[Cycle]:
    for phrase in ("of every month", "of each month", "of the month", "every month", "each month"):
        sure = cycle.nth != 0 or "the" not in phrase.split()
        if (j := s.words(i, phrase)) is not None and sure:
            yield replace(cycle, strength=Strength.SURE), j


def _of_year(s: Sentence, i: int) -> Steps[Cycle]:
    """As in "24 december", "december 24th"."""
    for number, j in (*ordinals(s, i), *numbers(s, i)):
        month_at = s.skip(j, ("of",))
        if s.word(month_at) in MONTHS:
            yield from _yearly(MONTHS[s.word(month_at)], number, month_at + 1)
    if s.word(i) in MONTHS:
        for number, j in (*ordinals(s, i + 1), *numbers(s, i + 1)):
            yield from _yearly(MONTHS[s.word(i)], number, j)


def _yearly(month: int, number: int, end: int) -> Iterator[tuple[Cycle, int]]:
    if 1 <= number <= (29 if month == 2 else 31):
        try:
            date(2024, month, number)
        except ValueError:
            return
        yield Cycle("YEARLY", month=month, monthday=number), end


def days_of_cycle(s: Sentence, i: int, cycle: Cycle) -> Steps[Cycle]:
    """The day that follows "every week", "every month" or "every year": "on monday", "on the 1st"."""
    on = s.skip(i, ("on",))
    the = s.skip(on, ("the",))
    if cycle.frequency == "WEEKLY" and not cycle.weekdays:
        for weekdays, j in _weekdays(s, on):
            yield replace(cycle, weekdays=weekdays, strength=Strength.SURE), j
    if cycle.frequency == "MONTHLY" and not cycle.monthday and not cycle.weekdays and the > i:
        for found, j in _of_month(s, the):
            yield replace(found, interval=cycle.interval, strength=Strength.SURE), j
    if cycle.frequency == "YEARLY" and not cycle.monthday:
        for found, j in _of_year(s, the):
            yield replace(found, interval=cycle.interval), j
