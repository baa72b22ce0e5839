"""Whether what was called is what the line asked for; a wrong write is found whatever else was right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import JsonValue

from bot.report import CallReport, Report
from tests.bench.sets import Line, Wanted

NOT_DONE = frozenset({"refused", "rehearsed"})
WAITS = "awaiting"
NEAR = timedelta(minutes=10)
USUAL_HOURS = 24.0
TIMES = ("start", "end", "hours")
UNTIL = "until"
"""Says the same as `minutes` from now on, of a verb that takes either."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*([+-]\d\d:\d\d|Z)$")
LATEST_RECEIPT = "pc_restore_cleanup"
"""Puts back the latest clean-up where none is named."""


@dataclass(frozen=True, slots=True)
class VerbFacts:
    """What scoring must know of a verb: whether it changes anything, and what its arguments are when left out."""

    changes: bool
    defaults: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class Facts:
    """The house that the line was said to: time, verbs, program names by process number, clean-ups so far."""

    now: datetime
    verbs: Mapping[str, VerbFacts]
    programs: Mapping[int, str]
    receipts: Sequence[str] = ()


class Verdict(StrEnum):
    """How a line went: `asked` with buttons or a question, `lost` with an answer that admits to it."""

    RIGHT = "right"
    ASKED = "asked"
    LOST = "lost"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Score:
    """A line's verdict, and every call that changes something and was not asked for.

    `wrong_writes` ran (DESIGN §12); `wrong_cards` only asked a person, who can say no.
    """

    verdict: Verdict
    wrong_writes: tuple[CallReport, ...] = ()
    wrong_cards: tuple[CallReport, ...] = ()


def score(line: Line, report: Report, facts: Facts, ignored: Sequence[str] = ()) -> Score:
    """Judge one turn; identical calls count once, one that was refused or only waits for a yes did not run.

    Calls that begin like one of `ignored` don't count where nothing should be done.
    """
    made = _merged([(call.name, call.args, call.outcome) for call in report.calls])
    asked_for = [wanted for calls in line.alternatives for wanted in calls]
    stray = tuple(
        call
        for call in made
        if _changes(call, facts) and not any(_fits(wanted, call, line, facts) for wanted in asked_for)
    )
    if line.kind == "must_not_act":
        stray = tuple(call for call in stray if not call.name.startswith(tuple(ignored)))
    ran = tuple(call for call in stray if call.outcome != WAITS)
    cards = tuple(call for call in stray if call.outcome == WAITS)
    if line.kind == "must_not_act":
        return Score(Verdict.WRONG if ran else Verdict.RIGHT, ran, cards)
    if any(_all_fit(calls, made, line, facts) for calls in line.alternatives):
        return Score(Verdict.RIGHT)
    if made:
        return Score(Verdict.WRONG, ran, cards)
    asks = bool(report.choices) or report.reply.rstrip().endswith("?")
    return Score(Verdict.ASKED if asks else Verdict.LOST)


def _merged(calls: Sequence[tuple[str, Mapping[str, JsonValue], str]]) -> list[CallReport]:
    """The calls with those that differ only in what they are about made one."""
    merged: dict[str, CallReport] = {}
    for name, args, outcome in calls:
        lists = {key: value for key, value in args.items() if isinstance(value, list) and value}
        others = {key: value for key, value in args.items() if key not in lists and value != []}
        key = str((name, sorted(others.items(), key=str), sorted(lists)))
        held = merged.get(key)
        whole: dict[str, JsonValue] = {**others, **lists}
        for one, value in lists.items():
            before = held.args.get(one) if held is not None else []
            known = list(before) if isinstance(before, list) else []
            whole[one] = [*known, *(each for each in value if each not in known)]
        merged[key] = CallReport(name=name, args=whole, outcome=outcome)
    return list(merged.values())


