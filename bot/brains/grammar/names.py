# ruff: noqa: SIM905 - lists of words read best as text
"""Which of the house's live names a few words mean: exactly, nearly, or perhaps one of several."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.brains.grammar.words import ARTICLES, FUNCTION, NUMBER_WORDS, stem, tokenize
from memory.errors import HomeOpsError
from tools.contract import Domain, Name

_FRESH = 3.0  # seconds for which a list of names is believed
_SURE = 80.0
_EXACT = 97.0
_WITH_EXTRA = 85.0
_INFLECTED = 96.5
_AHEAD = 6.0  # by how much the best must beat the next
NOUNS = frozenset(
    "app program process application software drive disk partition volume thing one called google microsoft mozilla adobe".split()
)
"""Words that say what kind of thing is named, or who made it."""
_SHORTEST_FUZZY = 4
_PLACES_IN_A_ROW = frozenset("first second third last next".split())
_SHORTEST_MISSPELT = 5
_LONG = 8


@dataclass(frozen=True, slots=True)
class Known:
    """A live name with its words as sentences have them."""

    name: Name
    words: tuple[str, ...]
    joined: str
    sound: str
    stems: str


@dataclass(frozen=True, slots=True)
class Named:
    """What some words may name, best first.

    `exact`: said as it is. `clear`: one name is meant beyond doubt. `extra`: words were said that the name lacks.
    """

    candidates: tuple[Name, ...]
    exact: bool
    clear: bool
    extra: bool = False


class NamesWanted(Exception):  # noqa: N818 - a request, not an error
    """A list of live names is needed that has not been asked for yet."""

    def __init__(self, domain: Domain, kind: str) -> None:
        super().__init__(kind)
        self.domain = domain
        self.kind = kind


class NameIndex:
    """One list of live names, ready to be searched."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.known = tuple(_known(name) for name in names)
        self._by_word: dict[str, list[Known]] = {}
        self._by_key: dict[str, list[Known]] = {}
        self._whole: dict[tuple[str, ...], list[Name]] = {}
        self._by_id: dict[str, list[Name]] = {}
        for known in self.known:
            for word in set(known.words):
                self._by_word.setdefault(word, []).append(known)
            for key in {known.joined, f"~{known.sound}", f"^{known.stems}"}:
                self._by_key.setdefault(key, []).append(known)
            self._whole.setdefault(known.words, []).append(known.name)
            self._by_id.setdefault(known.name.id, []).append(known.name)
        self._found: dict[tuple[str, ...], Named | None] = {}
        self.longest = max((len(known.words) for known in self.known), default=0)
        """How many words the longest name has."""
        self._joined = list({known.joined for known in self.known})

    def exactly(self, words: tuple[str, ...]) -> Sequence[Name]:
        """The names that are said just so."""
        return self._whole.get(words, ())

    def of_id(self, name_id: str) -> Sequence[Name]:
        """All that something is called."""
        return self._by_id.get(name_id, ())

    def has(self, word: str) -> bool:
        """Whether a word is part of one of the names."""
        return word in self._by_word

    def misspelt(self, word: str) -> Name | None:
        """The name of one word that was meant by a word with a slip of the keyboard in it; None where that is not plain."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        if len(word) < _SHORTEST_MISSPELT or word in self._by_word:
            return None
        allowed = 1 if len(word) < _LONG else 2
        close = extract(word, self._joined, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        found = {known.name.id: known.name for text, _, _ in close for known in self._by_key[text]}
        return next(iter(found.values())) if len(found) == 1 else None

    def near(self, words: tuple[str, ...]) -> list[Known]:
        """Names worth a closer look."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        joined = "".join(words)
        found = [known for word in words for known in self._by_word.get(word, ())]
        found += self._by_key.get(joined, ())
        found += self._by_key.get(f"^{_stems(words)}", ())
        if len(joined) >= _SHORTEST_FUZZY:
            found += self._by_key.get(f"~{sound(joined)}", ())
            close = extract(joined, self._joined, scorer=OSA.distance, score_cutoff=2, limit=5)
            found += [known for text, _, _ in close for known in self._by_key[text]]
        return found

    def find(self, said: tuple[str, ...]) -> Named | None:
        """What `said` names, or None; looked for once, however many templates ask."""
        if said not in self._found:
            self._found[said] = self._find(said)
        return self._found[said]

    def _find(self, said: tuple[str, ...]) -> Named | None:
        bare = tuple(word for word in said if word not in ARTICLES)
        core = tuple(word for word in bare if word not in NOUNS) or bare
        if not core:
            return None
        scored: dict[str, tuple[float, Name]] = {}
        for ways in {said, bare, core}:
            for known in self.near(ways):
                score = _score(ways, known)
                if score > scored.get(known.name.id, (_SURE - 1, known.name))[0]:
                    scored[known.name.id] = (score, known.name)
        if not scored:
            return None
        ranked = sorted(scored.values(), key=lambda pair: -pair[0])
        best = ranked[0][0]
        exact = best >= _EXACT
        rivals = [name for score, name in ranked if (score >= _EXACT if exact else best - score < _AHEAD)]
        return Named(tuple(rivals[:5]), exact, len(rivals) == 1, best == _WITH_EXTRA)

    def is_in(self, words: tuple[str, ...]) -> bool:
        """Whether one of the names stands in a sentence exactly."""
        return any(
            words[start:end] in self._whole
            for start in range(len(words))
            for end in range(start + 1, min(start + self.longest, len(words)) + 1)
        )

    def mentioned(self, words: tuple[str, ...]) -> list[Name]:
        """The names that stand in a text exactly, in its order."""
        found: list[tuple[int, Name]] = []
        for known in {known for word in words for known in self._by_word.get(word, ())}:
            size = len(known.words)
            at = next((i for i in range(len(words)) if words[i : i + size] == known.words), None)
            if at is not None:
                found.append((at, known.name))
        return [name for _, name in sorted(found, key=lambda pair: pair[0])]


