"""Instants, ranges and durations as phrases: "in 20 minutes", "until midnight", "from 9 to 5", "since monday"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tools.times.amounts import Span, spans
from tools.times.days import after_time
from tools.times.moments import Moment, moments
from tools.times.resolve import between, clip, instants, windows
from tools.times.sentence import Sentence, Steps, Strength
from tools.times.values import Duration, Instant, Pair, Range, instant_of, range_of
from tools.times.wall import is_after

_UNTIL = ("until", "till", "til")
_TO = ("to", "through", "-", *_UNTIL)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, and how sure it is that a time was meant."""

    value: Instant | Range | Duration
    strength: Strength = Strength.SURE


def phrases(s: Sentence, i: int) -> Steps[Reading]:
    """Every time expression that starts at `i`, recurrences aside."""
    yield from _moment_alone(s, i)
    yield from _relative(s, i)
    yield from _from_to(s, i)
    yield from _until(s, i)
    yield from _since(s, i)
    yield from _for(s, i)
    for span, j in spans(s, i):
        if span.length is not None:
            yield Reading(Duration(span.length), span.strength), j


def _offer(value: Instant | Range | None, j: int, strength: Strength = Strength.SURE) -> Steps[Reading]:
    if value is not None:
        yield Reading(value, strength), j


def _clipped(s: Sentence, pairs: list[Pair]) -> Range | None:
    return range_of(clip(s, pair) for pair in pairs)


def _moment_alone(s: Sentence, i: int) -> Steps[Reading]:
    for moment, j in moments(s, i):
        if moment.clock:
            yield from _offer(instant_of(instants(s, moment)), j, moment.strength)
            yield from _lasting(s, moment, j)
        elif not moment.moment or moment.part:
            yield from _offer(_clipped(s, windows(s, moment)), j, moment.strength)


def _lasting(s: Sentence, moment: Moment, i: int) -> Steps[Reading]:
    """As in "at 7pm for two hours"."""
    if s.word(i) == "for":
        for span, j in spans(s, i + 1):
            yield from _offer(range_of((at, span.after(at)) for at in instants(s, moment)), j)


def _relative(s: Sentence, i: int) -> Steps[Reading]:
    """As in "now", "in 20 minutes", "an hour from now", "3 hours ago"."""
    for phrase in ("now", "right now", "just now"):
        if (j := s.words(i, phrase)) is not None:
            yield Reading(Instant(s.now), Strength.WEAK), j
    if s.word(i) == "in":
        for span, j in spans(s, i + 1):
            yield from _offer(Instant(span.after(s.now)), after_time(s, j))
    for span, j in spans(s, i):
        if (k := s.words(j, "from now")) is not None:
            yield from _offer(Instant(span.after(s.now)), k)
        if s.word(j) == "ago" and (span.by_clock or span.seconds):
            yield from _offer(Instant(span.after(s.now, -1)), j + 1)


def _from_to(s: Sentence, i: int) -> Steps[Reading]:
    """As in "from 9 to 5", "between 14:00 and 16:00", "9-11am", "tomorrow from 9 to 5", "from 8pm for 2 hours"."""
    yield from _ends(s, i, None)
    for lead, j in moments(s, i):
        if lead.clock is None and not lead.period and s.word(j) in ("from", "between"):
            yield from _ends(s, j, lead)


def _ends(s: Sentence, i: int, lead: Moment | None) -> Steps[Reading]:
    word = s.word(i)
    marked = word in ("from", "between")
    for first, j in _starts(s, i + marked, lead):
        if word == "from":
            if first.clock:
                yield from _lasting(s, first, j)
            if (k := s.words(j, "on")) is not None and lead is None:
                yield from _offer(_clipped(s, _onwards(s, first)), k, Strength.WEAK)
        if s.word(j) not in (("and",) if word == "between" else _TO):
            continue
        inclusive = s.word(j) not in _UNTIL
        for last, k in moments(s, j + 1):
            if _odd(first, last) or (not marked and first.period):
                continue
            strength = Strength.SURE if marked else max(first.strength, last.strength)
            yield from _offer(_clipped(s, between(s, first, last, inclusive=inclusive)), k, strength)


def _onwards(s: Sentence, first: Moment) -> list[Pair]:
    starts = instants(s, first) if first.clock else [pair[0] for pair in windows(s, first)]
    return [(start, s.now) for start in starts] if s.past else []


def _starts(s: Sentence, i: int, lead: Moment | None) -> Steps[Moment]:
    if s.word(i) == "now":
        return
    for first, j in moments(s, i):
        joined = lead.join(first) if lead else first
        if joined:
            yield joined, j


def _odd(first: Moment, last: Moment) -> bool:
    """Whether the ends don't go together: "from 3 to 5 december" does not start at 3 o'clock."""
    bare = first.clock is not None and first.clock.strength is Strength.WEAK
    return bare and last.clock is None


def _until(s: Sentence, i: int) -> Steps[Reading]:
    """As in "until midnight", "from now until friday": from now to the beginning of what is named."""
    start = s.words(i, "from now") or i
    if s.word(start) not in _UNTIL:
        return
    ahead = replace(s, past=False)
    for moment, j in moments(ahead, start + 1):
        ends = instants(ahead, moment) if moment.clock else [pair[0] for pair in windows(ahead, moment)]
        yield from _offer(range_of((s.now, end) for end in ends), j)


def _since(s: Sentence, i: int) -> Steps[Reading]:
    """As in "since monday": from the beginning of what is named until now."""
    if s.word(i) != "since":
        return
    back = replace(s, past=True)
    for moment, j in moments(back, i + 1):
        starts = instants(back, moment) if moment.clock else [pair[0] for pair in windows(back, moment)]
        yield from _offer(range_of((start, s.now) for start in starts if is_after(s.now, start)), j)
    for span, j in _ago(back, i + 1):
        yield from _offer(range_of([(span.after(s.now, -1), s.now)]), j)


def _ago(s: Sentence, i: int) -> Iterator[tuple[Span, int]]:
    for span, j in spans(s, i):
        if s.word(j) == "ago" and (span.by_clock or span.seconds):
            yield span, j + 1


def _for(s: Sentence, i: int) -> Steps[Reading]:
    """As in "for two hours": from now on, or up to now when the past is meant."""
    if s.word(i) != "for":
        return
    for span, j in spans(s, i + 1):
        pair = (span.after(s.now, -1), s.now) if s.past else (s.now, span.after(s.now))
        yield from _offer(range_of([pair]), j)
        if s.word(j) == "from":
            for moment, k in moments(s, j + 1):
                if moment.clock:
                    yield from _offer(range_of((at, span.after(at)) for at in instants(s, moment)), k)
