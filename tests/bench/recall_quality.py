"""How often what was told is found again by a question in other words, beside words alone (BM25).

200 facts that hold, 24 that were corrected since, and those of somebody else; 55 questions to tune on and 70 that are only
ever run whole. Few questions share a word with their answer.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter

from memory.clock import Clock
from memory.db import Store
from memory.migrate import migrate
from memory.owners import HOUSEHOLD, Owner, owner_of
from memory.recall import Recall
from memory.remembered import Source
from memory.words import WordIndex
from tests.bench.figures import Figure, spread

_HERE = Path(__file__).parent / "memories"
_ANNAS = (owner_of("anna"), HOUSEHOLD)
_FIRST = 5


class Fact(BaseModel):
    """Something that was told; `superseded_by` is what it was corrected to."""

    id: str
    owner: str
    text: str
    superseded_by: str | None = None


class Question(BaseModel):
    """What Anna asks, and the facts that answer it."""

    question: str
    answers: list[str]


_FACTS, _QUESTIONS = TypeAdapter(list[Fact]), TypeAdapter(list[Question])


@dataclass(frozen=True, slots=True)
class Asked:
    """The texts that a question found first, and how long that took, in seconds."""

    question: Question
    found: Sequence[str]
    took: float


def measure() -> list[Figure]:
    """Both halves, by meaning and words together, and by words alone."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    facts = _FACTS.validate_python(_lines("facts"))
    told = {each.id: each.text for each in facts}
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(None, Path(folder))
        await migrate(store)
        recall = Recall(store, Clock(ZoneInfo("Europe/London")), Path(folder) / "memory")
        await _tell(recall, facts)
        words = _words(facts)
        wrong = {each.text for each in facts if each.superseded_by is not None or each.owner == "ben"}
        for half in ("tune", "report"):
            questions = _QUESTIONS.validate_python(_lines(half))
            by_words = [Asked(each, words.first(each.question), 0) for each in questions]
            asked = [await _ask(recall, each) for each in questions]
            figures.append(_quality(f"recall_bm25.{half}", by_words, told, ""))
            figures.append(_quality(f"recall.{half}", asked, told, "recall@5 >= 0.9"))
            leaks = sum(text in wrong for each in asked for text in each.found)
            figures.append(
                Figure(f"recall_leaks.{half}", len(asked), {"outdated_or_anothers": leaks}, "", "0")
            )
        figures.append(
            Figure(
                "recall_time_small", len(asked), spread([each.took * 1000 for each in asked]), "ms", "< 50 ms"
            )
        )
        await recall.close()
        await store.close()
    return figures


def _lines(name: str) -> list[object]:
    return [json.loads(line) for line in (_HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


async def _tell(recall: Recall, facts: Sequence[Fact]) -> None:
    """Tell everything, what was corrected later first."""
    newer = {each.id: each for each in facts}
    source = Source("anna", "bench:recall")
    replaced = {each.superseded_by for each in facts}
    for each in facts:
        if each.superseded_by is not None:
            memory, _ = await recall.remember(_owner(each), each.text, source)
            await recall.correct(_owner(each), memory.id, newer[each.superseded_by].text, source)
        elif each.id not in replaced:
            await recall.remember(_owner(each), each.text, source)


async def _ask(recall: Recall, question: Question) -> Asked:
    began = time.perf_counter()
    found = await recall.recall(_ANNAS, question.question, limit=10)
    return Asked(question, [each.memory.text for each in found], time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Words:
    index: WordIndex
    texts: Mapping[str, str]

    def first(self, question: str) -> list[str]:
        found = [each for owner in _ANNAS for each in self.index.search(owner, question, 10)]
        return [self.texts[each] for each, _ in sorted(found, key=lambda each: each[1], reverse=True)]


def _words(facts: Sequence[Fact]) -> _Words:
    index = WordIndex()
    live = [each for each in facts if each.superseded_by is None]
    for each in live:
        index.put(_owner(each), [(each.id, each.text)])
    return _Words(index, {each.id: each.text for each in live})


def _quality(name: str, asked: Sequence[Asked], told: Mapping[str, str], goal: str) -> Figure:
    def share(first: int) -> float:
        each = [
            sum(told[answer] in one.found[:first] for answer in one.question.answers)
            / len(one.question.answers)
            for one in asked
        ]
        return round(sum(each) / len(each), 3)

    return Figure(name, len(asked), {f"at_{k}": share(k) for k in (1, 3, _FIRST, 10)}, "share found", goal)


def _owner(fact: Fact) -> Owner:
    return HOUSEHOLD if fact.owner == "household" else owner_of(fact.owner)
