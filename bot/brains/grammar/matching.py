"""Whole sentences against all templates at once: a graph of words, walked word by word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.brains.grammar.names import LiveNames
from bot.brains.grammar.phrases import SlotRef, Template
from bot.brains.grammar.slots import Meaning, longest, read_slot
from bot.brains.grammar.spelling import Speller
from bot.brains.grammar.templates import Chain, Hole, Node, Word
from bot.brains.grammar.words import ARTICLES, FILLERS, FUNCTION, SOFT_FILLERS

_SKIP, _SKIP_SOFT, _MENDED, _INFLECTED = 0.02, 0.12, 0.3, 0.1

_LATER = 0.2  # what a word left aside at the beginning costs against saying it

Slip = tuple[str, str]
"""A word as it was written and as it was taken."""


@dataclass(frozen=True, slots=True)
class Match:
    """A template that accounts for a whole sentence.

    `cost` orders rivals. `soft`: some words were skipped or read generously, so it may look up but not change.
    """

    template: Template
    meanings: tuple[Meaning, ...]
    cost: float
    soft: bool
    slips: tuple[Slip, ...]
    head: str
    """The first word of the template that was said: what is to be done."""
    told: int = 0
    """How many words of weight the template itself accounts for."""
    span: tuple[int, int] = (0, 0)
    """Where in the sentence it stands: first word and the one behind the last."""

    @property
    def is_free(self) -> bool:
        """Whether some of its words may be any."""
        return any(self.template.slots[meaning.slot].spec.text is not None for meaning in self.meanings)


@dataclass(frozen=True, slots=True)
class _Walk:
    cost: float = 0.0
    soft: bool = False
    slips: tuple[Slip, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    head: str = ""
    told: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Reach:
    """All that can be done from a spot."""

    words: dict[str, tuple[int, ...]]
    holes: tuple[tuple[SlotRef, int], ...]
    ends: tuple[Template, ...]


class Graph:
    """All templates as one graph."""

    def __init__(self, templates: Sequence[Template], speller: Speller) -> None:
        self._count = 1  # spots so far; spot 0 is the beginning of every sentence
        self._words: dict[int, list[tuple[str, int]]] = {}
        self._holes: dict[int, tuple[SlotRef, int]] = {}
        self._free: dict[int, list[int]] = {0: []}
        self._ends: dict[int, Template] = {}
        self._rest: dict[int, tuple[Chain, int, int, Template]] = {}
        self._reach: dict[int, _Reach] = {}
        self._speller = speller
        for template in templates:
            start = self._add()
            self._free[0].append(start)
            self._ends[self._build(template.tree, start, template)] = template

    def matches(self, said: tuple[str, ...], live: LiveNames, now: datetime) -> list[Match]:
        """Templates that account for every word, best first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        front = self._walk(said, live, now, starts=1)
        return sorted(self._ended(front[-1], len(said)).values(), key=lambda match: match.cost)

    def inside(self, said: tuple[str, ...], live: LiveNames, now: datetime) -> list[Match]:
        """Templates that account for some stretch of a sentence, those that say most first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        front = self._walk(said, live, now, starts=len(said))
        found = [match for at in range(2, len(said) + 1) for match in self._ended(front[at], at).values()]
        whole = [match for match in found if not match.soft and not match.slips and match.told]
        return sorted(whole, key=lambda match: (match.span[0] - match.span[1], match.cost))

    def _walk(
        self, said: tuple[str, ...], live: LiveNames, now: datetime, starts: int
    ) -> list[dict[int, _Walk]]:
        """Every spot that can be reached after so many words, from each of the first few words."""
        front: list[dict[int, _Walk]] = [{} for _ in range(len(said) + 1)]
        for at in range(starts):
            front[at][0] = _Walk(cost=_LATER * at, start=at)
        memo: dict[tuple[int, int, int], Meaning | None] = {}
        for at, word in enumerate(said):
            for spot, walk in list(front[at].items()):
                self._step_word(front[at + 1], spot, walk, word)
                for ref, to in self._from(spot).holes:
                    for end in range(at + 1, min(at + longest(ref), len(said)) + 1):
                        key = (id(ref), at, end)
                        if key not in memo:
                            memo[key] = read_slot(ref, said[at:end], live, now)
                        if (meaning := memo[key]) is not None:
                            _keep(front[end], to, _with_meaning(walk, meaning))
        return front

    def _ended(self, walks: dict[int, _Walk], at: int) -> dict[int, Match]:
        """The templates that end here, each by its best walk."""
        found: dict[int, Match] = {}
        for spot, walk in walks.items():
            for template in self._from(spot).ends:
                cost = walk.cost - _LATER * walk.start
                match = Match(
                    template,
                    walk.meanings,
                    cost,
                    walk.soft,
                    walk.slips,
                    walk.head,
                    walk.told,
                    (walk.start, at),
                )
                held = found.get(id(template))
                if held is None or match.cost < held.cost:
                    found[id(template)] = match
        return found

    def _step_word(self, onto: dict[int, _Walk], spot: int, walk: _Walk, word: str) -> None:
        reach = self._from(spot)
        told = walk.told + (word not in FUNCTION)
        for to in reach.words.get(word, ()):
            _keep(onto, to, replace(walk, head=walk.head or word, told=told))
        if word in ARTICLES or word in FILLERS:
            _keep(
                onto,
                spot,
                replace(walk, cost=walk.cost + _SKIP),
            )
            return
        if word in SOFT_FILLERS:
            _keep(
                onto,
                spot,
                replace(walk, cost=walk.cost + _SKIP_SOFT, soft=True),
            )
            return
        for others, cost in (
            (self._speller.inflections(word), _INFLECTED),
            (self._speller.mend(word), _MENDED),
        ):
            for other in others:
                for to in reach.words.get(other, ()):
                    slips = (*walk.slips, (word, other))
                    _keep(
                        onto,
                        to,
                        replace(walk, cost=walk.cost + cost, slips=slips, head=walk.head or other, told=told),
                    )

    def _add(self) -> int:
        self._count += 1
        return self._count - 1

    def _build(self, node: Node, start: int, template: Template) -> int:
        """Add a tree behind `start`; returns the spot where it ends. What follows in a chain is built when it is reached."""
        if isinstance(node, Chain) and not node.items:
            return start
        end = self._add()
        if isinstance(node, Chain):
            begins = self._add()  # a spot has one chain at most
            self._free.setdefault(start, []).append(begins)
            self._rest[begins] = (node, 0, end, template)
        elif isinstance(node, Word):
            self._words.setdefault(start, []).append((node.text, end))
            if node.text in ARTICLES:
                self._free.setdefault(start, []).append(end)
        elif isinstance(node, Hole):
            fresh = self._add()  # a spot has one hole at most
            self._free.setdefault(start, []).append(fresh)
            self._holes[fresh] = (template.slots[node.slot], end)
        else:
            for item in node.items:
                if isinstance(item, Word) and item.text not in ARTICLES:
                    self._words.setdefault(start, []).append((item.text, end))
                else:
                    self._free.setdefault(self._build(item, start, template), []).append(end)
        return end

    def _go_on(self, here: int) -> None:
        """Build the next part of the chain that goes on here, if one does."""
        rest = self._rest.pop(here, None)
        if rest is None:
            return
        chain, at, end, template = rest
        spot = here
        while spot == here and at < len(chain.items):  # a part that is empty ends where it begins
            spot = self._build(chain.items[at], spot, template)
            at += 1
        if at < len(chain.items):
            self._rest[spot] = (chain, at, end, template)
        else:
            self._free.setdefault(spot, []).append(end)

    def _from(self, spot: int) -> _Reach:
        """What can be done from a spot, free steps included; worked out at the first visit."""
        if (held := self._reach.get(spot)) is not None:
            return held
        seen, todo = {spot}, [spot]
        words: dict[str, list[int]] = {}
        holes: list[tuple[SlotRef, int]] = []
        ends: list[Template] = []
        while todo:
            here = todo.pop()
            self._go_on(here)
            for word, to in self._words.get(here, ()):
                words.setdefault(word, []).append(to)
            if here in self._holes:
                holes.append(self._holes[here])
            if here in self._ends:
                ends.append(self._ends[here])
            free = self._free.get(here, ())
            todo += [to for to in free if to not in seen]
            seen.update(free)
        reach = _Reach({word: tuple(to) for word, to in words.items()}, tuple(holes), tuple(ends))
        self._reach[spot] = reach
        return reach


def _with_meaning(walk: _Walk, meaning: Meaning) -> _Walk:
    return replace(
        walk,
        cost=walk.cost + meaning.cost,
        soft=walk.soft or meaning.soft,
        meanings=(*walk.meanings, meaning),
        head=walk.head or meaning.said,
    )


def _keep(onto: dict[int, _Walk], spot: int, walk: _Walk) -> None:
    held = onto.get(spot)
    if held is None or walk.cost < held.cost:
        onto[spot] = walk
