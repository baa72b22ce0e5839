"""Fits `likelihood.npz` from every domain's templates and examples: `make phrases`.

Examples stand beside the phrases, in `phrases/en.examples.jsonl` of a domain: {"text": …, "verb": …}, with null for
what must not be taken for a request, or {"text": …, "verb": …, "args": {…}} where it matters which of a few values an
argument has (on or off, by memory or processor). Softmax regression by gradient descent with momentum; the same input
gives the same weights.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel, JsonValue, TypeAdapter

from bot.brains.grammar.closed import closed
from bot.brains.grammar.likelihood import PLACES, WEIGHTS, Fitted, Likelihood, features
from bot.brains.grammar.phrases import SlotRef, Spoken, load
from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word
from bot.brains.grammar.words import tokenize
from tools.contract import Domain, Verb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLES = 8  # sentences taken from each template
EXAMPLE_WEIGHT = 4.0  # what an example counts against a sampled sentence
COMMON = 3  # examples that a word is in, from which on it is a common one
ROUNDS = 400
STEP = 40.0
MOMENTUM = 0.9
DECAY = 2e-5


class Example(BaseModel):
    """A sentence and what it is about; `verb` is None for none of ours.

    `args` are the arguments of the call that it asks for, as far as they take one of a few values; None where nobody
    has said which.
    """

    text: str
    verb: str | None
    args: dict[str, JsonValue] | None = None


class SlotExamples(BaseModel):
    """What may stand in a slot, for sampling sentences."""

    slot: str
    like: list[str]


_LINES = TypeAdapter(Example | SlotExamples)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to learn from: its words, its verb ("" for none), what it counts, and the arguments that it fixes."""

    words: tuple[str, ...]
    verb: str
    weight: float
    args: Mapping[str, JsonValue] | None = None


def write_weights(domains: Sequence[Domain]) -> None:
    """Fit the classifiers over all domains and write them next to this file, with what they were made of."""
    import numpy as np

    verbs = {f"{domain.name}_{verb.name}": verb for domain in domains for verb in domain.verbs}
    fitted = fit(list(gather(domains)), verbs).fitted
    np.savez_compressed(
        WEIGHTS,
        classes=np.array(fitted.classes),
        weights=fitted.weights.astype(np.float16),
        rarity=fitted.rarity.astype(np.float16),
        columns=np.array(fitted.columns),
        details=fitted.details.astype(np.float16),
        common=np.array(sorted(fitted.common)),
        source=np.array(digest({folder for domain in domains for folder in domain.phrases})),
    )


def fit(lines: Sequence[Line], verbs: Mapping[str, Verb] = MappingProxyType({})) -> Likelihood:
    """Learn which verb a sentence is about, and for `verbs` which values their arguments of few values have."""
    matrix, rarity = _vectorise([line.words for line in lines])
    classes = sorted({line.verb for line in lines})
    weights = _fit(matrix, [classes.index(line.verb) for line in lines], lines, len(classes))
    columns, details = _fit_details(matrix, lines, verbs)
    return Likelihood(Fitted(classes, weights, rarity, columns, details, _common_words(lines)))


def _fit_details(
    matrix: "NDArray[np.float32]", lines: Sequence[Line], verbs: Mapping[str, Verb]
) -> "tuple[list[str], NDArray[np.float32]]":
    """The values of arguments that take one of a few, and the weights by which they are told apart.

    Returns:
        Columns as JSON [tool, argument, value], value null where it is left out; weights of shape (PLACES + 1, columns).
    """
    import numpy as np

    columns: list[str] = []
    blocks: list[NDArray[np.float32]] = [np.zeros((PLACES + 1, 0), dtype=np.float32)]
    for tool, verb in verbs.items():
        rows = [row for row, line in enumerate(lines) if line.verb == tool and line.args is not None]
        for argument in closed(verb):
            told = [(lines[row].args or {}).get(argument) for row in rows]
            values = sorted(set(told), key=json.dumps)
            if len(values) < 2:
                continue
            wanted = [values.index(value) for value in told]
            blocks.append(_fit(matrix[rows], wanted, [lines[row] for row in rows], len(values)))
            columns += [json.dumps([tool, argument, value]) for value in values]
    return columns, np.hstack(blocks)


def _common_words(lines: Sequence[Line]) -> list[str]:
    """Words that several people used: others are taken for names of what no list knows."""
    used = Counter(word for line in lines if line.weight == EXAMPLE_WEIGHT for word in set(line.words))
    return sorted(word for word, times in used.items() if times >= COMMON)


def _fit(
    matrix: "NDArray[np.float32]", wanted: Sequence[int], lines: Sequence[Line], count: int
) -> "NDArray[np.float32]":
    import numpy as np

    target = np.zeros((len(lines), count), dtype=np.float32)
    target[np.arange(len(lines)), wanted] = 1
    importance = np.array([line.weight for line in lines], dtype=np.float32)
    return _descend(matrix, target, importance / importance.sum())


def digest(folders: Iterable[Path]) -> str:
    """A fingerprint of everything that the weights are made of."""
    whole = sha256()
    for folder in sorted(folders):
        for file in sorted(folder.glob("en.*")):
            whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def gather(domains: Sequence[Domain]) -> Iterator[Line]:
    """Every sentence to learn from, from templates and examples."""
    for domain in domains:
        examples, likes = _read_examples(domain.phrases)
        for spoken in load(domain):
            yield from _sample(spoken, likes)
        for example in examples:
            yield Line(tokenize(example.text), example.verb or "", EXAMPLE_WEIGHT, example.args)


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


def _sample(spoken: Spoken, likes: Mapping[str, list[str]]) -> Iterator[Line]:
    """Some sentences of every template. Where a slot tells an argument of few values, which one is not known here."""
    chance = random.Random(spoken.tool)
    few = closed(spoken.verb)
    seen: set[tuple[str, ...]] = set()
    for template in spoken.templates:
        told = None if few.keys() & template.arguments.values() else template.args
        for words in islice(_sentences(template.tree, template.slots, likes, chance), SAMPLES):
            if words not in seen:
                seen.add(words)
                yield Line(words, spoken.tool, 1.0, told)


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
