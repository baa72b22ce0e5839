"""A sentence template as a tree of words: hassil's language, normalised like the sentences that it is held against."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.brains.grammar.words import tokenize

if TYPE_CHECKING:
    from hassil.expression import Expression

_MOST_SPELLINGS = 200
_MOST_PERMUTED = 4


class TemplateFault(ValueError):  # noqa: N818 - a fault of the file
    """A template that can't be read."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, as it must be said."""

    text: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A slot."""

    slot: str


@dataclass(frozen=True, slots=True)
class Chain:
    """One after another; the empty chain is nothing."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    items: "tuple[Node, ...]"


Node = Word | Hole | Chain | Either


def read_template(text: str, rules: Mapping[str, Node]) -> Node:
    """The tree of a template; `rules` are the trees of the rules that it uses.

    Raises:
        TemplateFault: Brackets don't match, or a rule is not known.
    """
    from hassil.parse_expression import parse_sentence
    from hassil.parser import ParseError

    try:
        expression = parse_sentence(text).expression
    except (ParseError, AssertionError, ValueError) as error:
        raise TemplateFault(str(error) or "it can't be read") from error
    return _convert(expression, rules)


Contents = tuple[frozenset[str], frozenset[str]]
"""The names of the slots in a tree, and its words."""


def words_of(node: Node) -> set[str]:
    """All words in a tree."""
    return {leaf.text for leaf in _leaves(node) if isinstance(leaf, Word)}


def contents(node: Node, known: dict[int, Contents]) -> Contents:
    """The slots and the words of a tree; `known` keeps those of its parts by identity, since trees share them."""
    held = known.get(id(node))
    if held is not None:
        return held
    match node:
        case Word(text):
            found = (frozenset[str](), frozenset((text,)))
        case Hole(slot):
            found = (frozenset((slot,)), frozenset[str]())
        case Chain(items) | Either(items):
            parts = [contents(item, known) for item in items]
            found = (
                frozenset[str]().union(*(slots for slots, _ in parts)),
                frozenset[str]().union(*(words for _, words in parts)),
            )
    known[id(node)] = found
    return found


def _leaves(node: Node) -> Iterator[Word | Hole]:
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, Chain | Either):
            todo += node.items
        else:
            yield node


def expansions(node: Node) -> Iterator[tuple[str, ...]]:
    """Every sentence of a tree as words, slots as "{slot}"; there can be very many."""
    match node:
        case Word(text):
            yield (text,)
        case Hole(slot):
            yield (f"{{{slot}}}",)
        case Either(items):
            for item in items:
                yield from expansions(item)
        case Chain(()):
            yield ()
        case Chain(items):
            for first in expansions(items[0]):
                for rest in expansions(Chain(items[1:])):
                    yield first + rest


def _convert(expression: "Expression", rules: Mapping[str, Node]) -> Node:
    from hassil.expression import Alternative, ListReference, Permutation, RuleReference, Sequence, TextChunk

    if isinstance(expression, TextChunk):
        return _chain([Word(word) for word in tokenize(expression.original_text)])
    if isinstance(expression, ListReference):
        return Hole(expression.slot_name)
    if isinstance(expression, RuleReference):
        if expression.rule_name not in rules:
            raise TemplateFault(f"there is no rule <{expression.rule_name}>, or it uses itself")
        return rules[expression.rule_name]
    if isinstance(expression, Alternative):
        return Either(tuple(dict.fromkeys(_convert(item, rules) for item in expression.items)))
    if isinstance(expression, Permutation):
        if len(expression.items) > _MOST_PERMUTED:
            raise TemplateFault("it puts more than four parts in any order")
        parts = [_convert(item, rules) for item in expression.items]
        return Either(tuple(Chain(order) for order in itertools.permutations(parts)))
    if isinstance(expression, Sequence):
        return _sequence(list(expression.items), rules)
    raise TemplateFault(f"{type(expression).__name__} is not understood")


def _sequence(items: "list[Expression]", rules: Mapping[str, Node]) -> Node:
    """The parts one after another; parts that are glued without a space ("process[es]") become whole words first."""
    done: list[Node] = []
    run: list[Expression] = []
    for item in items:
        if run and not (_touches(run[-1], end=-1) and _touches(item, end=0)):
            done.append(_glued(run, rules))
            run = []
        run.append(item)
    if run:
        done.append(_glued(run, rules))
    return _chain(done)


def _chain(items: list[Node]) -> Node:
    flat: list[Node] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Chain) else (item,))
    return flat[0] if len(flat) == 1 else Chain(tuple(flat))


def _glued(run: "list[Expression]", rules: Mapping[str, Node]) -> Node:
    if len(run) == 1:
        return _convert(run[0], rules)
    spellings = ["".join(parts) for parts in itertools.product(*(list(_strings(item)) for item in run))]
    if len(spellings) > _MOST_SPELLINGS:
        raise TemplateFault("too many parts are glued together without spaces")
    return Either(tuple(dict.fromkeys(_chain([Word(word) for word in tokenize(one)]) for one in spellings)))


def _strings(expression: "Expression") -> Iterator[str]:
    from hassil.expression import Alternative, Group, TextChunk

    if isinstance(expression, TextChunk):
        yield expression.original_text
    elif isinstance(expression, Alternative):
        for item in expression.items:
            yield from _strings(item)
    elif isinstance(expression, Group):
        for parts in itertools.product(*(list(_strings(item)) for item in expression.items)):
            yield "".join(parts)


def _touches(expression: "Expression", end: int) -> bool:
    """Whether a part may begin (end 0) or stop (end -1) in the middle of a word."""
    from hassil.expression import Alternative, Permutation, Sequence, TextChunk

    if isinstance(expression, TextChunk):
        text = expression.original_text
        return bool(text) and not text[end].isspace()
    if isinstance(expression, Permutation) or not _is_plain(expression):
        return False
    if isinstance(expression, Alternative):
        return any(_touches(item, end) for item in expression.items)
    if isinstance(expression, Sequence) and expression.items:
        return _touches(expression.items[end], end)
    return False


def _is_plain(expression: "Expression") -> bool:
    from hassil.expression import Group, TextChunk

    if isinstance(expression, Group):
        return all(_is_plain(item) for item in expression.items)
    return isinstance(expression, TextChunk)
