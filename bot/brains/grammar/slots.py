"""What the words in a slot mean: a live name, a number, one of a few values, a time, or just words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.brains.grammar.arguments import parameters
from bot.brains.grammar.groups import ALL as EVERYWHERE
from bot.brains.grammar.groups import ONE, kinds_of, read_group
from bot.brains.grammar.names import LiveNames, Named
from bot.brains.grammar.phrases import SlotRef
from bot.brains.grammar.words import ARTICLES, FUNCTION, HARD, HOST, PATH, number, tokenize
from tools.contract import Json, Name, Verb

if TYPE_CHECKING:
    from tools.times import Duration, Instant, Range

    Time = Duration | Instant | Range

_DOUBTFUL = (FUNCTION - ARTICLES - {"of", "and", "in", "on", "to", "at", "for", "with", "by", "from"}) | {
    "except",
    "later",
}
"""Words that make free words more than a name or a title: a condition, a time, a "no"."""
ALIKE = 0.2
"""The cost from which on a name was not said as it is, only alike or in part."""
_PERCENT = (0, 100)
_PARTS = {
    tuple(said.split()): share
    for share, ways in {
        10: ("a tenth",),
        20: ("a fifth",),
        25: ("a quarter", "quarter"),
        33: ("a third", "one third"),
        50: ("half", "halfway", "half way", "a half"),
        66: ("two thirds",),
        75: ("three quarters",),
    }.items()
    for said in ways
}
"""Parts of the whole as percent."""
_LONGEST_LIST = 12
_AND = frozenset({"and", "plus", "also"})
_LONGEST = {"path": 1, "host": 1, "names": 5, "number": 6, "values": 4, "time": 9}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What some words in a slot mean.

    `cost` orders rival readings (0 is certain). `soft`: good enough to look something up, not to change anything.
    `rivals` are the names that it may be instead, `value` being the first.
    """

    slot: str
    said: str
    value: Json = None
    time: "Time | None" = None
    cost: float = 0.0
    soft: bool = False
    rivals: tuple[Name, ...] = ()
    spoken: str = ""


def longest(ref: SlotRef) -> int:
    """How many words may stand in a slot."""
    if ref.spec.text is not None:
        return ref.spec.text
    if ref.many and ref.spec.names is not None:
        return _LONGEST_LIST
    kind = next(kind for kind in _LONGEST if getattr(ref.spec, kind) is not None)
    return _LONGEST[kind]


def read_slot(ref: SlotRef, said: tuple[str, ...], live: LiveNames, now: datetime) -> Meaning | None:
    """What `said` means in this slot, or None.

    Raises:
        NamesWanted: The live names must be fetched first.
    """
    spec = ref.spec
    if spec.names is not None:
        read = _read_names if ref.many else _read_name
        return read(ref, said, live, spec.names)
    if spec.number is not None:
        return _read_number(ref.name, said, spec.number)
    if spec.values is not None:
        return _read_value(ref.name, said, ref)
    if spec.time is not None:
        return _read_time(ref.name, said, spec.time, now)
    if spec.path or spec.host:
        is_one = (PATH if spec.path else HOST).fullmatch(said[0])
        return (
            Meaning(ref.name, said[0], said[0], cost=0.05 * bool(spec.host), spoken=said[0])
            if is_one
            else None
        )
    if all(word in FUNCTION for word in said):
        return None
    text = " ".join(said)
    if (
        spec.verbatim
    ):  # the words are what is handed over, whatever they say; nothing in them frames the request
        return Meaning(ref.name, text, text, cost=0.1 + 0.001 * len(said), spoken=text)
    doubtful = not _DOUBTFUL.isdisjoint(said)
    return Meaning(ref.name, text, text, cost=0.5 + 0.1 * len(said), soft=doubtful, spoken=text)


