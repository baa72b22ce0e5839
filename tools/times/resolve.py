"""From what was said to instants and stretches of time: the rules of doubt live here."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from tools.times.clocks import Clock
from tools.times.moments import Moment
from tools.times.sentence import Sentence
from tools.times.values import Pair
from tools.times.wall import DAY, at_minute, is_after

_SMALL_HOURS = 6
_FAR = timedelta(hours=10)
_NEAR_DAYS = (-2, -1, 0, 1, 2)


def instants(s: Sentence, moment: Moment) -> list[datetime]:
    """Readings of a moment with a clock time, likeliest first."""
    assert moment.clock is not None, "a moment without a clock is a stretch of time"
    readings = moment.clock.readings
    if moment.part:
        readings = moment.part.fit(readings)
    if moment.dates:
        return _in_direction(s, [at_minute(day, m, s.zone) for day in moment.dates for m in readings])
    if moment.part:
        nearest = _nearest(s, [at_minute(day, m, s.zone) for day in _around(s) for m in readings])
        return nearest[:1]
    daily = dict.fromkeys(m % DAY for m in readings)
    found = [_nearest(s, [at_minute(day, m, s.zone) for day in _around(s)])[0] for m in daily]
    return plausible(s, found)


def plausible(s: Sentence, found: list[datetime]) -> list[datetime]:
    """The nearest reading of a bare hour, and the other one where people could mean it.

    Ahead, the other counts if it is still today, if the nearest falls in the small hours, or if the nearest is later
    today but ten hours off. Back, it counts if it was today too or the nearest was in the small hours.
    """
    ordered = sorted(found, key=datetime.timestamp, reverse=s.past)
    nearest, others = ordered[0], ordered[1:]
    far = not s.past and nearest.date() == s.today and not is_after(s.now + _FAR, nearest)
    keep = far or nearest.hour < _SMALL_HOURS
    return [nearest, *(other for other in others if keep or other.date() == s.today)]


def windows(s: Sentence, moment: Moment) -> list[Pair]:
    """Readings of a moment without a clock time as stretches, likeliest first and not clipped to the present."""
    if moment.period:
        return list(moment.period)
    start, end = (moment.part.start, moment.part.end) if moment.part else (0, DAY)
    dates = moment.dates or tuple(_around(s))
    pairs = [(at_minute(day, start, s.zone), at_minute(day, end, s.zone)) for day in dates]
    pairs = [pair for pair in pairs if is_after(pair[1], pair[0])]
    if s.past:
        right = [pair for pair in pairs if is_after(s.now, pair[0])]
    else:
        right = [pair for pair in pairs if is_after(pair[1], s.now)]
    if moment.dates:
        return right or pairs
    return sorted(right, key=lambda pair: pair[0].timestamp(), reverse=s.past)[:1]


def clip(s: Sentence, pair: Pair) -> Pair:
    """A stretch that is running now ends now if the past is meant, and begins now if not."""
    start, end = pair
    if is_after(s.now, start) and is_after(end, s.now):
        return (start, s.now) if s.past else (s.now, end)
    return pair


def between(s: Sentence, a: Moment, b: Moment, *, inclusive: bool) -> list[Pair]:
    """Readings of "from a to b"; `inclusive` when a day or period at the end counts whole."""
    if a.bare_clock and b.bare_clock:
        return _hours(s, a, b)
    if a.bare_clock and b.clock:
        return _shortest([(step(a.clock, end, back=True), end) for end in instants(s, b) if a.clock])
    starts = instants(s, a) if a.clock else [pair[0] for pair in windows(s, a)]
    if b.bare_clock and b.clock:
        clock = b.clock
        return _shortest([(start, step(clock, start, back=False)) for start in starts])
    pairs: list[Pair] = []
    for start in starts:
        later = [end for end in _ends(s, b, inclusive=inclusive) if is_after(end, start)]
        if not later and b.weekly:
            moved = replace(b, dates=tuple(day + timedelta(days=7) for day in b.dates))
            later = [end for end in _ends(s, moved, inclusive=inclusive) if is_after(end, start)]
        pairs += [(start, min(later, key=datetime.timestamp))] if later else []
    return pairs


def _ends(s: Sentence, b: Moment, *, inclusive: bool) -> list[datetime]:
    return instants(s, b) if b.clock else [pair[inclusive] for pair in windows(s, b)]


def _hours(s: Sentence, a: Moment, b: Moment) -> list[Pair]:
    """Hours, "from 9 to 5" without a day: the running or next such hours, or the latest begun when the past is meant."""
    assert a.clock, "both are clocks"
    assert b.clock, "both are clocks"
    chosen: list[Pair] = []
    for minute in dict.fromkeys(m % DAY for m in a.clock.readings):
        starts = [at_minute(day, minute, s.zone) for day in _around(s)]
        pairs = [(start, step(b.clock, start, back=False)) for start in starts]
        edges = [pair[0] if s.past else pair[1] for pair in pairs]
        edge = _nearest(s, edges)[0]
        chosen.append(pairs[edges.index(edge)])
    chosen = _shortest(chosen)
    by_start = {pair[0]: pair for pair in chosen}
    return [by_start[start] for start in plausible(s, list(by_start))]


def step(clock: Clock, at: datetime, *, back: bool) -> datetime:
    """The nearest instant after `at` (or before it) at which the wall shows one of the clock's readings."""
    assert at.tzinfo is not None, "times are aware"
    offsets = (-2, -1, 0) if back else (0, 1, 2)
    found = [
        at_minute(at.date() + timedelta(days=offset), m % DAY, at.tzinfo)
        for m in clock.readings
        for offset in offsets
    ]
    stamp = at.timestamp()
    if back:
        return max((one for one in found if one.timestamp() < stamp), key=datetime.timestamp)
    return min((one for one in found if one.timestamp() > stamp), key=datetime.timestamp)


def _shortest(pairs: list[Pair]) -> list[Pair]:
    """Of readings of different length the shortest: "10 to 2pm" is four hours, not sixteen."""
    shortest = min((end - start for start, end in pairs), default=timedelta(0))
    return [pair for pair in pairs if pair[1] - pair[0] <= shortest]


def _around(s: Sentence) -> list[date]:
    return [s.today + timedelta(days=offset) for offset in _NEAR_DAYS]


def _nearest(s: Sentence, found: list[datetime]) -> list[datetime]:
    """Those ahead (or back when the past is meant), nearest first."""
    if s.past:
        return sorted((one for one in found if is_after(s.now, one)), key=datetime.timestamp, reverse=True)
    return sorted((one for one in found if is_after(one, s.now)), key=datetime.timestamp)


def _in_direction(s: Sentence, found: list[datetime]) -> list[datetime]:
    """Those on the side that is meant, in the order given; all of them when there is none."""
    right = [one for one in found if is_after(one, s.now) is not s.past]
    return right or found
