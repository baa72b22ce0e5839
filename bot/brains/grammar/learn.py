"""Fits `likelihood.npz` from every domain's templates and examples: `make phrases`.

Examples stand beside the phrases, in `phrases/en.examples.jsonl` of a domain: {"text": …, "verb": …}, with null for
what must not be taken for a request, or {"text": …, "verb": …, "args": {…}} where it matters which of a few values an
argument has (on or off, by memory or processor). Softmax regression (scikit-learn); the same input gives the same weights.
"""

import json
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel, JsonValue, TypeAdapter

from bot.brains.grammar.closed import implied
from bot.brains.grammar.likelihood import PLACES, WEIGHTS, Fitted, Likelihood, features
from bot.brains.grammar.names import NameIndex
from bot.brains.grammar.phrases import SlotRef, Spoken, load
from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word
from bot.brains.grammar.words import tokenize
from tools.contract import Domain, Name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

SAMPLES = 8  # sentences taken from each template
EXAMPLE_WEIGHT = 4.0  # what an example counts against a sampled sentence
COMMON = 3  # examples that a word is in, from which on it is a common one
ROUNDS = 300
FREEDOM = 15.0  # how far the weights may go; the inverse of the penalty on their squares


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


Values = Mapping[str, Mapping[str, Collection[JsonValue]]]
"""Of each tool: the arguments that a sentence may imply, with their values."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to learn from: its words, its verb ("" for none), what it counts, the kinds of names, and the arguments."""

    words: tuple[str, ...]
    verb: str
    weight: float
    kinds: tuple[str, ...] = ()
    args: Mapping[str, JsonValue] | None = None


async def write_weights(domains: Sequence[Domain]) -> None:
    """Fit the classifiers over all domains and write them next to this file, with what they were made of."""
    import numpy as np

    names = {
        f"{domain.name}.{kind}": [name.spoken for name in await ask()]
        for domain in domains
        for kind, ask in domain.names.items()
    }

    values = {spoken.tool: implied(spoken) for domain in domains for spoken in load(domain)}
    fitted = fit(list(gather(domains, names)), values).fitted
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


def fit(lines: Sequence[Line], values: Values = MappingProxyType({})) -> Likelihood:
    """Learn which verb a sentence is about, and for the arguments in `values` which value it implies."""
    matrix, rarity = _vectorise(lines)
    classes = sorted({line.verb for line in lines})
    weights = _fit(matrix, [classes.index(line.verb) for line in lines], lines, len(classes))
    columns, details = _fit_details(matrix, lines, values)
    return Likelihood(Fitted(classes, weights, rarity, columns, details, _common_words(lines)))


def _fit_details(
    matrix: "csr_matrix", lines: Sequence[Line], values: Values
) -> "tuple[list[str], NDArray[np.float32]]":
    """The values of arguments that take one of a few, and the weights by which they are told apart.

    Returns:
        Columns as JSON [tool, argument, value], value null where it is left out; weights of shape (PLACES + 1, columns).
    """
    import numpy as np

    columns: list[str] = []
    blocks: list[NDArray[np.float32]] = [np.zeros((PLACES + 1, 0), dtype=np.float32)]
    for tool, arguments in values.items():
        rows = [row for row, line in enumerate(lines) if line.verb == tool and line.args is not None]
        for argument, known in arguments.items():
            told = [(lines[row].args or {}).get(argument) for row in rows]
            told = [value if value in known else None for value in told]
            ways = sorted(set(told), key=json.dumps)
            if len(ways) < 2:
                continue
            wanted = [ways.index(value) for value in told]
            blocks.append(_fit(matrix[rows], wanted, [lines[row] for row in rows], len(ways)))
            columns += [json.dumps([tool, argument, value]) for value in ways]
    return columns, np.hstack(blocks)


def _common_words(lines: Sequence[Line]) -> list[str]:
    """Words that several people used: others are taken for names of what no list knows."""
    used = Counter(word for line in lines if line.weight == EXAMPLE_WEIGHT for word in set(line.words))
    return sorted(word for word, times in used.items() if times >= COMMON)


