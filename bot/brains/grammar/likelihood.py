"""Which verb a sentence is about, learnt from examples: a linear classifier over words and letters.

It helps where no template covers a sentence, towards a look, or a change that waits for a yes. Beside the verb it tells which of a few values an argument has.
Features are words, pairs of words, runs of 3 to 5 letters, and the kinds of live names that are said, hashed (CRC-32) into a fixed number of places; each
group is weighted by inverse document frequency and brought to length 1. The classes are the verbs, and "" for what is
about none of them. `learn.py` fits the weights (softmax regression) and writes them next to this file.
"""

import json
import math
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACES = 16_384
WEIGHTS = Path(__file__).parent / "likelihood.npz"


def features(words: Sequence[str], kinds: Collection[str] = ()) -> dict[int, float]:
    """The hashed features of a sentence and how strongly each is there, before weighting: 1 + ln(count).

    `kinds` are the lists of live names of which the sentence says one ("home.light").
    """
    told = (*_features(words), *(f"k:{kind}" for kind in kinds))
    counts: Counter[int] = Counter(zlib.crc32(feature.encode()) % PLACES for feature in told)
    return {place: 1 + math.log(count) for place, count in counts.items()}


def _features(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield f"w:{word}"
    for first, second in pairwise(words):
        yield f"p:{first} {second}"
    for word in words:
        padded = f" {word} "
        for length in (3, 4, 5):
            for start in range(len(padded) - length + 1):
                yield f"l:{padded[start : start + length]}"


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that was learnt.

    Attributes:
        classes: Tool names, and "" for none of them; shape (K,).
        weights: Shape (PLACES + 1, K); the last row is the bias.
        rarity: Inverse document frequency of each place; shape (PLACES,).
        columns: JSON [tool, argument, value] for each column of `details`; value null where it is left out.
        details: Shape (PLACES + 1, columns); the last row is the bias.
        common: Words that people use when they speak to a house.
    """

    classes: Sequence[str]
    weights: "NDArray[np.float32]"
    rarity: "NDArray[np.float32]"
    columns: Sequence[str]
    details: "NDArray[np.float32]"
    common: Collection[str]


class Likelihood:
    """The fitted classifiers."""

    def __init__(self, fitted: Fitted) -> None:
        self.fitted = fitted
        self.common = frozenset(fitted.common)
        self._arguments: dict[str, dict[str, list[tuple[int, JsonValue]]]] = {}
        for at, column in enumerate(fitted.columns):
            tool, argument, value = json.loads(column)
            self._arguments.setdefault(tool, {}).setdefault(argument, []).append((at, value))

    def of(self, words: Sequence[str], kinds: Collection[str] = ()) -> dict[str, float]:
        """How likely each class is (adds up to 1)."""
        places, values = self._weigh(words, kinds)
        shares = _shares(values @ self.fitted.weights[places] + self.fitted.weights[-1])
        return dict(zip(self.fitted.classes, (float(share) for share in shares), strict=True))

    def details(
        self, tool: str, words: Sequence[str], kinds: Collection[str] = ()
    ) -> dict[str, list[tuple[JsonValue, float]]]:
        """Of each argument of few values: every one (None: left out) and how likely it is, the likeliest first."""
        found: dict[str, list[tuple[JsonValue, float]]] = {}
        if tool not in self._arguments:
            return found
        places, values = self._weigh(words, kinds)
        for argument, columns in self._arguments[tool].items():
            at = [column for column, _ in columns]
            shares = _shares(values @ self.fitted.details[places][:, at] + self.fitted.details[-1, at])
            valued = [(value, float(share)) for (_, value), share in zip(columns, shares, strict=True)]
            found[argument] = sorted(valued, key=lambda one: -one[1])
        return found

    def _weigh(
        self, words: Sequence[str], kinds: Collection[str]
    ) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
        """The places of a sentence's features, and their strengths brought to length 1."""
        import numpy as np

        found = features(words, kinds)
        places = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        values = np.fromiter(found.values(), dtype=np.float32, count=len(found)) * self.fitted.rarity[places]
        return places, values / (float(np.linalg.norm(values)) or 1.0)


def _shares(scores: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    shares = np.exp(scores - scores.max())
    return shares / shares.sum()


@cache
def load_likelihood() -> Likelihood:
    """The classifier that comes with HomeOps."""
    import numpy as np

    with np.load(WEIGHTS) as kept:
        classes, columns, common = (
            [str(one) for one in kept[name]] for name in ("classes", "columns", "common")
        )
        weights, rarity, details = (
            kept[name].astype(np.float32) for name in ("weights", "rarity", "details")
        )
        return Likelihood(Fitted(classes, weights, rarity, columns, details, common))
