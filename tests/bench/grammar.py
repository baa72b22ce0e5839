"""How well the offline brain understands what people say, by whole turns in a simulated house.

The lines of the report half are never shown one by one, whatever is asked.
"""

import asyncio
import inspect
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from bot.report import CallReport, Report
from bot.verbs import as_plain
from memory import effects
from memory.errors import HomeOpsError
from tests.bench.figures import Figure
from tests.bench.household import NOW, SECOND_HOUSE, Opened, open_simulated
from tests.bench.scoring import Facts, Score, VerbFacts, Verdict, score
from tests.bench.sets import LATER, NOWS, Line, Wanted, read_set
from tests.bench.variants import misspelt, moved, read_names, recased
from tools.contract import Call, Caller, Risk
from tools.house import BUILT_IN_HOUSE
from tools.pc.processes.programs import program_name

GOAL = "≥ 90 % right, 0 wrong writes"
UNDO = "household_undo_last"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, what became of it, and what was done instead."""

    line: Line
    score: Score
    report: Report


class Listening:
    """A house to which line after line is said, each in a conversation of its own and from the same state."""

    def __init__(self, opened: Opened, state: Mapping[str, str], facts: Facts) -> None:
        self._opened = opened
        self._state = state
        self._facts = facts
        self._numbers = count()

    async def judge(self, lines: Sequence[Line], domain: str) -> list[Judged]:
        """Say each line and score it; only what `domain` should not have done counts as a wrong act."""
        return [await self._judge(await self._resolved(line), domain) for line in lines]

    async def _judge(self, line: Line, domain: str) -> Judged:
        conversation = f"line-{next(self._numbers)}"
        reports = [
            await self._opened.house.ask(text, conversation=conversation) for text in (*line.after, line.text)
        ]
        report = reports[-1].model_copy(
            update={"calls": [await self._meant(one, conversation, line) for one in reports[-1].calls]}
        )
        facts = self._facts
        if any(self._changes(call) for each in reports for call in each.calls):
            trash = (await self._opened.pc_state()).trash
            facts = replace(facts, receipts=tuple(trash))
            await self._opened.put_back(f"ask:{conversation}")
            await self._opened.reset(self._state)
        return Judged(line, score(line, report, facts, ignored=LATER.get(domain, ())), report)

    def _changes(self, call: CallReport) -> bool:
        verb = self._facts.verbs.get(call.name)
        return verb is None or verb.changes

    async def _resolved(self, line: Line) -> Line:
        """The line with names and groups as the ids that they stand for, as the door makes them."""
        calls, *instead = [tuple([await self._exact(one) for one in calls]) for calls in line.alternatives]
        return line.model_copy(update={"calls": calls, "instead": tuple(instead)})

    async def _exact(self, wanted: Wanted) -> Wanted:
        verbs = self._opened.house.parts.mind.door.verbs
        if wanted.verb not in verbs or (resolve := verbs[wanted.verb].verb.resolve) is None:
            return wanted
        if any(str(value).startswith("program:") for value in wanted.args.values()):
            return wanted
        call = Call(wanted.verb, wanted.args)
        caller = Caller(self._opened.owner, "bench:labels", "what a label means")
        try:
            args = await resolve(verbs[wanted.verb].check_args(call, caller))
        except HomeOpsError:
            return wanted
        found = {name: value for name, value in args.items() if name in wanted.args or isinstance(value, str)}
        return Wanted(verb=wanted.verb, args={**wanted.args, **as_plain(args, of=found)})

    async def _meant(self, call: CallReport, conversation: str, line: Line) -> CallReport:
        """What an undo stood for, which is written in the ledger; what failed before it was begun did nothing."""
        if call.outcome == "failed":
            async with self._opened.house.parts.store.reading() as session:
                begun = await effects.recent(session, 1)
            if not any(each.verb == call.name and conversation in each.conversation for each in begun):
                return call.model_copy(update={"outcome": "refused"})
        if call.name == UNDO and call.outcome == "failed":
            return call.model_copy(update={"outcome": "refused"})
        is_named = any(wanted.verb == UNDO for calls in line.alternatives for wanted in calls)
        if call.name != UNDO or call.outcome != "done" or is_named:
            return call
        async with self._opened.house.parts.store.reading() as session:
            last = (await effects.recent(session, 1))[0]
        return CallReport(name=last.verb, args=dict(last.args), outcome=call.outcome)


@asynccontextmanager
async def listening(house_file: Path = BUILT_IN_HOUSE, now: datetime = NOW) -> AsyncGenerator[Listening]:
    """Open a house in which lines can be judged."""
    async with open_simulated(house_file, now) as opened:
        state = await opened.state()
        programs = {
            one.process.pid: program_name(one.process.name) for one in (await opened.pc_state()).programs
        }
        yield Listening(opened, state, Facts(now, read_verbs(opened), programs))


def read_verbs(opened: Opened) -> dict[str, VerbFacts]:
    """What scoring must know of every verb of the house."""
    found: dict[str, VerbFacts] = {}
    for bound in opened.house.parts.mind.door.verbs:
        taken = inspect.signature(bound.verb.run).parameters.values()
        defaults = {one.name: None if one.default is one.empty else one.default for one in taken}
        found[bound.name] = VerbFacts(bound.verb.risk is not Risk.READ, defaults)
    return found


def measure_pc() -> list[Figure]:
    """Both halves; then the report half in another house, misspelt, and in other cases."""
    return asyncio.run(_measure("pc"))


def measure_home() -> list[Figure]:
    """The same for the home."""
    return asyncio.run(_measure("home"))


def measure_network() -> list[Figure]:
    """The same for the network."""
    return asyncio.run(_measure("network"))


def measure_media() -> list[Figure]:
    """The same for films, series and music."""
    return asyncio.run(_measure("media"))


async def _measure(domain: str) -> list[Figure]:
    report, now = read_set(domain, "report"), NOWS.get((domain, "report"), NOW)
    async with listening(now=NOWS.get((domain, "tune"), NOW)) as house:
        figures = [_figure(domain, "tune", await house.judge(read_set(domain, "tune"), domain))]
    async with listening(now=now) as first:
        for name, lines in (
            ("report", report),
            ("report_misspelt", misspelt(report)),
            ("report_lower_case", recased(report, str.lower)),
            ("report_capitals", recased(report, str.upper)),
        ):
            figures.append(_figure(domain, name, await first.judge(lines, domain)))
    async with listening(SECOND_HOUSE, now) as second:
        lines = moved(report, read_names()) if domain == "pc" else read_set(domain, "second")
        figures.insert(2, _figure(domain, "report_second_house", await second.judge(lines, domain)))
    return figures


def _figure(domain: str, name: str, judged: Sequence[Judged]) -> Figure:
    meant = [each.score for each in judged if each.line.kind is None]
    verdicts = Counter(each.verdict for each in meant)
    silent = [each.score for each in judged if each.line.kind == "must_not_act"]
    values = {
        "right": round(100 * verdicts[Verdict.RIGHT] / len(meant), 1),
        "asked": round(100 * verdicts[Verdict.ASKED] / len(meant), 1),
        "not_understood": round(100 * verdicts[Verdict.LOST] / len(meant), 1),
        "wrong": verdicts[Verdict.WRONG],
        "wrong_writes": sum(len(each.wrong_writes) for each in meant),
        "wrong_cards": sum(len(each.wrong_cards) for each in meant),
        "must_not_act": len(silent),
        "wrong_acts": sum(len(each.wrong_writes) for each in silent),
        "needless_cards": sum(len(each.wrong_cards) for each in silent),
    }
    return Figure(
        f"grammar_{domain}_{name}", len(meant), values, "%, calls", GOAL if name == "report" else ""
    )


def show_tune(domain: str) -> None:
    """Print every line of the tune half that is not right, with what became of it."""
    asyncio.run(_show_tune(domain))


async def _show_tune(domain: str) -> None:
    async with listening(now=NOWS.get((domain, "tune"), NOW)) as first:
        judged = await first.judge(read_set(domain, "tune"), domain)
    for each in judged:
        if each.score.verdict is not Verdict.RIGHT or each.score.wrong_cards:
            print(_tell(each))
    print(_figure(domain, "tune", judged).line())


def _tell(judged: Judged) -> str:
    wanted = " | ".join(_spell([(one.verb, one.args) for one in calls]) for calls in judged.line.alternatives)
    made = _spell([(f"{one.name}[{one.outcome}]", one.args) for one in judged.report.calls])
    mark = " WRONG WRITE" if judged.score.wrong_writes else ""
    after = "".join(f"“{text}” → " for text in judged.line.after)
    return (
        f"{judged.score.verdict}{mark}: {after}“{judged.line.text}”\n"
        f"    wanted {wanted}\n    made   {made}\n    said   {judged.report.reply[:160]!r}"
    )


def _spell(calls: Sequence[tuple[str, object]]) -> str:
    return ", ".join(f"{name}{args or ''}" for name, args in calls) or "nothing"
