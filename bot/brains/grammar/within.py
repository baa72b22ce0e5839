# ruff: noqa: SIM905 - lists of words read best as text
"""An order that stands inside a longer sentence: "my hands are full, so can you open the front door"."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.brains.grammar.learnt import CHANGE, Learnt
from bot.brains.grammar.parse import Parse
from bot.brains.grammar.politeness import frame
from bot.brains.grammar.reading import settle

if TYPE_CHECKING:
    from bot.brains.grammar.sentence import Sentence

_STRETCH = 2  # words
_NOT_OTHERWISE = 0.1  # share that the examples must give to what a stretch of a sentence says
_NO_ORDER = frozenset(
    [
        "if",
        "when",
        "whenever",
        "unless",
        "until",
        "or",
        "should",
        "would",
        "might",
        "why",
        "kidding",
        "joking",
        "joke",
        "said",
        "says",
        "told",
        "whether",
        "wonder",
        "suppose",
        "pretend",
        "imagine",
        "maybe",
        "perhaps",
        "tomorrow",
        "later",
        "yesterday",
    ]
)
"""Words anywhere beside an order that make it another one or none."""
_NOT_MEANT = frozenset("not never without who he she they did forgot forget instead stop".split())
"""Words right before an order that make it none."""


async def order_within(
    sentence: "Sentence", words: tuple[str, ...], learnt: Learnt | None, by_example: Parse | None
) -> Parse | None:
    """A change that a stretch of the sentence says in full, where the examples don't say otherwise: asked first."""
    if frame(" ".join(words)) in ("hypothetical", "about"):
        return None
    shares = await sentence.repertoire.shares(words)
    for match in await sentence.repertoire.inside(words, sentence.context.now):
        reading = sentence.reading(match)
        first, last = match.span
        long_enough = last - first >= _STRETCH and not match.is_free
        spared = not _NO_ORDER.isdisjoint((*words[:first], *words[last:]))
        spared = spared or not _NOT_MEANT.isdisjoint(words[max(0, first - 3) : first])
        if not (long_enough and reading.changes and not reading.lacks and not spared):
            continue
        if reading.spoken.tool not in sentence.offered or any(one.rivals for one in match.meanings):
            continue
        if shares.get(reading.spoken.tool, 0.0) < _NOT_OTHERWISE:
            continue
        said_less = by_example is not None and by_example.kind == "act" and learnt is not None
        if (
            said_less
            and by_example is not None
            and (
                by_example.calls[0].verb != reading.call.verb
                or len(by_example.calls[0].args) > len(reading.call.args)
            )
        ):
            return None
        parse = settle(reading, sentence.context.now, sure=True, confidence=CHANGE)
        return replace(parse, unsure=parse.kind == "act")
    return None