def _changes(call: CallReport, facts: Facts) -> bool:
    verb = facts.verbs.get(call.name)
    return call.outcome not in NOT_DONE and (verb is None or verb.changes)


def _all_fit(calls: Sequence[Wanted], made: Sequence[CallReport], line: Line, facts: Facts) -> bool:
    """Whether each wanted call was made, and no other."""
    left = list(made)
    wholes = _merged([(wanted.verb, wanted.args, "") for wanted in calls])
    for wanted in (Wanted(verb=whole.name, args=dict(whole.args)) for whole in wholes):
        found = next((call for call in left if _fits(wanted, call, line, facts)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _fits(wanted: Wanted, made: CallReport, line: Line, facts: Facts) -> bool:
    if wanted.verb != made.name:
        return False
    before, after = _fill(wanted.verb, wanted.args, facts), _fill(made.name, made.args, facts)
    if "hours" in before:
        apart = _apart(_span(before, facts.now), _span(after, facts.now), loose=line.loose)
        if apart:
            return False
    return all(
        _same(before.get(name), after.get(name), facts) for name in {*before, *after} if name not in TIMES
    )


def _fill(verb: str, args: Mapping[str, JsonValue], facts: Facts) -> dict[str, JsonValue]:
    """Arguments with the verb's defaults, and clean-ups by their receipt."""
    known = facts.verbs.get(verb)
    filled = {**(known.defaults if known is not None else {}), **args}
    receipt = filled.get("receipt")
    if isinstance(receipt, str) and receipt.startswith("receipt:"):
        number = int(receipt.removeprefix("receipt:"))
        filled["receipt"] = facts.receipts[number - 1] if number <= len(facts.receipts) else receipt
    elif receipt is None and verb == LATEST_RECEIPT and facts.receipts:
        filled["receipt"] = facts.receipts[-1]
    if isinstance(minutes := filled.get("minutes"), int | float) and filled.get(UNTIL, "") is None:
        filled |= {"minutes": None, UNTIL: (facts.now + timedelta(minutes=minutes)).isoformat()}
    return filled


def _same(wanted: JsonValue, made: JsonValue, facts: Facts) -> bool:
    if isinstance(wanted, str) and wanted.startswith("program:"):
        number, _, _ = str(made).partition("@")
        running = facts.programs.get(int(number)) if number.isdecimal() else None
        return running is not None and _plain(running) == _plain(wanted.removeprefix("program:"))
    if _is_instant(wanted) and _is_instant(made):
        return abs(_instant(wanted) - _instant(made)) <= NEAR
    if isinstance(wanted, str) and isinstance(made, str):
        return _plain(wanted) == _plain(made)
    if isinstance(wanted, list) or isinstance(made, list):
        return _members(wanted) == _members(made)
    return wanted == made


def _members(value: JsonValue) -> set[str]:
    """A list as a set; nothing and one thing are lists too."""
    listed = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return {str(one).casefold() for one in listed}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split()).removesuffix(".exe")


def _span(args: Mapping[str, JsonValue], now: datetime) -> tuple[datetime, datetime]:
    """The stretch of the past that `hours`, `start` and `end` mean."""
    start, end, hours = (args.get(name) for name in ("start", "end", "hours"))
    last = min(now, _instant(end)) if end is not None else now
    length = float(hours) if isinstance(hours, int | float) else USUAL_HOURS
    return (_instant(start) if start is not None else last - timedelta(hours=length), last)


def _instant(value: JsonValue) -> datetime:
    return datetime.fromisoformat(str(value))


def _is_instant(value: JsonValue) -> bool:
    return isinstance(value, str) and INSTANT.match(value) is not None


def _apart(one: tuple[datetime, datetime], other: tuple[datetime, datetime], *, loose: bool) -> bool:
    if loose:
        return one[1] <= other[0] or other[1] <= one[0]
    return abs(one[0] - other[0]) > NEAR or abs(one[1] - other[1]) > NEAR
