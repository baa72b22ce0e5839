"""Sentences that no template covers: which template they are most like, whatever the order of their words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.brains.grammar.groups import everywhere, kinds_of, mentions, place_index
from bot.brains.grammar.kinship import FAMILY, KINSHIP, SPARED, SPARING, is_light
from bot.brains.grammar.names import NOUNS, LiveNames, NameIndex
from bot.brains.grammar.phrases import SlotRef, Template
from bot.brains.grammar.slots import ALIKE, Meaning, longest, read_slot
from bot.brains.grammar.spelling import Speller
from bot.brains.grammar.telling import Told, place_told
from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word
from bot.brains.grammar.words import stem, tokenize
from tools.contract import Name

_MISSING = 0.35  # what a word of the template that was not said costs, against what a said one brings
_SLOT = 2.0  # weight of a slot
_LIGHT = 0.12  # weight of "is", "the", "my" against a word that says something
_UNKNOWN = 0.7  # weight of a word of no template, against the rarest that is in one
_COMMON = 0.4  # weight of a word that every verb has, against the rarest
EXCEPTED = "but"
"""The argument of what is excepted, by agreement among the verbs."""
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

    def __init__(
        self, templates: Sequence[Template], speller: Speller, cues: Sequence[Template] = ()
    ) -> None:
        self._speller = speller
        self._refs: dict[str, dict[tuple[str, int], SlotRef]] = {}
        for template in (*templates, *cues):
            for slot, argument in template.arguments.items():
                ref = template.slots[slot]
                self._refs.setdefault(template.tool, {})[argument, id(ref)] = ref
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
        words = tuple(self._mended(word, live) for word in said)
        heard, weights = self._hear(words)
        total = sum(weights)
        slots: dict[int, list[tuple[Meaning, int]]] = {}
        best: dict[str, Guess] = {}
        for number in self._candidates(words, weights):
            template = self._templates[number]
            for ref in template.slots.values():
                if id(ref) not in slots:
                    slots[id(ref)] = self._mentions(ref, words, live, now)
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
        words = tuple(self._mended(word, live) for word in said)
        heard, weights = self._hear(words)
        slots: dict[int, list[tuple[Meaning, int]]] = {}
        found: list[tuple[int, Guess]] = []
        for template in self._templates:
            if template.tool != tool:
                continue
            for ref in template.slots.values():
                if id(ref) not in slots:
                    slots[id(ref)] = self._mentions(ref, words, live, now)
            mentions = {name: slots[id(ref)] for name, ref in template.slots.items()}
            if any(not each for name, each in mentions.items() if name in template.arguments):
                continue
            fit = self._fit(template.tree, heard, weights, mentions)
            held = {meaning.slot for meaning in fit.slots} & template.arguments.keys()
            found.append((len(held), Guess(template, fit.value, fit.slots)))
        return [guess for _, guess in sorted(found, key=lambda pair: (-pair[0], -pair[1].score))]

    def told(self, tool: str, said: tuple[str, ...], live: LiveNames, now: datetime) -> dict[str, Told]:
        """What a sentence says for each argument of one verb, wherever it stands; the longest and surest first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        words = tuple(self._mended(word, live) for word in said)
        told = [
            (argument, ref, meaning, mask)
            for argument, ref in self._things(tool)
            for meaning, mask in self._apart(ref, words, live, now)
            if not self._is_only_place(ref, meaning, mask, words, live)
        ]
        found: dict[str, Told] = {}
        taken = 0
        for argument, ref, meaning, mask in sorted(
            told,
            key=lambda one: (
                one[2].cost >= ALIKE,
                bool(one[2].rivals),
                -one[3].bit_count(),
                one[1].spec.values is not None,
                one[2].cost,
            ),
        ):
            if mask & taken:
                continue
            spared = ref.spec.names is not None and _is_spared(words, mask)
            if spared != (argument == EXCEPTED):
                if spared and EXCEPTED not in {other for other, _ in self._refs[tool]}:
                    taken |= mask
                continue
            held = found.get(argument)
            if held is None:
                found[argument] = Told(ref, (meaning,), mask)
                taken |= mask
            elif (
                ref.spec.names is not None
                and meaning.cost < ALIKE
                and all(meaning.value != one.value for one in held.meanings)
            ):
                found[argument] = Told(held.ref, (*held.meanings, meaning), held.mask | mask)
                taken |= mask
        return self._placed(tool, found, words, live)

    def _places(
        self, ref: SlotRef, kind: str, places: NameIndex | None, words: tuple[str, ...], live: LiveNames
    ) -> list[tuple[Name, int]]:
        """The places that a sentence speaks of, also one that has nothing of the kind: it is not the whole house."""
        found = list(mentions(places, words)) if places is not None else []
        taken = 0
        for _, mask in found:
            taken |= mask
        others = everywhere(live, ref.domain) if places is not None else None
        for name, mask in mentions(others, words) if others is not None else ():
            if not mask & taken:
                found.append((replace(name, id=f"{kind}@{name.id}"), mask))
        return found

    def _things(self, tool: str) -> list[tuple[str, SlotRef]]:
        """The slots of a verb by their arguments, without those of places where things have a slot too."""
        refs = [(argument, ref) for (argument, _), ref in self._refs.get(tool, {}).items()]
        named = {argument for argument, ref in refs if ref.spec.names and kinds_of(ref.spec.names)}
        return [
            (argument, ref)
            for argument, ref in refs
            if argument not in named or not ref.spec.names or kinds_of(ref.spec.names)
        ]

    def _is_only_place(
        self, ref: SlotRef, meaning: Meaning, mask: int, words: tuple[str, ...], live: LiveNames
    ) -> bool:
        """Whether words that are but a part of a name ("kitchen" of the "Kitchen ceiling light") are the name of a place."""
        if meaning.cost < ALIKE or ref.spec.names is None:
            return False
        places = [place_index(live, ref.domain, kind) for kind in kinds_of(ref.spec.names)]
        return any(
            mask & bits == mask for each in places if each is not None for _, bits in mentions(each, words)
        )

    def _apart(
        self, ref: SlotRef, words: tuple[str, ...], live: LiveNames, now: datetime
    ) -> list[tuple[Meaning, int]]:
        """What the sentence says for a slot, also around a place in the middle of it: "the big living room lamp"."""
        found = self._mentions(ref, words, live, now)
        kinds = kinds_of(ref.spec.names) if ref.spec.names else []
        places = next((each for kind in kinds if (each := place_index(live, ref.domain, kind))), None)
        for _, mask in mentions(places, words) if places is not None else ():
            left = [at for at in range(len(words)) if not mask >> at & 1]
            inner = mask & 1 == 0 and mask >> len(words) - 1 == 0
            for meaning, bits in (
                self._mentions(ref, tuple(words[at] for at in left), live, now) if inner else ()
            ):
                whole = sum(1 << at for number, at in enumerate(left) if bits >> number & 1)
                if not any(whole == other for _, other in found):
                    found.append((meaning, whole))
        return found

    def _placed(
        self, tool: str, found: dict[str, Told], words: tuple[str, ...], live: LiveNames
    ) -> dict[str, Told]:
        """What was told, with the places that stand apart from it: "no light is needed any more in the kitchen"."""
        for argument, ref in self._things(tool):
            for kind in kinds_of(ref.spec.names) if ref.spec.names and argument != EXCEPTED else ():
                places = place_index(live, ref.domain, kind)
                other = 0
                for name, one in found.items():
                    other |= one.mask if name != argument else 0
                said = [
                    (name, mask)
                    for name, mask in self._places(ref, kind, places, words, live)
                    if not mask & other and not _is_spared(words, mask)
                ]
                if places is not None and said:
                    told = place_told(ref, found.get(argument), places, said)
                    found = {**found, argument: told} if told is not None else found
        return found

    def _mended(self, word: str, live: LiveNames) -> str:
        return (
            word if stem(word) in FAMILY or live.knows(word) else next(iter(self._speller.mend(word)), word)
        )

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

    def _mentions(
        self, ref: SlotRef, words: tuple[str, ...], live: LiveNames, now: datetime
    ) -> list[tuple[Meaning, int]]:
        """What the sentence says for a slot, the longest and surest first; words in general stay unread."""
        if ref.spec.text is not None:
            return []
        found: list[tuple[Meaning, int]] = []
        for start in range(len(words)):
            for end in range(start + 1, min(start + longest(ref), len(words)) + 1):
                span = words[start:end]
                if ref.spec.names is not None and (is_light(span[0]) or is_light(span[-1])):
                    continue
                meaning = read_slot(ref, span, live, now)
                if meaning is None or meaning.soft or _is_pronoun(ref, words, start, end):
                    continue
                own = {*tokenize(meaning.spoken), *NOUNS}
                if meaning.cost > ALIKE and any(
                    word in self._speller.known and word not in own for word in span
                ):
                    continue  # a known word is not a misspelt name
                found.append((meaning, ((1 << end - start) - 1) << start))
        return sorted(found, key=lambda pair: (-pair[1].bit_count(), pair[0].cost))


def _is_pronoun(ref: SlotRef, words: tuple[str, ...], start: int, end: int) -> bool:
    """Whether a lone "one" stands for a thing, "the kitchen one too", rather than counts."""
    if ref.spec.number is None or words[start:end] != ("one",):
        return False
    return (
        words[start - 1 : start][:1] not in (("to",), ("at",), ("by",), ("number",)) and end >= len(words) - 1
    )


def _is_spared(words: tuple[str, ...], mask: int) -> bool:
    """Whether what stands there is named as what is not meant: "not Steam", "leave Spotify alone", "kitchen excluded"."""
    start = (mask & -mask).bit_length() - 1
    behind = words[mask.bit_length() : mask.bit_length() + 1]
    return not SPARING.isdisjoint(words[max(0, start - 3) : start]) or not SPARED.isdisjoint(behind)


def _weigh(mask: int, weights: list[float]) -> float:
    return sum(weight for at, weight in enumerate(weights) if mask >> at & 1)
