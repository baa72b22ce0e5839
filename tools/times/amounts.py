"""Numbers and lengths of time in words: "two and a half hours", "1h30", "a couple of weeks"."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from tools.times.sentence import Sentence, Steps, Strength
from tools.times.wall import elapse, move

_ONES = """zero one two three four five six seven eight nine
ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905 - reads as a line
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - reads as a line
NUMBERS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_HALF = Fraction(1, 2)
_PARTS = {
    "half": _HALF,
    "a half": _HALF,
    "a quarter of": Fraction(1, 4),
    "quarter of": Fraction(1, 4),
    "three quarters of": Fraction(3, 4),
}
_AMOUNTS = {"a couple of": 2, "a couple": 2, "couple of": 2, "a": 1, "an": 1}
_MOST_DAYS = 36_600
_MOST_DIGITS = 5
_SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as said: calendar months and days, and seconds of real time."""

    months: int = 0
    days: int = 0
    seconds: int = 0
    strength: Strength = Strength.SURE

    @property
    def length(self) -> timedelta | None:
        """The length in real time, or None when months make it depend on the calendar."""
        return None if self.months else timedelta(days=self.days, seconds=self.seconds)

    @property
    def by_clock(self) -> bool:
        """Whether it is told by the clock (hours and less), not by the calendar."""
        return not self.months and not self.days

    def after(self, at: datetime, sign: int = 1) -> datetime:
        """The instant this long after `at`, or before it when `sign` is -1: calendar first, then real time."""
        moved = move(at, sign * self.months, sign * self.days) if self.months or self.days else at
        return elapse(moved, sign * timedelta(seconds=self.seconds))


_UNIT_NAMES = (
    ("s sec secs second seconds", Span(seconds=1)),
    ("m min mins minute minutes", Span(seconds=60)),
    ("h hr hrs hour hours", Span(seconds=3600)),
    ("d day days", Span(days=1)),
    ("w wk wks week weeks", Span(days=7)),
    ("fortnight fortnights", Span(days=14)),
    ("month months", Span(months=1)),
    ("y yr yrs year years", Span(months=12)),
)
_UNITS = {name: unit for names, unit in _UNIT_NAMES for name in names.split()}
_UNSURE_LETTERS = frozenset("mdwy")
_HOURS = frozenset(("h", "hr", "hrs", "hour", "hours"))


def numbers(s: Sentence, i: int) -> Steps[int]:
    """A whole number in digits or words up to ninety-nine; the longest first."""
    word = s.word(i)
    if word.isdecimal() and len(word) <= _MOST_DIGITS:
        yield int(word), i + 1
    elif word in NUMBERS:
        tens = NUMBERS[word]
        unit_at = s.skip(i + 1, "-")
        unit = NUMBERS.get(s.word(unit_at), 0)
        if tens >= 20 and 0 < unit < 10:
            yield tens + unit, unit_at + 1
        yield tens, i + 1


def units(s: Sentence, i: int) -> Steps[Span]:
    """A unit of time, in singular, plural or short."""
    if s.word(i) in _UNITS:
        yield _UNITS[s.word(i)], i + 1


def spans(s: Sentence, i: int) -> Steps[Span]:
    """A length of time; the longest reading last."""
    for first, j in _single(s, i):
        yield first, j
        half = s.words(j, "and a half")
        if half is not None and (more := _times(_HALF, _UNITS[s.word(j - 1)], Strength.SURE)):
            yield _add(first, more), half
        yield from _more(s, j, first)


def _more(s: Sentence, i: int, sofar: Span) -> Steps[Span]:
    """The minutes of "1h30", or further, ever smaller units as in "2 hours and 30 minutes"."""
    before = s.word(i - 1)
    if before in _HOURS and s.glued(i) and s.word(i).isdecimal() and len(s.word(i)) == 2:
        yield _add(sofar, Span(seconds=60 * int(s.word(i)))), i + 1
    for second, j in _single(s, s.skip(i, ("and", ","))):
        if before in _UNITS and _size(_UNITS[s.word(j - 1)]) < _size(_UNITS[before]):
            both = _add(sofar, second)
            yield both, j
            yield from _more(s, j, both)


def _size(unit: Span) -> tuple[int, int, int]:
    return unit.months, unit.days, unit.seconds


def _add(one: Span, other: Span) -> Span:
    return Span(one.months + other.months, one.days + other.days, one.seconds + other.seconds)


def _single(s: Sentence, i: int) -> Steps[Span]:
    for quantity, j in _quantities(s, i):
        for unit, k in units(s, s.skip(j, "-")):
            strength = _strength(s, i, k)
            if span := _times(quantity, unit, strength):
                yield span, k


def _strength(s: Sentence, i: int, end: int) -> Strength:
    """Weak: "a minute" (of patience), "a day" (each), "3d" (printer); "an hour" is one unless it says how often."""
    unit = s.word(end - 1)
    if s.word(i) == "an":
        often = s.word(i - 1) in ("once", "twice", "times", "per")
        return Strength.WEAK if often else Strength.SURE
    if (s.word(i) == "a" and s.word(i + 1) == unit) or unit in _UNSURE_LETTERS:
        return Strength.WEAK
    return Strength.SURE


def _quantities(s: Sentence, i: int) -> Steps[Fraction]:
    for phrase, part in _PARTS.items():
        if (j := s.words(i, phrase)) is not None:
            yield part, s.skip(j, ("a", "an"))
    for phrase, amount in _AMOUNTS.items():
        if (j := s.words(i, phrase)) is not None:
            yield Fraction(amount), j
    for number, j in numbers(s, i):
        yield Fraction(number), j
        if (k := s.words(j, "and a half")) is not None:
            yield number + _HALF, k
        if s.word(j) == "." and s.glued(j) and s.glued(j + 1) and s.word(j + 1).isdecimal():
            yield Fraction(f"{number}.{s.word(j + 1)[:6]}"), j + 2


def _times(quantity: Fraction, unit: Span, strength: Strength) -> Span | None:
    """The product; None for half months, nothing at all, and more than a hundred years."""
    months, days = quantity * unit.months, quantity * unit.days
    if months.denominator != 1 or months * 30 + days > _MOST_DAYS:
        return None
    seconds = quantity * unit.seconds + (days - int(days)) * _SECONDS_OF_A_DAY
    span = Span(int(months), int(days), int(seconds), strength)
    return span if months or days or int(seconds) else None
