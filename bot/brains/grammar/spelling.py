"""Which known words a misspelt one may be."""

from collections.abc import Iterable
from functools import lru_cache

from bot.brains.grammar.words import FUNCTION, NUMBER_WORDS, stem

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday midday weekday someday".split())  # noqa: SIM905
"""Never a word and "day"."""


class Speller:
    """Mends words against the words of all templates."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.known = frozenset(vocabulary)
        self._long = [word for word in self.known if len(word) > 2 and word not in NUMBER_WORDS]
        self._stems: dict[str, list[str]] = {}
        for word in self.known:
            self._stems.setdefault(stem(word), []).append(word)
        self.mend = lru_cache(maxsize=2048)(self._mend)

    def split(self, word: str) -> tuple[str, ...]:
        """Two known words that were written as one ("diskspace"), or the word itself."""
        if word in self.known or word in FUNCTION or word in _DAYS or len(word) < 6:
            return (word,)
        for at in range(3, len(word) - 2):
            if word[:at] in self.known and word[at:] in self.known:
                return (word[:at], word[at:])
        return (word,)

    def inflections(self, word: str) -> tuple[str, ...]:
        """Known words that differ only in their ending."""
        return tuple(other for other in self._stems.get(stem(word), ()) if other != word)

    def _mend(self, word: str) -> tuple[str, ...]:
        """Known words within a slip or two of `word`, nearest first; none for a word that is English as it is."""
        from rapidfuzz.distance import OSA

        if word in self.known or word in FUNCTION or word in NUMBER_WORDS or any(map(str.isdigit, word)):
            return ()
        allowed = 0 if len(word) < 4 else 1 if len(word) < 10 else 2
        found: list[tuple[int, str]] = []
        for other in self._long:
            if abs(len(other) - len(word)) <= allowed:
                distance = OSA.distance(word, other, score_cutoff=allowed)
                if distance <= allowed and (other[0] == word[0] or other[:2] == word[1::-1]):
                    found.append((distance, other))
        found.sort()
        return tuple(other for _, other in found[:4])
