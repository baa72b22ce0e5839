"""Days by name: today, weekdays, "next thursday", "in two days", "two days ago"; and explicit dates."""

from datetime import date, timedelta

from tools.times.amounts import spans
from tools.times.dates import MONTHS, Day, calendar_days, yearless
from tools.times.sentence import Sentence, Steps, Strength

_NAMES = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905
_SHORT = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
}
WEEKDAYS = {name: n for n, name in enumerate(_NAMES)} | _SHORT | {"sun": 6}
"""Monday is 0."""
_RELATIVE = (
    ("the day after tomorrow", 2),
    ("day after tomorrow", 2),
    ("the day before yesterday", -2),
    ("day before yesterday", -2),
    ("today", 0),
    ("tomorrow", 1),
    ("yesterday", -1),
)
_WEEK = timedelta(days=7)


def days(s: Sentence, i: int) -> Steps[Day]:
    """A day, with or without "on"."""
    if s.word(i) == "on":
        for day, j in _named(s, i + 1):
            weak = day.strength is Strength.WEAK
            yield (Day(day.dates, Strength.SURE, day.weekly) if weak else day), j
    yield from _named(s, i)


def _named(s: Sentence, i: int) -> Steps[Day]:
    for phrase, offset in _RELATIVE:
        if (j := s.words(i, phrase)) is not None:
            yield Day((s.today + timedelta(days=offset),)), j
    if s.word(i) in WEEKDAYS:
        yield from _dated_weekday(s, i)
    yield from _weekdays(s, i)
    yield from calendar_days(s, i)
    yield from _distant(s, i)


def _dated_weekday(s: Sentence, i: int) -> Steps[Day]:
    """As in "Fri 27 Nov": of a date without its year, the year in which the weekday fits and that is nearest."""
    weekday = WEEKDAYS[s.word(i)]
    for day, j in calendar_days(s, s.skip(i + 1, (",",))):
        said = day.dates[0]
        same = [said] if _has_year(s, i, j) else yearless(s, said.month, said.day)
        fitting = [one for one in same if one.weekday() == weekday]
        if fitting:
            right = [one for one in fitting if (one <= s.today if s.past else one >= s.today)] or fitting
            yield Day((min(right, key=lambda one: abs(one - s.today)),)), j
        else:
            yield Day((said, *(_near(s, weekday).dates))), j


def _has_year(s: Sentence, i: int, j: int) -> bool:
    return any(len(s.word(n)) == 4 and s.word(n).isdecimal() for n in range(i, j)) or not any(
        s.word(n) in MONTHS for n in range(i, j)
    )


def _near(s: Sentence, weekday: int) -> Day:
    """The nearest such day in the direction that is meant; on that day itself both it and the other week's."""
    ahead = timedelta(days=(weekday - s.today.weekday()) % 7)
    if not ahead:
        return Day((s.today, s.today - _WEEK if s.past else s.today + _WEEK), weekly=True)
    return Day((s.today + ahead - (_WEEK if s.past else timedelta(0)),), weekly=True)


def _weekdays(s: Sentence, i: int) -> Steps[Day]:
    """As in "friday", "this friday", "next friday", "last friday", "friday next week"."""
    which = s.word(i) if s.word(i) in ("this", "coming", "next", "last") else ""
    at = s.skip(i, ("this", "the")) if s.word(i + 1) == "coming" else i
    at += 1 if which or at > i else 0
    weekday = WEEKDAYS.get(s.word(at))
    if weekday is None:
        return
    if which == "next":
        yield Day(_next(s, weekday)), at + 1
    elif which == "last":
        yield Day(_last(s, weekday)), at + 1
    elif which:
        ahead = (weekday - s.today.weekday()) % 7
        yield Day((s.today + timedelta(days=ahead),)), at + 1
    else:
        sure = Strength.SURE if s.word(at) in _NAMES else Strength.WEAK
        near = _near(s, weekday)
        monday = s.today - timedelta(days=s.today.weekday())
        for phrase, weeks in (("next week", 1), ("this week", 0), ("last week", -1)):
            if (j := s.words(at + 1, phrase)) is not None:
                yield Day((monday + weeks * _WEEK + timedelta(days=weekday),)), j
        yield Day(near.dates, sure, weekly=True), at + 1


def _next(s: Sentence, weekday: int) -> tuple[date, ...]:
    """Next week's; also the coming one if it lies in this week."""
    coming = s.today + timedelta(days=(weekday - s.today.weekday() - 1) % 7 + 1)
    this_week = coming.isocalendar()[:2] == s.today.isocalendar()[:2]
    return (coming + _WEEK, coming) if this_week else (coming,)


def _last(s: Sentence, weekday: int) -> tuple[date, ...]:
    """The latest; also last week's if the latest lies in this week."""
    latest = s.today - timedelta(days=(s.today.weekday() - weekday - 1) % 7 + 1)
    this_week = latest.isocalendar()[:2] == s.today.isocalendar()[:2]
    return (latest, latest - _WEEK) if this_week else (latest,)


def _distant(s: Sentence, i: int) -> Steps[Day]:
    """As in "in two days" and "two days ago", by whole days."""
    if s.word(i) == "in":
        for span, j in spans(s, i + 1):
            if not span.by_clock and not span.seconds:
                yield Day((span.after(s.now).date(),), moment=True), after_time(s, j)
    for span, j in spans(s, i):
        if not span.by_clock and not span.seconds and s.word(j) == "ago":
            yield Day((span.after(s.now, -1).date(),)), j + 1


def after_time(s: Sentence, j: int) -> int:
    """The position after the "time" of "in two days' time", if it stands at `j`."""
    time_at = s.skip(s.skip(j, ("'",)), ("'s",))
    return time_at + 1 if s.word(time_at) == "time" else j
