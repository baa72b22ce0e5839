"""Changes of rules on all Pi-holes: done where they answer, owed where not, ended at their time, put back."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from memory.clock import Clock
from memory.errors import HomeOpsError
from memory.later import Later, Waiting
from tools.contract import Call, Caller, Json
from tools.network.dns.owed import Owed, Work, do_work
from tools.network.piholes import Answers, Piholes
from tools.network.rules import Book, RuleEdit, Was, inverse_edits, read_book
from tools.parts import wait_for

END = "network_end_rules"
PUT_BACK = "network_put_back_rules"
Plan = Callable[[Book], Sequence[RuleEdit]]


class Ending(BaseModel):
    """An end that waited: when, and what it was to take back."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: AwareDatetime
    label: str
    edits: tuple[RuleEdit, ...]


class Before(BaseModel):
    """All that a change has to be put back to: rules by Pi-hole, what takes it back elsewhere, and the end that waited."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    change: str
    key: str
    was: Mapping[str, tuple[Was, ...]]
    edits: tuple[RuleEdit, ...]
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it: on which Pi-holes, on which not (they are owed it), and what was before."""

    done: tuple[str, ...]
    failed: Mapping[str, HomeOpsError]
    before: Before
    edits: tuple[RuleEdit, ...]


class RuleChanges:
    """Changes the rules of all Pi-holes."""

    def __init__(self, piholes: Piholes, owed: Owed, later: Later, clock: Clock) -> None:
        self.piholes = piholes
        self.owed = owed
        self.later = later
        self.clock = clock
        self._numbers = itertools.count()

    async def book(self) -> Book:
        """The rules as the first Pi-hole that answers has them."""
        return (await self.piholes.ask(read_book)).first

    async def make(self, plan: Plan, key: str, end: datetime | None, label: str, caller: Caller) -> Changed:
        """Carry out what `plan` makes of the rules, until `end` or for good."""
        books = (await self.piholes.ask(read_book)).any()
        edits = tuple(plan(books.first))
        inverse = inverse_edits(edits, books.first)
        keys = [each.key for each in edits]
        before = Before(
            change=self._name(key),
            key=key,
            was={name: tuple(book.was(each) for each in keys) for name, book in books.said.items()},
            edits=inverse,
            ending=ending_of(await self.later.find(key)),
        )
        await self._arrange(before, end, label, caller)
        try:
            answers = await self._everywhere(
                before.change, {each.name: Work(edits=edits) for each in self.piholes.each}
            )
        except HomeOpsError:
            await self._wait_again(key, before.ending, caller)
            raise
        return Changed(tuple(answers.said), answers.failed, before, edits)

    async def put_back(self, before: Before, caller: Caller) -> Answers[None]:
        """Put a change back, on each Pi-hole to how it stood; where that is not known, what it did is taken back."""
        await self._wait_again(before.key, before.ending, caller)
        never = await self.owed.forgive(before.change)
        work = {
            each.name: Work(was=before.was[each.name])
            if each.name in before.was
            else Work(edits=before.edits)
            for each in self.piholes.each
            if each.name not in never
        }
        return await self._everywhere(self._name(before.key), work)

    async def end(self, change: str, edits: Sequence[RuleEdit]) -> Answers[None]:
        """Take back what was done for a time."""
        never = await self.owed.forgive(change)
        work = {each.name: Work(edits=tuple(edits)) for each in self.piholes.each if each.name not in never}
        return await self._everywhere(f"{change} end", work)

    async def ends(self) -> Sequence[tuple[RuleEdit, datetime]]:
        """What ends when: the edits that will take rules back."""
        waiting = await self.later.under("dns:")
        found = [(ending_of(each), each.due_at) for each in waiting]
        return [(edit, at) for ending, at in found if ending is not None for edit in ending.edits]

    async def _everywhere(self, change: str, work: Mapping[str, Work]) -> Answers[None]:
        """Do work on all Pi-holes side by side; where one does not answer, it is owed.

        Raises:
            HomeOpsError: None did it.
        """
        answers = (
            await self.piholes.ask(lambda pihole: do_work(pihole, work.get(pihole.name, Work())))
        ).any()
        for name in answers.failed:
            await self.owed.note(change, name, work.get(name, Work()))
        return answers

    async def _arrange(self, before: Before, end: datetime | None, label: str, caller: Caller) -> None:
        """Have the end wait before anything is done: a kill in between leaves a harmless end, no endless block."""
        if end is None:
            await self.later.cancel(before.key)
            return
        owing = before.ending.edits if before.ending is not None else ()
        edits: list[Json] = [each.model_dump(mode="json") for each in _merge(owing, before.edits)]
        call = Call(END, {"change": before.change, "edits": edits, "label": label})
        await self.later.put(wait_for(before.key, end, call, label, caller))

    async def _wait_again(self, key: str, ending: Ending | None, caller: Caller) -> None:
        await self.later.cancel(key)
        if ending is not None and ending.at > self.clock.now():
            edits: list[Json] = [each.model_dump(mode="json") for each in ending.edits]
            call = Call(END, {"change": key, "edits": edits, "label": ending.label})
            await self.later.put(wait_for(key, ending.at, call, ending.label, caller))

    def _name(self, key: str) -> str:
        return f"{key} {self.clock.now().timestamp():.6f} {next(self._numbers)}"


def ending_of(waiting: Waiting | None) -> Ending | None:
    """An end of ours that waits."""
    if waiting is None or waiting.verb != END:
        return None
    told = {"at": waiting.due_at, "label": waiting.label, "edits": waiting.args.get("edits", [])}
    return Ending.model_validate(told)


def _merge(first: Sequence[RuleEdit], second: Sequence[RuleEdit]) -> list[RuleEdit]:
    """Both, as one edit a rule."""
    merged: dict[object, RuleEdit] = {}
    for each in (*first, *second):
        had = merged.get(each.key)
        if had is not None:
            add = tuple(dict.fromkeys((*had.add, *each.add)))
            drop = tuple(dict.fromkeys((*had.drop, *each.drop)))
            merged[each.key] = had.model_copy(update={"add": add, "drop": drop})
        else:
            merged[each.key] = each
    return list(merged.values())
