"""Weeks, months, years and weekends, and stretches up to or from now: "last week", "the past 24 hours"."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tools.times.amounts import Span, spans, units
from tools.times.dates import MONTHS
from tools.times.sentence import Sentence, Strength
from tools.times.values import Pair
from tools.times.wall import at_minute, move

Period = tuple[tuple[Pair, ...], Strength, int]
_INTO = ("in", "over", "during", "for", "within", "on", "at", "from")
_NAMES = ("week", "month", "year")
_TURN = {"this": 0, "next": 1, "last": -1, "previous": -1}
_WEEK = timedelta(days=7)


def periods(s: Sentence, i: int) -> Iterator[Period]:
    """A period with its readings, with or without a preposition."""
    start = s.skip(i, _INTO)
    said = start > i
    yield from _calendar(s, start)
    yield from _weekends(s, start)
    yield from _rolling(s, start)
    yield from _months(s, start, said=said)
    if s.word(i) == "within":
        for span, j in spans(s, i + 1):
            yield ((s.now, span.after(s.now)),), Strength.SURE, j


def _day(s: Sentence, day: date) -> datetime:
    return at_minute(day, 0, s.zone)


def _calendar(s: Sentence, i: int) -> Iterator[Period]:
    """As in "this week" and "the rest of the month", from Monday, the 1st, 1 January."""
    rest = s.words(i, "the rest of")
    at = i if rest is None else rest
    word = "this" if rest and s.word(at) == "the" else s.word(at)
    unit = s.word(at + 1)
    if word in _TURN and unit in _NAMES:
        pair = _unit_of(s, unit, _TURN[word])
        yield ((s.now, pair[1]) if rest else pair,), Strength.SURE, at + 2
    if rest and word == "this" and unit in ("day", "evening", "night"):
        yield ((s.now, _day(s, s.today + timedelta(days=1))),), Strength.SURE, at + 2
    if rest and s.word(at) == "today":
        yield ((s.now, _day(s, s.today + timedelta(days=1))),), Strength.SURE, at + 1


def _unit_of(s: Sentence, unit: str, turn: int) -> Pair:
    if unit == "week":
        monday = s.today - timedelta(days=s.today.weekday()) + turn * _WEEK
        return _day(s, monday), _day(s, monday + _WEEK)
    length = 12 if unit == "year" else 1
    first = s.today.replace(month=1 if unit == "year" else s.today.month, day=1)
    begin = move(_day(s, first), turn * length, 0)
    return _day(s, begin.date()), _day(s, move(begin, length, 0).date())


def _weekends(s: Sentence, i: int) -> Iterator[Period]:
    """From Saturday to the end of Sunday; "next weekend" may be the coming one while it is still ahead."""
    word = s.word(i) if s.word(i) in ("the", *_TURN) else ""
    at = i + bool(word)
    if s.word(at) != "weekend":
        return
    this = s.today - timedelta(days=s.today.weekday()) + timedelta(days=5)
    begun = s.today >= this
    if word == "next":
        saturdays = [this + _WEEK] if begun else [this + _WEEK, this]
    elif word in ("last", "previous") or (s.past and not begun and word != "this"):
        saturdays = [this - _WEEK]
    else:
        saturdays = [this]
    strength = Strength.SURE if word else Strength.WEAK
    readings = ((_day(s, one), _day(s, one + timedelta(days=2))) for one in saturdays)
    yield tuple(readings), strength, at + 1


def _rolling(s: Sentence, i: int) -> Iterator[Period]:
    """Up to or from now: "the last 3 hours", "the past week", "the next hour"."""
    the = s.skip(i, ("the", "these"))
    word = s.word(the)
    if word not in ("last", "past", "previous", "next", "coming"):
        return
    found = list(spans(s, the + 1))
    if the > i or word == "past" or s.word(the + 1) in ("hour", "minute"):
        found += [(unit, j) for unit, j in units(s, the + 1) if len(s.word(the + 1)) > 1]
    for span, j in found:
        yield (_beside(s, span, ahead=word in ("next", "coming")),), Strength.SURE, j


def _beside(s: Sentence, span: Span, *, ahead: bool) -> Pair:
    return (s.now, span.after(s.now)) if ahead else (span.after(s.now, -1), s.now)


def _months(s: Sentence, i: int, *, said: bool) -> Iterator[Period]:
    """As in "in november": the running or next one, or the latest when the past is meant."""
    turn = s.word(i) if s.word(i) in _TURN else ""
    at = i + bool(turn)
    month = MONTHS.get(s.word(at))
    if month is None:
        return
    passed = month < s.today.month if not s.past else month > s.today.month
    year = s.today.year + (passed * (-1 if s.past else 1) if turn != "last" else -(month >= s.today.month))
    if turn == "next":
        year = s.today.year + (month <= s.today.month)
    first = _day(s, date(year, month, 1))
    long_enough = len(s.word(at)) > 4
    strength = Strength.SURE if turn or (said and long_enough) else Strength.WEAK
    yield ((first, _day(s, move(first, 1, 0).date())),), strength, at + 1
