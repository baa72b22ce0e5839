"""Explicit calendar dates: "27 November", "Nov 27", "2026-12-24", "24/12", "the 5th", "christmas eve"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tools.times.amounts import NUMBERS, numbers
from tools.times.sentence import Sentence, Steps, Strength

_FULL = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
MONTHS = (
    {name: n for n, name in enumerate(_FULL, start=1)}
    | {name[:3]: n for n, name in enumerate(_FULL, start=1)}
    | {"sept": 9}
)
_ORDINARY = frozenset(("may", "march", "mar", "jan", "dec"))
"""Months that are words or short names besides."""
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth
eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()  # noqa: SIM905 - reads as a line
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, start=1)} | {"thirtieth": 30}
_HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year 's eve": (12, 31),
    "new years eve": (12, 31),
    "new year 's day": (1, 1),
    "new years day": (1, 1),
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as said.

    Attributes:
        dates: Readings, likeliest first; with `prefer` applied except for today, whose hours decide.
        strength: How sure it is that a day is meant.
        weekly: Whether another week's would do as well (a weekday without more).
        moment: Whether it means a moment when no clock follows: "in two days".
    """

    dates: tuple[date, ...]
    strength: Strength = Strength.SURE
    weekly: bool = False
    moment: bool = False


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None if the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def ordinals(s: Sentence, i: int) -> Steps[int]:
    """The day of a month as an ordinal: "5th", "fifth", "twenty-first"."""
    word = s.word(i)
    if word.isdecimal() and len(word) <= 2 and s.word(i + 1) in ("st", "nd", "rd", "th") and s.glued(i + 1):
        yield int(word), i + 2
    if word in ORDINALS:
        yield ORDINALS[word], i + 1
    unit_at = s.skip(i + 1, "-")
    if word in ("twenty", "thirty") and 0 < (unit := ORDINALS.get(s.word(unit_at), 0)) < 10:
        yield NUMBERS[word] + unit, unit_at + 1


def calendar_days(s: Sentence, i: int) -> Steps[Day]:
    """An explicit date, with or without its year."""
    yield from _iso(s, i)
    yield from _numeric(s, i)
    start = s.skip(i, ("the",))
    for number, j in (*ordinals(s, start), *numbers(s, start)):
        month_at = s.skip(j, ("of",))
        if s.word(month_at) in MONTHS:
            yield from _with_year(s, month_at + 1, MONTHS[s.word(month_at)], number, Strength.SURE)
    if s.word(i) in MONTHS:
        after = s.skip(i + 1, ("the", "."))
        strength = Strength.LOOSE if s.word(i) in _ORDINARY else Strength.SURE
        for number, j in (*ordinals(s, after), *numbers(s, after)):
            yield from _with_year(s, j, MONTHS[s.word(i)], number, strength)
    if s.word(i) == "the":
        for number, j in ordinals(s, i + 1):
            if day := next(_days_of_month(s, number), None):
                strength = (
                    Strength.LOOSE if s.word(i - 1) in ("on", "since", "until", "till") else Strength.WEAK
                )
                yield Day((day,), strength), j
    for phrase, (month, number) in _HOLIDAYS.items():
        if (end := s.words(i, phrase)) is not None:
            yield from _with_year(s, end, month, number, Strength.SURE)


def _iso(s: Sentence, i: int) -> Steps[Day]:
    """2026-12-24, and the T before a time."""
    year, dash, month, dash_too, day = (s.word(i + n) for n in range(5))
    if dash == dash_too == "-" and len(year) == 4 and len(month) == len(day) == 2:
        digits = (year + month + day).isdecimal()
        made = make_date(int(year), int(month), int(day)) if digits else None
        if made:
            yield Day((made,)), s.skip(i + 5, ("t",)) if s.glued(i + 5) else i + 5


def _numeric(s: Sentence, i: int) -> Steps[Day]:
    """24/12 and 24.12.2026: the day first, unless only the month can be; both when both can be."""
    mark = s.word(i + 1)
    one, two = s.word(i), s.word(i + 2)
    small = one.isdecimal() and two.isdecimal() and len(one) <= 2 and len(two) <= 2
    if not small or mark not in ("/", ".") or not (s.glued(i + 1) and s.glued(i + 2)):
        return
    year, end = None, i + 3
    if s.word(end) == mark and s.glued(end) and s.glued(end + 1) and len(s.word(end + 1)) == 4:
        year = int(s.word(end + 1)) if s.word(end + 1).isdecimal() else None
        end += 2
    if mark == "." and year is None:
        return
    orders = ((int(two), int(one)), (int(one), int(two)))
    days = [day for month, number in orders if (day := _choose(s, year, month, number))]
    if days:
        told = year or s.word(i - 1) in ("on", "by", "since", "until", "till", "from") or max(orders[0]) > 12
        yield Day(tuple(dict.fromkeys(days)), Strength.SURE if told else Strength.LOOSE), end


def _with_year(s: Sentence, j: int, month: int, number: int, strength: Strength) -> Steps[Day]:
    year_at = s.skip(j, (",",))
    year = s.word(year_at)
    if len(year) == 4 and year.isdecimal() and 1900 <= int(year) <= 2200:
        if day := make_date(int(year), month, number):
            yield Day((day,)), year_at + 1
    elif day := _choose(s, None, month, number):
        yield Day((day,), strength), j


def yearless(s: Sentence, month: int, number: int) -> list[date]:
    """The dates of that name from last year to eight years on (29 February), in order."""
    years = range(s.today.year - (8 if s.past else 1), s.today.year + 9)
    return [day for year in years if (day := make_date(year, month, number))]


def _choose(s: Sentence, year: int | None, month: int, number: int) -> date | None:
    """The next such date from today on, or the last one up to today when the past is meant."""
    if year is not None:
        return make_date(year, month, number)
    days = yearless(s, month, number) if 1 <= month <= 12 else []
    if s.past:
        return next((day for day in reversed(days) if day <= s.today), None)
    return next((day for day in days if day >= s.today), None)


def _days_of_month(s: Sentence, number: int) -> Iterator[date]:
    """The days with this number, from today on (or back), nearest first."""
    first = s.today.replace(day=1)
    for _ in range(13):
        day = make_date(first.year, first.month, number)
        if day and (day <= s.today if s.past else day >= s.today):
            yield day
        first = (first - timedelta(days=1) if s.past else first + timedelta(days=31)).replace(day=1)
