"""Sentences that no template covers: which template they are most like, whatever the order of their words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.brains.grammar.kinship import FAMILY, KINSHIP, is_light
from bot.brains.grammar.names import LiveNames
from bot.brains.grammar.phrases import Template
from bot.brains.grammar.slots import Meaning
from bot.brains.grammar.spotting import Spotting
from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word
from bot.brains.grammar.words import stem

_MISSING = 0.35  # what a word of the template that was not said costs, against what a said one brings
_SLOT = 2.0  # weight of a slot
_LIGHT = 0.12  # weight of "is", "the", "my" against a word that says something
_UNKNOWN = 0.7  # weight of a word of no template, against the rarest that is in one
_COMMON = 0.4  # weight of a word that every verb has, against the rarest
_MOST_CANDIDATES = 60
_LEAST = 0.75  # what a covered sentence keeps where the template wants much more
_BY_SLOT = 0.08  # a word as part of the template says a little more than as the value of a slot


@dataclass(frozen=True, slots=True)
class Guess:
    """A template that a sentence is like, and how much (0 to 1)."""

    template: Template
    score: float
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    gain: float = 0.0
    miss: float = 0.0
    mask: int = 0
    """Which words of the sentence it accounts for, as bits."""
    held: int = 0
    """Which of them by a slot."""
    slots: tuple[Meaning, ...] = ()

    @property
    def value(self) -> float:
        return self.gain - _MISSING * self.miss


_Heard = dict[str, tuple[float, int]]


class Likeness:
    """All templates by their words."""

    def __init__(self, templates: Sequence[Template], spotting: Spotting) -> None:
        self._spotting = spotting
        verbs: dict[str, set[str]] = {}
        self._by_stem: dict[str, list[int]] = {}
        self._templates = tuple(templates)
        for number, template in enumerate(templates):
            for word in {stem(word) for word in template.words if not is_light(word)}:
                verbs.setdefault(word, set()).add(template.tool)
                self._by_stem.setdefault(word, []).append(number)
                if word in FAMILY:
                    kin = self._by_stem.setdefault(f"#{FAMILY[word]}", [])
                    if not kin or kin[-1] != number:
                        kin.append(number)
        count = len({template.tool for template in templates})
        self._rare = math.log(1 + count)
        self._weights = {
            word: self._rare * _COMMON + (1 - _COMMON) * math.log(1 + count / len(tools))
            for word, tools in verbs.items()
        }

    def guesses(self, said: tuple[str, ...], live: LiveNames, now: datetime) -> list[Guess]:
        """The best template of each verb, best first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        words = self._spotting.mended(said, live)
        heard, weights = self._hear(words)
        total = sum(weights)
        slots: dict[int, list[tuple[Meaning, int]]] = {}
        best: dict[str, Guess] = {}
        for number in self._candidates(words, weights):
            template = self._templates[number]
            for ref in template.slots.values():
                if id(ref) not in slots:
                    slots[id(ref)] = self._spotting.mentions(ref, words, live, now)
            found = {name: slots[id(ref)] for name, ref in template.slots.items()}
            fit = self._fit(template.tree, heard, weights, found)
            covered = _weigh(fit.mask, weights) - _BY_SLOT * _weigh(fit.held, weights)
            exactness = fit.gain / (fit.gain + fit.miss) if fit.gain else 0.0
            score = covered / total * (_LEAST + (1 - _LEAST) * exactness) if total else 0.0
            held = best.get(template.tool)
            if held is None or score > held.score:
                best[template.tool] = Guess(template, score, fit.slots)
        return sorted(best.values(), key=lambda guess: -guess.score)

    def fits(self, tool: str, said: tuple[str, ...], live: LiveNames, now: datetime) -> list[Guess]:
        """Every template of one verb whose slots the sentence fills, those with most slots and best likeness first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        words = self._spotting.mended(said, live)
        heard, weights = self._hear(words)
        slots: dict[int, list[tuple[Meaning, int]]] = {}
        found: list[tuple[int, Guess]] = []
        for template in self._templates:
            if template.tool != tool:
                continue
            for ref in template.slots.values():
                if id(ref) not in slots:
                    slots[id(ref)] = self._spotting.mentions(ref, words, live, now)
            mentions = {name: slots[id(ref)] for name, ref in template.slots.items()}
            if any(not each for name, each in mentions.items() if name in template.arguments):
                continue
            fit = self._fit(template.tree, heard, weights, mentions)
            held = {meaning.slot for meaning in fit.slots} & template.arguments.keys()
            found.append((len(held), Guess(template, fit.value, fit.slots)))
        return [guess for _, guess in sorted(found, key=lambda pair: (-pair[0], -pair[1].score))]

    def _candidates(self, words: tuple[str, ...], weights: list[float]) -> list[int]:
        points: dict[int, float] = {}
        for word, weight in zip(words, weights, strict=True):
            key = stem(word)
            for number in self._by_stem.get(key, ()):
                points[number] = points.get(number, 0) + weight
            for number in self._by_stem.get(f"#{FAMILY[key]}", ()) if key in FAMILY else ():
                points[number] = points.get(number, 0) + weight / 2
        return sorted(points, key=lambda number: -points[number])[:_MOST_CANDIDATES]

    def _hear(self, words: tuple[str, ...]) -> tuple[_Heard, list[float]]:
        """What each word, by stem and by family, brings, and the weight of every word."""
        heard: _Heard = {}
        weights: list[float] = []
        for at, word in enumerate(words):
            key = stem(word)
            weight = self._weight(word)
            weights.append(weight)
            heard[key] = (weight, heard.get(key, (0, 0))[1] | 1 << at)
            if key in FAMILY:
                kin = f"#{FAMILY[key]}"
                heard[kin] = (KINSHIP * weight, heard.get(kin, (0, 0))[1] | 1 << at)
        return heard, weights

    def _weight(self, word: str) -> float:
        if is_light(word):
            return _LIGHT
        return self._weights.get(stem(word), self._rare * _UNKNOWN)

    def _fit(
        self,
        node: Node,
        heard: _Heard,
        weights: list[float],
        found: dict[str, list[tuple[Meaning, int]]],
    ) -> _Fit:
        """The way through a tree that fits best what was heard."""
        match node:
            case Word(text):
                key = stem(text)
                got = heard.get(key) or (heard.get(f"#{FAMILY[key]}") if key in FAMILY else None)
                return _Fit(gain=got[0], mask=got[1]) if got else _Fit(miss=self._weight(text))
            case Hole(slot):
                if not found[slot]:
                    return _Fit(miss=_SLOT)
                meaning, mask = found[slot][0]
                return _Fit(gain=_weigh(mask, weights), mask=mask, held=mask, slots=(meaning,))
            case Either(items):
                fits = [self._fit(item, heard, weights, found) for item in items]
                return max(fits, key=lambda fit: fit.value)
            case Chain(items):
                gain = miss = 0.0
                mask, held, slots = 0, 0, ()
                for item in items:
                    fit = self._fit(item, heard, weights, found)
                    gain, miss = gain + fit.gain, miss + fit.miss
                    mask, held, slots = mask | fit.mask, held | fit.held, slots + fit.slots
                return _Fit(gain, miss, mask, held, slots)


def _weigh(mask: int, weights: list[float]) -> float:
    return sum(weight for at, weight in enumerate(weights) if mask >> at & 1)
