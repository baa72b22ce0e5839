"""What a question is about, by a few telling words in any order, whatever stands between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.brains.grammar.names import NOUNS, LiveNames
from bot.brains.grammar.phrases import SlotRef, Template
from bot.brains.grammar.slots import ALIKE, Meaning, longest, read_slot
from bot.brains.grammar.spelling import Speller
from bot.brains.grammar.templates import Chain, Hole, Node, expansions
from bot.brains.grammar.words import FUNCTION, stem, tokenize

_LONGER = 0.15  # what each further word of a phrase adds to the 1 of its first
_SLOT = 0.2  # what a slot says beyond a word


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue that a sentence holds; the higher `score`, the more of the sentence it explains."""

    template: Template
    meanings: tuple[Meaning, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that must be there: one of several phrases, as stems, or a slot."""

    phrases: tuple[tuple[str, ...], ...]
    slots: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class _Found:
    score: float = 0.0
    taken: frozenset[int] = frozenset()
    meanings: tuple[Meaning, ...] = ()


class Cues:
    """All cues, ready to be looked for."""

    def __init__(self, templates: Sequence[Template], speller: Speller) -> None:
        self._speller = speller
        self._cues = [(template, _parts(template.tree)) for template in templates]

    def find(self, said: tuple[str, ...], live: LiveNames, now: datetime) -> list[Cue]:
        """The best cue of each call that the sentence holds, best first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        words = tuple(next(iter(self._speller.mend(word)), word) for word in said)
        stems = tuple(map(stem, words))
        slots: dict[int, list[tuple[Meaning, frozenset[int]]]] = {}
        cues: list[Cue] = []
        for template, parts in self._cues:
            if not all(part.optional or part.slots or _places(part, stems) for part in parts):
                continue
            for ref in template.slots.values():
                if id(ref) not in slots:
                    slots[id(ref)] = self._mentions(ref, said, live, now)
            mentions = {name: slots[id(ref)] for name, ref in template.slots.items()}
            found = _find(parts, stems, mentions)
            if found is not None:
                cues.append(Cue(template, found.meanings, found.score))
        return sorted(cues, key=lambda cue: -cue.score)

    def _mentions(
        self, ref: SlotRef, words: tuple[str, ...], live: LiveNames, now: datetime
    ) -> list[tuple[Meaning, frozenset[int]]]:
        """Where the sentence says something for a slot, the longest and surest first."""
        found: list[tuple[Meaning, frozenset[int]]] = []
        for start in range(len(words)):
            for end in range(start + 1, min(start + longest(ref), len(words)) + 1):
                span = words[start:end]
                if ref.spec.names is not None and (span[0] in FUNCTION or span[-1] in FUNCTION):
                    continue
                meaning = read_slot(ref, span, live, now)
                if meaning is None or meaning.soft or ref.spec.text is not None:
                    continue
                own = {*tokenize(meaning.spoken), *NOUNS}
                if meaning.cost > ALIKE and any(
                    word in self._speller.known and word not in own for word in span
                ):
                    continue  # a known word is not a misspelt name
                found.append((meaning, frozenset(range(start, end))))
        return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].cost))


def _parts(tree: Node) -> list[_Part]:
    items = tree.items if isinstance(tree, Chain) else (tree,)
    return sorted((_part(item) for item in items), key=lambda part: (part.optional, not part.slots))


def _part(node: Node) -> _Part:
    if isinstance(node, Hole):
        return _Part((), (node.slot,), optional=False)
    ways = list(expansions(node))
    slots = tuple(way[0][1:-1] for way in ways if len(way) == 1 and way[0].startswith("{"))
    phrases = sorted(
        {tuple(map(stem, way)) for way in ways if way and not way[0].startswith("{")}, key=len, reverse=True
    )
    return _Part(tuple(phrases), slots, optional=() in ways)


def _places(part: _Part, stems: tuple[str, ...]) -> list[frozenset[int]]:
    """Where one of a part's phrases stands, the longest first."""
    found: list[frozenset[int]] = []
    for phrase in part.phrases:
        size = len(phrase)
        found += [
            frozenset(range(at, at + size))
            for at in range(len(stems) - size + 1)
            if stems[at : at + size] == phrase
        ]
    return found


def _find(
    parts: Sequence[_Part],
    stems: tuple[str, ...],
    mentions: Mapping[str, list[tuple[Meaning, frozenset[int]]]],
) -> _Found | None:
    """All parts on words of their own, those that must be there first."""
    found = _Found()
    for part in parts:
        ways = [
            _Found(1 + _SLOT + _LONGER * (len(at) - 1), at, (meaning,))
            for slot in part.slots
            for meaning, at in mentions[slot]
            if not at & found.taken
        ]
        ways += [
            _Found(1 + _LONGER * (len(at) - 1), at) for at in _places(part, stems) if not at & found.taken
        ]
        if ways:
            best = max(ways, key=lambda way: way.score)
            found = _Found(
                found.score + best.score, found.taken | best.taken, (*found.meanings, *best.meanings)
            )
        elif not part.optional:
            return None
    return found