def _read_name(ref: SlotRef, said: tuple[str, ...], live: LiveNames, kind: str) -> Meaning | None:
    if said[0] in HARD or said[-1] in HARD:
        return None
    found = [one for one in (live.get(ref.domain, part).find(said) for part in kind.split("+")) if one]
    named = min(found, key=lambda one: not one.exact, default=None)
    if (named is None or not named.exact or _is_one(named)) and (
        grouped := _read_group(ref, said, live, kind)
    ):
        return grouped
    if named is None or _is_one(named):
        return None
    first = named.candidates[0]
    cost = 0.05 if named.exact else 0.3
    return Meaning(
        ref.name,
        " ".join(said),
        first.id,
        cost=cost + 0.01 * len(said),
        soft=named.extra,
        rivals=() if named.clear else named.candidates,
        spoken=first.spoken,
    )


def _is_one(named: Named) -> bool:
    return any(name.id.endswith(ONE) for name in named.candidates)


def _read_group(ref: SlotRef, said: tuple[str, ...], live: LiveNames, kind: str) -> Meaning | None:
    """A kind and places, "the lights in the kitchen and the hall"; several only where a list is taken."""
    for part in kinds_of(kind):
        group = read_group(live, ref.domain, part, said)
        if group is not None and (ref.many or len(group.ids) == 1):
            doubtful = group.misspelt or bool(group.rivals)
            cost = (0.3 if doubtful else 0.05) + 0.01 * len(said)
            value: Json = group.ids[0] if len(group.ids) == 1 else list(group.ids)
            return Meaning(
                ref.name, " ".join(said), value, cost=cost, rivals=group.rivals, spoken=group.spoken
            )
    return None


def _read_names(ref: SlotRef, said: tuple[str, ...], live: LiveNames, kind: str) -> Meaning | None:
    """One name, or several with "and" between them, as a list."""
    one = (
        _read_name(ref, said, live, kind)
        if len(said) <= _LONGEST["names"]
        else _read_group(ref, said, live, kind)
    )
    if one is not None:
        return replace(one, value=one.value if isinstance(one.value, list) else [one.value])
    parts: list[list[str]] = [[]]
    for word in said:
        if word in _AND:
            parts.append([])
        else:
            parts[-1].append(word)
    if len(parts) == 1 or not parts[0] or not parts[-1]:
        return None
    read = [_read_name(ref, tuple(part), live, kind) for part in parts if part]
    found = [each for each in read if each is not None]
    if len(found) < len(read) or any(each.rivals for each in found):
        return None
    values = [
        value for each in found for value in (each.value if isinstance(each.value, list) else [each.value])
    ]
    return Meaning(
        ref.name,
        " ".join(said),
        [value for value in values if not str(value).endswith(EVERYWHERE)] or values,
        cost=sum(each.cost for each in found),
        soft=any(each.soft or each.cost >= ALIKE for each in found),
        spoken=" and ".join(each.spoken for each in found),
    )


def _read_number(slot: str, said: tuple[str, ...], limits: tuple[int, int]) -> Meaning | None:
    if limits == _PERCENT and said in _PARTS:
        return Meaning(slot, " ".join(said), _PARTS[said], cost=0.05, spoken=str(_PARTS[said]))
    value = number(said) if not _DECIMAL.fullmatch(said[0]) else float(said[0]) if len(said) == 1 else None
    if value is None and said[-3:] == ("and", "a", "half") and (whole := number(said[:-3])) is not None:
        value = whole + 0.5
    if value is None:
        return None
    kept = min(max(value, limits[0]), limits[1])
    return Meaning(slot, " ".join(said), kept, cost=0.05, soft=kept != value, spoken=str(kept))