class LiveNames:
    """The lists of live names, believed for a few seconds."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, str], tuple[float, NameIndex]] = {}
        self._asked: dict[tuple[str, str], Sequence[Name]] = {}

    def get(self, domain: Domain, kind: str) -> NameIndex:
        """A fresh list; raises NamesWanted where it must be fetched first."""
        held = self._lists.get((domain.name, kind))
        if held is None or time.monotonic() - held[0] > _FRESH:
            raise NamesWanted(domain, kind)
        return held[1]

    def knows(self, word: str) -> bool:
        """Whether a word is part of a name that was asked for before: nothing to be mended."""
        return any(index.has(word) for _, index in self._lists.values())

    async def fetch(self, domain: Domain) -> None:
        """Ask a domain for all its names; one that can't answer has none for now."""
        kinds = list(domain.names)
        lists = await asyncio.gather(*(self._ask(domain, kind) for kind in kinds))
        for kind, names in zip(kinds, lists, strict=True):
            key = domain.name, kind
            same = key in self._lists and self._asked[key] is names
            self._lists[key] = (time.monotonic(), self._lists[key][1] if same else NameIndex(names))
            self._asked[key] = names

    @staticmethod
    async def _ask(domain: Domain, kind: str) -> Sequence[Name]:
        try:
            return await domain.names[kind]()
        except HomeOpsError:
            return ()


@lru_cache(maxsize=8192)
def _known(name: Name) -> Known:
    words = tokenize(name.spoken) or (name.spoken.casefold(),)
    joined = "".join(words)
    return Known(name, words, joined, sound(joined), _stems(words))


def _stems(words: tuple[str, ...]) -> str:
    """The words without articles and endings: "taking out the bins" and "take out the bins" are one."""
    return " ".join(stem(word) for word in words if word not in ARTICLES)


def _score(said: tuple[str, ...], known: Known) -> float:
    """How well `said` fits one name, 0 to 100."""
    if said == known.words:
        return 100
    joined = "".join(said)
    if joined == known.joined:
        return 98
    if all(word in FUNCTION or word in NUMBER_WORDS or word in _PLACES_IN_A_ROW for word in said):
        return 0  # "it", "all", "two" are names only when said exactly
    if len(said) > 1 and _stems(said) == known.stems:
        return _INFLECTED
    words, wanted = set(said), set(known.words)
    if words <= wanted and len(joined) >= 3:
        return 88 + 8 * len(joined) / len(known.joined)
    if wanted < words and len(known.joined) >= 3 and not (words - wanted) & FUNCTION:
        return _WITH_EXTRA
    if len(joined) < _SHORTEST_FUZZY or words & (FUNCTION | NUMBER_WORDS):
        return 0
    if re.search(r"\d", joined + known.joined):
        return 0  # a misspelt figure is another figure
    return _likeness(joined, known)


def _likeness(joined: str, known: Known) -> float:
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import ratio

    allowed = 1 if len(joined) < 8 else 2
    distance = OSA.distance(joined, known.joined)
    if distance <= allowed:
        return 92 - 4 * distance
    if sound(joined) == known.sound and ratio(joined, known.joined) >= 70:
        return 82
    return 0


_SOUNDS = (
    (r"^kn|^gn|^pn", "n"), (r"^wr", "r"), (r"ph", "f"), (r"ck|q|c(?=[aou]|$|[^eiy])", "k"), (r"c", "s"), (r"x", "ks"),
    (r"z", "s"), (r"sch", "sh"), (r"gh", "g"), (r"dge", "j"), (r"v", "f"), (r"d\b", "t"), (r"w|h|y", ""),
    (r"(.)\1+", r"\1"), (r"(?!^)[aeiou]+", ""),
)  # fmt: skip


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """Roughly how a word sounds, so that "fotoshop" and "photoshop" meet."""
    for pattern, replacement in _SOUNDS:
        word = re.sub(pattern, replacement, word)
    return word
