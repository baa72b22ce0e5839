"""From two lists of what was found, by meaning and by words, one.

Reciprocal rank fusion (Cormack et al., 2009): a memory's rank counts 1/(K + rank) in each list. The figures below were
set on tests/bench/memories/tune.jsonl.
"""

from collections.abc import Iterable, Sequence

Found = Sequence[tuple[str, float]]

K = 10
WORDS_WEIGHT = 0.1
"""What a rank by words counts against one by meaning."""
ANY = 0.5
"""The score, 1/(2 - cosine), of what has nothing to do with a question (cosine 0); what is below is left out."""


def merged(lists: Iterable[Found]) -> list[tuple[str, float]]:
    """Lists of several owners as one, best first."""
    return sorted((each for found in lists for each in found), key=lambda each: each[1], reverse=True)


def fuse(by_meaning: Found, by_words: Found) -> list[str]:
    """The ids of both lists, best first."""
    weight: dict[str, float] = {}
    for found, counts in ((by_meaning, 1.0), (by_words, WORDS_WEIGHT)):
        for rank, (memory_id, _) in enumerate(found, start=1):
            weight[memory_id] = weight.get(memory_id, 0.0) + counts / (K + rank)
    return sorted(weight, key=lambda memory_id: weight[memory_id], reverse=True)
