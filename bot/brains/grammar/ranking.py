"""Which verbs a sentence may be about, so that a model is offered the likely ones."""

import inspect
import math
from collections import Counter
from collections.abc import Sequence

from bot.brains.grammar.phrases import load
from bot.brains.grammar.words import FUNCTION, stem, tokenize
from tools.contract import Domain, Verb

_NAME, _KEYWORD, _DOC, _SAID, _HINT = 3.0, 2.5, 1.0, 1.5, 0.3


class VerbIndex:
    """All verbs of some domains by the words of their names, docstrings, keywords, phrases and hints."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self._words: dict[str, dict[str, float]] = {}
        for domain in domains:
            for verb in domain.verbs:
                self._words[f"{domain.name}_{verb.name}"] = _words(domain, verb)
            for spoken in load(domain):
                words = self._words[spoken.tool]
                said = {word for template in spoken.templates for word in template.words}
                _add(words, said, _SAID)
                _add(words, spoken.hints, _HINT)
        spread = Counter(word for words in self._words.values() for word in words)
        count = len(self._words)
        self._rarity = {word: math.log(1 + count / verbs) for word, verbs in spread.items()}

    def rank_verbs(self, text: str) -> list[tuple[str, float]]:
        """Every verb that shares a word with `text`, by tool name, best first; scores are only good for ordering."""
        said = {stem(word) for word in tokenize(text) if word not in FUNCTION}
        scores = {
            tool: sum(words.get(word, 0.0) * self._rarity.get(word, 0.0) for word in said)
            for tool, words in self._words.items()
        }
        return sorted(
            ((tool, score) for tool, score in scores.items() if score > 0),
            key=lambda pair: (-pair[1], pair[0]),
        )


def _words(domain: Domain, verb: Verb) -> dict[str, float]:
    words: dict[str, float] = {}
    _add(words, (domain.name, *tokenize(domain.summary)), _HINT)
    _add(words, tokenize((inspect.getdoc(verb.run) or "").split("\n\n")[0]), _DOC)
    _add(words, tokenize(verb.keywords), _KEYWORD)
    _add(words, tokenize(verb.name.replace("_", " ")), _NAME)
    return words


def _add(words: dict[str, float], said: Sequence[str] | set[str], weight: float) -> None:
    for word in said:
        if word not in FUNCTION:
            words[stem(word)] = max(words.get(stem(word), 0.0), weight)
