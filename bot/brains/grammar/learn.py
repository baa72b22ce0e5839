"""Fits `likelihood.npz` from every domain's templates and examples: `make phrases`.

Examples stand beside the phrases, in `phrases/en.examples.jsonl` of a domain: {"text": …, "verb": …}, with null for
what must not be taken for a request. Softmax regression by gradient descent with momentum; the same input gives the
same weights.
"""

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, TypeAdapter

from bot.brains.grammar.likelihood import PLACES, WEIGHTS, features
from bot.brains.grammar.phrases import SlotRef, Spoken, load
from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word
from bot.brains.grammar.words import tokenize
from tools.contract import Domain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLES = 8  # sentences taken from each template
EXAMPLE_WEIGHT = 4.0  # what an example counts against a sampled sentence
ROUNDS = 400
STEP = 40.0
MOMENTUM = 0.9
DECAY = 2e-5


class Example(BaseModel):
    """A sentence and what it is about; `verb` is None for none of ours."""

    text: str
    verb: str | None


class SlotExamples(BaseModel):
    """What may stand in a slot, for sampling sentences."""

    slot: str
    like: list[str]


_LINES = TypeAdapter(Example | SlotExamples)
Line = tuple[tuple[str, ...], str, float]


def write_weights(domains: Sequence[Domain]) -> None:
    """Fit the classifier over all domains and write it next to this file, with what it was made of."""
    import numpy as np

    classes, weights, rarity = fit(list(gather(domains)))
    np.savez_compressed(
        WEIGHTS,
        classes=np.array(classes),
        weights=weights.astype(np.float16),
        rarity=rarity.astype(np.float16),
        source=np.array(digest({folder for domain in domains for folder in domain.phrases})),
    )


def fit(lines: Sequence[Line]) -> "tuple[list[str], NDArray[np.float32], NDArray[np.float32]]":
    """The classes, weights and rarities that `Likelihood` takes."""
    import numpy as np

    classes = sorted({verb for _, verb, _ in lines})
    matrix, rarity = _vectorise([words for words, _, _ in lines])
    wanted = np.zeros((len(lines), len(classes)), dtype=np.float32)
    for row, (_, verb, _) in enumerate(lines):
        wanted[row, classes.index(verb)] = 1
    importance = np.array([weight for _, _, weight in lines], dtype=np.float32)
    return classes, _descend(matrix, wanted, importance / importance.sum()), rarity


def digest(folders: Iterable[Path]) -> str:
    """A fingerprint of everything that the weights are made of."""
    whole = sha256()
    for folder in sorted(folders):
        for file in sorted(folder.glob("en.*")):
            whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def gather(domains: Sequence[Domain]) -> Iterator[Line]:
    """Every sentence to learn from: its words, its verb ("" for none) and what it counts."""
    for domain in domains:
        examples, likes = _read_examples(domain.phrases)
        for spoken in load(domain):
            yield from ((words, spoken.tool, 1.0) for words in _sample(spoken, likes))
        for example in examples:
            yield tokenize(example.text), example.verb or "", EXAMPLE_WEIGHT


def _read_examples(folders: Sequence[Path]) -> tuple[list[Example], dict[str, list[str]]]:
    examples: list[Example] = []
    likes: dict[str, list[str]] = {}
    for file in (folder / "en.examples.jsonl" for folder in folders):
        for line in file.read_text("utf-8").splitlines() if file.exists() else ():
            read = _LINES.validate_python(json.loads(line))
            if isinstance(read, Example):
                examples.append(read)
            else:
                likes[read.slot] = read.like
    return examples, likes


def _sample(spoken: Spoken, likes: Mapping[str, list[str]]) -> set[tuple[str, ...]]:
    chance = random.Random(spoken.tool)
    return {
        words
        for template in spoken.templates
        for words in islice(_sentences(template.tree, template.slots, likes, chance), SAMPLES)
    }


def _sentences(
    tree: Node, slots: Mapping[str, SlotRef], likes: Mapping[str, list[str]], chance: random.Random
) -> Iterator[tuple[str, ...]]:
    while True:
        yield tuple(_say(tree, slots, likes, chance))


def _say(
    node: Node, slots: Mapping[str, SlotRef], likes: Mapping[str, list[str]], chance: random.Random
) -> Iterator[str]:
    match node:
        case Word(text):
            yield text
        case Hole(slot):
            yield from tokenize(chance.choice(_ways(slot, slots.get(slot), likes)))
        case Either(items):
            yield from _say(chance.choice(items), slots, likes, chance)
        case Chain(items):
            for item in items:
                yield from _say(item, slots, likes, chance)


def _ways(slot: str, ref: SlotRef | None, likes: Mapping[str, list[str]]) -> list[str]:
    if slot in likes:
        return likes[slot]
    if ref is not None and ref.spec.values:
        return [way for ways in ref.spec.values.values() for way in ways]
    if ref is not None and ref.spec.time is not None:
        return ["last night", "today", "yesterday", "this week", "the last three hours", "since monday"]
    if ref is not None and ref.spec.number is not None:
        return ["three", "5", "ten"]
    return [slot]


def _vectorise(sentences: Sequence[tuple[str, ...]]) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
    import numpy as np

    matrix = np.zeros((len(sentences), PLACES), dtype=np.float32)
    for row, words in enumerate(sentences):
        for place, value in features(words).items():
            matrix[row, place] = value
    rarity = (np.log((1 + len(sentences)) / (1 + (matrix > 0).sum(axis=0))) + 1).astype(np.float32)
    matrix *= rarity
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return matrix, rarity


def _descend(
    matrix: "NDArray[np.float32]", wanted: "NDArray[np.float32]", importance: "NDArray[np.float32]"
) -> "NDArray[np.float32]":
    """Weights of shape (PLACES + 1, K) that make `wanted` likely; the last row is the bias."""
    import numpy as np

    weights = np.zeros((matrix.shape[1] + 1, wanted.shape[1]), dtype=np.float32)
    speed = np.zeros_like(weights)
    for _ in range(ROUNDS):
        scores = matrix @ weights[:-1] + weights[-1]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        off = (shares - wanted) * importance[:, None]
        slope = np.vstack([matrix.T @ off + DECAY * weights[:-1], off.sum(axis=0)])
        speed = MOMENTUM * speed - STEP * slope
        weights += speed
    return weights