def _read_value(slot: str, said: tuple[str, ...], ref: SlotRef) -> Meaning | None:
    assert ref.spec.values is not None
    for value, ways in ref.spec.values.items():
        if any(said == tokenize(way) for way in (*ways, str(value).replace("_", " "))):
            return Meaning(slot, " ".join(said), value, cost=0.04, spoken=" ".join(said))
    near = [
        value for value, ways in ref.spec.values.items() if any(_is_slip("".join(said), way) for way in ways)
    ]
    if len(near) == 1 and len(said) == 1:
        return Meaning(slot, said[0], near[0], cost=0.3, soft=True, spoken=said[0])
    return None


def _is_slip(said: str, way: str) -> bool:
    """Whether a longer word was only misspelt."""
    from rapidfuzz.distance import OSA

    return len(said) > 4 and said[0] == way[:1] and OSA.distance(said, way, score_cutoff=1) <= 1


def _read_time(slot: str, said: tuple[str, ...], prefer: str, now: datetime) -> Meaning | None:
    from tools.times import Duration, Instant, Range, read_time

    if all(word in FUNCTION and word not in ("yesterday", "tomorrow") for word in said) and said not in (
        ("today",),
        ("now",),
    ):
        return None
    text = " ".join(said)
    time = read_time(text, now, prefer="past" if prefer == "past" else "future")
    wanted = {"length": (Duration,), "moment": (Instant,)}.get(prefer, (Duration, Instant, Range))
    if time is None or not isinstance(time, wanted):
        return None
    return Meaning(slot, text, time=time, cost=0.06 - 0.001 * len(said), spoken=text)


_START = ("start", "since", "begin", "after", "from_", "start_at")
_END = ("end", "until", "to", "before", "end_at")
_AT = ("at", "when", "time", "on")
_SOON = timedelta(hours=1)
_DECIMAL = re.compile(r"\d+\.\d+")
_LATELY = re.compile(r"\b(?:last|past|previous)\b")


def time_args(verb: Verb, slot: str, time: "Time", said: str, now: datetime) -> dict[str, Json]:
    """A time as the arguments that this verb has for it; empty when it has none."""
    from tools.times import Duration, Instant

    taken = parameters(verb)
    start = next((name for name in _START if name in taken), None)
    end = next((name for name in _END if name in taken), None)
    at = next((name for name in (slot, *_AT) if name in taken), None)
    hours = "hours" if "hours" in taken else None
    minutes = "minutes" if "minutes" in taken else None
    if isinstance(time, Duration):
        return _length_args(time.length, now, hours, minutes, start, end)
    if isinstance(time, Instant):
        if at:
            return {at: time.at.isoformat()}
        if end == "until":  # "off at 8" does not begin now
            return {}
        first, last = min(time.at, now), max(time.at, now)
    else:
        first, last = time.start, time.end
        if hours and last == now and _LATELY.search(said):
            return {hours: round((last - first) / timedelta(hours=1), 3)}
    if start:
        args: dict[str, Json] = {start: first.isoformat()}
        return {**args, end: last.isoformat()} if end else args
    if at:
        return {at: (last if at == "until" and first <= now else first).isoformat()}
    if end == "until":  # "for today" is until its end; "for the weekend" on a Wednesday is not from now on
        return {end: last.isoformat()} if first - now <= _SOON and last > now else {}
    if first <= now:
        return _length_args(now - first, now, hours, minutes, None, None)
    return _length_args(last - now, now, hours, minutes, None, None)


def _length_args(
    length: timedelta,
    now: datetime,
    hours: str | None,
    minutes: str | None,
    start: str | None,
    end: str | None,
) -> dict[str, Json]:
    if hours:
        return {hours: round(length / timedelta(hours=1), 3)}
    if minutes:
        return {minutes: round(length / timedelta(minutes=1))}
    if start:
        args: dict[str, Json] = {start: (now - length).isoformat()}
        return {**args, end: now.isoformat()} if end else args
    return {}


def fill(ask: str, meanings: Mapping[str, Meaning]) -> str:
    """A label with its slots filled with what was said."""
    for slot, meaning in meanings.items():
        ask = ask.replace(f"{{{slot}}}", meaning.spoken)
    return ask
