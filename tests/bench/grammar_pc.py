"""How well the offline brain understands what people say about the PC, by whole turns in a simulated house.

The lines of the report half are never shown one by one, whatever is asked.
"""

import asyncio
import inspect
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from bot.report import CallReport, Report
from memory import effects
from tests.bench.figures import Figure
from tests.bench.household import NOW, SECOND_HOUSE, Opened, open_simulated
from tests.bench.scoring import Facts, Score, VerbFacts, Verdict, score
from tests.bench.sets import NOWS, Line, read_set
from tests.bench.variants import misspelt, moved, read_names, recased
from tools.contract import Risk
from tools.pc.pretend_state import PcState
from tools.pc.processes.programs import program_name
from tools.simulation import BUILT_IN_HOUSE

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

    def __init__(self, opened: Opened, state: PcState, facts: Facts) -> None:
        self._opened = opened
        self._state = state
        self._facts = facts
        self._numbers = count()

    async def judge(self, lines: Sequence[Line]) -> list[Judged]:
        """Say each line and score it."""
        return [await self._judge(line) for line in lines]

    async def _judge(self, line: Line) -> Judged:
        conversation = f"line-{next(self._numbers)}"
        reports = [
            await self._opened.house.ask(text, conversation=conversation) for text in (*line.after, line.text)
        ]
        report = reports[-1].model_copy(
            update={"calls": [await self._meant(one) for one in reports[-1].calls]}
        )
        facts = self._facts
        if any(self._changes(call) for each in reports for call in each.calls):
            trash = (await self._opened.pc_state()).trash
            facts = Facts(facts.now, facts.verbs, facts.programs, tuple(trash))
            await self._opened.reset(self._state)
        return Judged(line, score(line, report, facts), report)

    def _changes(self, call: CallReport) -> bool:
        verb = self._facts.verbs.get(call.name)
        return verb is None or verb.changes

    async def _meant(self, call: CallReport) -> CallReport:
        """What an undo stood for, which is written in the ledger; one that found nothing to put back did nothing."""
        if call.name == UNDO and call.outcome == "failed":
            return call.model_copy(update={"outcome": "refused"})
        if call.name != UNDO or call.outcome != "done":
            return call
        async with self._opened.house.parts.store.reading() as session:
            last = (await effects.recent(session, 1))[0]
        return CallReport(name=last.verb, args=dict(last.args), outcome=call.outcome)


@asynccontextmanager
async def listening(house_file: Path = BUILT_IN_HOUSE, now: datetime = NOW) -> AsyncGenerator[Listening]:
    """Open a house in which lines can be judged."""
    async with open_simulated(house_file, now) as opened:
        state = await opened.pc_state()
        programs = {one.process.pid: program_name(one.process.name) for one in state.programs}
        yield Listening(opened, state, Facts(now, read_verbs(opened), programs))


def read_verbs(opened: Opened) -> dict[str, VerbFacts]:
    """What scoring must know of every verb of the house."""
    found: dict[str, VerbFacts] = {}
    for bound in opened.house.parts.mind.door.verbs:
        taken = inspect.signature(bound.verb.run).parameters.values()
        defaults = {one.name: None if one.default is one.empty else one.default for one in taken}
        found[bound.name] = VerbFacts(bound.verb.risk is not Risk.READ, defaults)
    return found


def measure() -> list[Figure]:
    """Both halves; then the report half in another house, misspelt, and in other cases."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    tune, report = read_set("pc", "tune"), read_set("pc", "report")
    async with listening() as house:
        figures = [_figure("tune", await house.judge(tune))]
    now = NOWS["pc", "report"]
    async with listening(now=now) as first:
        figures += [
            _figure("report", await first.judge(report)),
            _figure("report_misspelt", await first.judge(misspelt(report))),
            _figure("report_lower_case", await first.judge(recased(report, str.lower))),
            _figure("report_capitals", await first.judge(recased(report, str.upper))),
        ]
    async with listening(SECOND_HOUSE, now) as second:
        figures.insert(2, _figure("report_second_house", await second.judge(moved(report, read_names()))))
    return figures


def _figure(name: str, judged: Sequence[Judged]) -> Figure:
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
    return Figure(f"grammar_pc_{name}", len(meant), values, "%, calls", GOAL if name == "report" else "")


def show_tune() -> None:
    """Print every line of the tune half that is not right, with what became of it."""
    asyncio.run(_show_tune())


async def _show_tune() -> None:
    async with listening() as first:
        judged = await first.judge(read_set("pc", "tune"))
    for each in judged:
        if each.score.verdict is not Verdict.RIGHT:
            print(_tell(each))
    print(_figure("tune", judged).line())


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
