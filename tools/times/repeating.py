"""Recurrences in words: "every weekday at 7", "mondays and thursdays at 18:00", "every month on the 1st"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from tools.times.amounts import numbers, units
from tools.times.clocks import Clock, clocks
from tools.times.cycles import Cycle, cycles, days_of_cycle
from tools.times.parts import AFTERNOON, EVENING, MORNING, NIGHT, Part, parts
from tools.times.recurrence import Recurrence, first_after
from tools.times.sentence import Sentence, Steps, Strength
from tools.times.wall import elapse

_DEFAULTS = {MORNING: 8 * 60, AFTERNOON: 14 * 60, EVENING: 19 * 60, NIGHT: 22 * 60}
_DEFAULT = 9 * 60
_MOST_CLOCKS = 6
_ELAPSED = {1: "SECONDLY", 60: "MINUTELY", 3600: "HOURLY"}


@dataclass(frozen=True, slots=True)
class Told:
    """What has been said of the time of day so far."""

    clocks: tuple[Clock, ...] = ()
    part: Part | None = None


def recurrences(s: Sentence, i: int) -> Iterator[tuple[Recurrence, Strength, int]]:
    """Every recurrence that starts at `i`, with its strength and the position after it."""
    yield from _elapsed(s, i)
    for told, j in [(Told(), i), *_times_of_day(s, i, Told())]:
        for cycle, k in cycles(s, j):
            known = replace(told, part=told.part or cycle.part)
            for full, last, end in _tails(s, k, cycle, known):
                made = _make(s, full, last)
                if made:
                    yield made, max(full.strength, Strength.SURE if last.clocks else Strength.WEAK), end


def _elapsed(s: Sentence, i: int) -> Iterator[tuple[Recurrence, Strength, int]]:
    """As in "every 2 hours", "every half hour", "hourly": by real time from now."""
    found: list[tuple[int, int, int]] = []
    if s.word(i) == "hourly":
        found.append((1, 3600, i + 1))
    if s.word(i) in ("every", "each"):
        ends = (s.words(i + 1, phrase) for phrase in ("half hour", "half an hour"))
        found += [(30, 60, end) for end in ends if end is not None]
        counts = [(2, i + 2)] if s.word(i + 1) == "other" else [(1, i + 1), *numbers(s, i + 1)]
        for count, j in counts:
            found += [(count, unit.seconds, k) for unit, k in units(s, j) if unit.by_clock]
    for count, seconds, end in found:
        if count > 0:
            interval = f";INTERVAL={count}" if count > 1 else ""
            first = elapse(s.now, timedelta(seconds=seconds * count))
            yield Recurrence(f"FREQ={_ELAPSED[seconds]}{interval}", first, str(s.zone)), Strength.SURE, end


def _tails(s: Sentence, i: int, cycle: Cycle, told: Told) -> Iterator[tuple[Cycle, Told, int]]:
    """The cycle with whatever follows it: its day, its part of the day, its clock times."""
    yield cycle, told, i
    at = s.skip(i, (",",))
    for longer, j in days_of_cycle(s, at, cycle):
        yield from _tails(s, j, longer, told)
    for more, j in _times_of_day(s, at, told):
        yield from _tails(s, j, cycle, more)


def _times_of_day(s: Sentence, i: int, told: Told) -> Steps[Told]:
    if not told.clocks:
        at = s.skip(i, ("at", "around"))
        for clock, j in clocks(s, at):
            if at > i or clock.strength is Strength.SURE:
                yield replace(told, clocks=(clock,)), j
                yield from _also(s, j, replace(told, clocks=(clock,)))
    if told.part is None:
        for said, j in parts(s, i):
            if not said.dates:
                yield replace(told, part=said.part), j


def _also(s: Sentence, i: int, told: Told) -> Steps[Told]:
    """Further clock times: "at 8 and 20:00"."""
    if s.word(i) in ("and", ",") and len(told.clocks) < _MOST_CLOCKS:
        at = s.skip(s.skip(i + 1, ("and",)), ("at",))
        for clock, j in clocks(s, at):
            more = replace(told, clocks=(*told.clocks, clock))
            yield more, j
            yield from _also(s, j, more)


def _make(s: Sentence, cycle: Cycle, told: Told) -> Recurrence | None:
    """The recurrence, with both readings of a bare hour."""
    if not told.clocks:
        default = _DEFAULTS.get(told.part, _DEFAULT) if told.part else _DEFAULT
        options = [(default,)]
    elif len(told.clocks) == 1:
        options = [(minute,) for minute in _fit(told, told.clocks[0])]
    else:
        options = [tuple(_fit(told, clock)[0] for clock in told.clocks)]
        if any(len(_fit(told, clock)) > 1 for clock in told.clocks):
            options.append(tuple(_fit(told, clock)[-1] for clock in told.clocks))
    options = [minutes for minutes in options if len(set(minutes)) == len(minutes)]
    rules = dict.fromkeys(rule for minutes in options if (rule := cycle.rule(minutes, s.today)))
    found = [(rule, first) for rule in rules if (first := first_after(rule, s.now))]
    if not found:
        return None
    return Recurrence(*found[0], str(s.zone), tuple(found[1:]), assumed=not told.clocks)


def _fit(told: Told, clock: Clock) -> tuple[int, ...]:
    return told.part.fit(clock.readings) if told.part else clock.readings
