"""Clock times: "7", "7pm", "19:30", "half seven", "quarter to six", "noon"."""

from dataclasses import dataclass

from tools.times.amounts import numbers
from tools.times.sentence import Sentence, Steps, Strength
from tools.times.wall import DAY

NOON = DAY // 2
_SIX = 6 * 60
_FRACTIONS = {"half": 30, "quarter": 15}
_PAST = frozenset(("past", "after"))
_TO = frozenset(("to", "before", "til"))
_OCLOCK = frozenset(("o'clock", "oclock", "clock"))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        readings: Minutes after the day's midnight, likeliest first when a day is named; 1440 is the day's end.
        strength: How sure it is that a clock is meant.
    """

    readings: tuple[int, ...]
    strength: Strength


_NAMED = {
    "noon": Clock((NOON,), Strength.SURE),
    "midday": Clock((NOON,), Strength.SURE),
    "midnight": Clock((DAY, 0), Strength.SURE),
}


def clocks(s: Sentence, i: int) -> Steps[Clock]:
    """A clock time, without "at" before it; the most specific reading first."""
    named = _NAMED.get(s.word(i))
    if named:
        yield named, i + 1
        return
    yield from _relative(s, i)
    for hour, j in _hours(s, i):
        padded = s.word(i).startswith("0")
        yield from _with_minutes(s, j, hour, padded=padded)
        if hour == 12 and s.word(j) in _NAMED:
            yield _NAMED[s.word(j)], j + 1
        yield from _marked(s, j, hour, 0, padded=padded, strength=Strength.WEAK)


def _hours(s: Sentence, i: int) -> Steps[int]:
    for hour, j in numbers(s, i):
        if hour <= 24 and (len(s.word(i)) <= 2 or not s.word(i).isdecimal()):
            yield hour, j


def _with_minutes(s: Sentence, j: int, hour: int, *, padded: bool) -> Steps[Clock]:
    """The rest of 19:30, 7.30 and "seven thirty"."""
    digits = s.word(j + 1)
    if s.word(j) in (":", ".") and s.glued(j) and s.glued(j + 1) and len(digits) == 2 and digits.isdecimal():
        strength = Strength.WEAK if s.word(j) == "." else Strength.SURE
        padded = s.word(j - 1).isdecimal() and len(s.word(j - 1)) == 2
        yield from _marked(s, j + 2, hour, int(digits), padded=padded, strength=strength)
    if not s.word(j - 1).isdecimal():
        for minute, k in numbers(s, j):
            if minute >= 10 and not s.word(j).isdecimal():
                yield from _marked(s, k, hour, minute, padded=padded, strength=Strength.WEAK)


def _relative(s: Sentence, i: int) -> Steps[Clock]:
    """Fractions and minutes: "half seven", "half past seven", "quarter to six", "ten past nine", "7 minutes to 9"."""
    start = s.skip(i, "a")
    minute = _FRACTIONS.get(s.word(start))
    if minute:
        sides = [(minute, start + 1)]
        if s.word(start) == "half":
            for hour, k in _hours(s, start + 1):
                yield from _marked(s, k, hour, 30, padded=False, strength=Strength.SURE)
    else:
        sides = list(_minutes(s, i))
    for minutes, j in sides:
        if s.word(j) not in _PAST | _TO or (s.word(j - 1) == "half" and s.word(j) in _TO):
            continue
        sign = 1 if s.word(j) in _PAST else -1
        for hour, k in _hours(s, j + 1):
            yield from _marked(s, k, hour, sign * minutes, padded=False, strength=Strength.SURE)
        if s.word(j + 1) in _NAMED:
            base = _NAMED[s.word(j + 1)].readings[-1]
            yield Clock(((base + sign * minutes) % DAY,), Strength.SURE), j + 2


def _minutes(s: Sentence, i: int) -> Steps[int]:
    for minute, j in numbers(s, i):
        if s.word(j) in ("minutes", "minute", "min"):
            yield minute, j + 1
        elif 0 < minute < 30 and minute % 5 == 0:
            yield minute, j


def _marked(s: Sentence, j: int, hour: int, minute: int, *, padded: bool, strength: Strength) -> Steps[Clock]:
    """The clock with "am", "pm" or "o'clock" behind it, then without."""
    if minute >= 60 or hour * 60 + minute > DAY:
        return
    half = (hour % 12 * 60 + minute) % NOON
    after = s.skip(j, _OCLOCK)
    if 1 <= hour <= 12:
        for pm, k in _meridiems(s, after):
            yield Clock(((hour % 12 * 60 + pm * NOON + minute) % DAY,), Strength.SURE), k
    strength = Strength.SURE if after > j else strength
    if not padded and 1 <= hour <= 12:
        yield Clock(_both(half), strength), after
    else:
        minutes = hour * 60 + minute
        yield Clock((minutes if minutes >= 0 else minutes + DAY,), strength), after


def _meridiems(s: Sentence, i: int) -> Steps[int]:
    if s.word(i) in ("am", "pm"):
        yield int(s.word(i) == "pm"), i + 1
    for letter in "ap":
        if (j := s.words(i, f"{letter} . m")) is not None:
            dotted = s.word(j) == "." and s.glued(j)
            yield int(letter == "p"), j + dotted


def _both(half: int) -> tuple[int, ...]:
    """Both readings of a twelve-hour time; from six to noon the morning comes first, or else the afternoon."""
    if half == 0:
        return (NOON, DAY)
    return (half, half + NOON) if half >= _SIX else (half + NOON, half)
