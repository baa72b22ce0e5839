"""Which verb a sentence is about, learnt from examples: a linear classifier over words and letters.

It helps where no template covers a sentence, and only towards a look or a question: it never changes anything.
Features are words, pairs of words, and runs of 3 to 5 letters, hashed (CRC-32) into a fixed number of places; each
group is weighted by inverse document frequency and brought to length 1. The classes are the verbs, and "" for what is
about none of them. `learn.py` fits the weights (softmax regression) and writes them next to this file.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACES = 12_288
WEIGHTS = Path(__file__).parent / "likelihood.npz"


def features(words: Sequence[str]) -> dict[int, float]:
    """The hashed features of a sentence and how strongly each is there, before weighting: 1 + ln(count)."""
    counts: Counter[int] = Counter(zlib.crc32(feature.encode()) % PLACES for feature in _features(words))
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


class Likelihood:
    """The fitted classifier."""

    def __init__(
        self, classes: Sequence[str], weights: "NDArray[np.float32]", rarity: "NDArray[np.float32]"
    ) -> None:
        """Take over what was fitted.

        Args:
            classes: Tool names, and "" for none of them; shape (K,).
            weights: Shape (PLACES + 1, K); the last row is the bias.
            rarity: Inverse document frequency of each place; shape (PLACES,).
        """
        self._classes = tuple(classes)
        self._weights = weights
        self._rarity = rarity

    def of(self, words: Sequence[str]) -> dict[str, float]:
        """How likely each class is (adds up to 1)."""
        import numpy as np

        found = features(words)
        places = np.fromiter(found.keys(), dtype=np.int64, count=len(found))
        values = np.fromiter(found.values(), dtype=np.float32, count=len(found)) * self._rarity[places]
        length = float(np.linalg.norm(values)) or 1.0
        scores = (values / length) @ self._weights[places] + self._weights[-1]
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return dict(zip(self._classes, (float(share) for share in shares), strict=True))


@cache
def load_likelihood() -> Likelihood:
    """The classifier that comes with HomeOps."""
    import numpy as np

    with np.load(WEIGHTS) as kept:
        classes = [str(name) for name in kept["classes"]]
        return Likelihood(classes, kept["weights"].astype(np.float32), kept["rarity"].astype(np.float32))