def _fit(
    matrix: "csr_matrix", wanted: Sequence[int], lines: Sequence[Line], count: int
) -> "NDArray[np.float32]":
    """Weights of shape (PLACES + 1, count) that make `wanted` likely; the last row is the bias."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=FREEDOM, max_iter=ROUNDS, tol=1e-3)
    model.fit(matrix, np.array(wanted), sample_weight=np.array([line.weight for line in lines]))
    if count == 2:  # of two, only the second has weights
        half = np.vstack([model.coef_.T, model.intercept_]) / 2
        return np.hstack([-half, half]).astype(np.float32)
    return np.vstack([model.coef_.T, model.intercept_]).astype(np.float32)


def digest(folders: Iterable[Path]) -> str:
    """A fingerprint of everything that the weights are made of."""
    whole = sha256()
    for folder in sorted(folders):
        for file in sorted(folder.glob("en.*")):
            whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def gather(domains: Sequence[Domain], names: Mapping[str, Sequence[str]]) -> Iterator[Line]:
    """Every sentence to learn from, from templates and examples.

    `names` are live names as they are said, by kind ("home.light"), beside those that the examples suppose.
    """
    spoken = {kind: list(ways) for kind, ways in names.items()}
    read = {domain.name: _read_examples(domain.phrases) for domain in domains}
    for domain in domains:
        for kind, ways in read[domain.name][1].items():
            spoken.setdefault(f"{domain.name}.{kind}", []).extend(ways)
    lists = {kind: NameIndex([Name(way, way) for way in ways]) for kind, ways in spoken.items()}

    def line(words: tuple[str, ...], verb: str, weight: float, args: Mapping[str, JsonValue] | None) -> Line:
        kinds = tuple(kind for kind, index in lists.items() if index.is_in(words))
        return Line(words, verb, weight, kinds, args)

    for domain in domains:
        examples, likes = read[domain.name]
        for verb in load(domain):
            for words, args in _sample(verb, likes):
                yield line(words, verb.tool, 1.0, args)
        for example in examples:
            if words := tokenize(example.text):
                yield line(words, example.verb or "", EXAMPLE_WEIGHT, example.args)


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


def _sample(
    spoken: Spoken, likes: Mapping[str, list[str]]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, JsonValue] | None]]:
    """Some sentences of every template. Where a slot tells an argument of few values, which one is not known here."""
    chance = random.Random(spoken.tool)
    few = implied(spoken)
    seen: set[tuple[str, ...]] = set()
    for template in spoken.templates:
        told = None if few.keys() & template.arguments.values() else template.args
        for words in islice(_sentences(template.tree, template.slots, likes, chance), SAMPLES):
            if words not in seen:
                seen.add(words)
                yield words, told


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
    kinds = (ref.spec.names or "").split("+") if ref is not None else []
    for kind in (*kinds, slot):
        if kind in likes:
            return likes[kind]
    if ref is not None and ref.spec.values:
        return [way for ways in ref.spec.values.values() for way in ways]
    if ref is not None and ref.spec.time is not None:
        return ["last night", "today", "yesterday", "this week", "the last three hours", "since monday"]
    if ref is not None and ref.spec.number is not None:
        return ["three", "5", "ten"]
    return [slot]


def _vectorise(lines: Sequence[Line]) -> "tuple[csr_matrix, NDArray[np.float32]]":
    """Every sentence as a row of weighted features of length 1, and the rarity of each place."""
    import numpy as np
    from scipy.sparse import csr_matrix

    found = [features(line.words, line.kinds) for line in lines]
    starts = np.cumsum([0, *(len(one) for one in found)])
    places = np.fromiter((place for one in found for place in one), dtype=np.int32, count=starts[-1])
    values = np.fromiter(
        (value for one in found for value in one.values()), dtype=np.float32, count=starts[-1]
    )
    seen = np.bincount(places, minlength=PLACES)
    rarity = (np.log((1 + len(lines)) / (1 + seen)) + 1).astype(np.float32)
    values *= rarity[places]
    lengths = np.sqrt(np.add.reduceat(values**2, starts[:-1])) if len(values) else np.ones(0)
    values /= np.maximum(np.repeat(lengths, np.diff(starts)), 1e-9).astype(np.float32)
    return csr_matrix((values, places, starts), shape=(len(found), PLACES)), rarity
