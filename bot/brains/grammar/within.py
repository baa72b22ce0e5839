# ruff: noqa: SIM905 - lists of words read best as text
"""An order that stands inside a longer sentence: "my hands are full, so can you open the front door"."""

from dataclasses import replace

from bot.brains.grammar.ground import Ground
from bot.brains.grammar.learnt import CHANGE
from bot.brains.grammar.matching import Match
from bot.brains.grammar.parse import Parse
from bot.brains.grammar.politeness import frame
from bot.brains.grammar.reading import Reading, settle
from tools.contract import Call

_STRETCH = 2  # words
_NEAR = 3  # words
_NOT_OTHERWISE = 0.1  # share that the examples must give to what a stretch of a sentence says
_NO_ORDER = frozenset(
    "if when whenever unless until or should would might why kidding joking joke said says told whether wonder "
    "suppose pretend imagine maybe perhaps tomorrow later yesterday".split()
)
"""Words anywhere beside an order that make it another one or none."""
_NOT_MEANT = frozenset("not never without who he she they did forgot forget instead stop".split())
"""Words right before an order that make it none."""


async def order_within(ground: Ground, words: tuple[str, ...], by_example: Parse | None) -> Parse | None:
    """A change that a stretch of the sentence says in full, where the examples don't say otherwise: asked first.

    None where `by_example` knows better: another verb, or more of what was said.
    """
    if frame(" ".join(words)) in ("hypothetical", "about"):
        return None
    shares = await ground.repertoire.shares(words)
    for match in await ground.repertoire.inside(words, ground.context.now):
        reading = ground.reading(match)
        tool = reading.spoken.tool
        likely = tool in ground.offered and shares.get(tool, 0.0) >= _NOT_OTHERWISE
        if not (likely and _is_order(match, reading, words)):
            continue
        if by_example is not None and by_example.kind == "act" and _says_more(by_example.calls[0], reading):
            return None
        confidence = max(CHANGE, shares.get(tool, 0.0))
        parse = settle(reading, ground.context.now, sure=True, confidence=confidence)
        return replace(parse, unsure=parse.kind == "act")
    return None


def _is_order(match: Match, reading: Reading, words: tuple[str, ...]) -> bool:
    """Whether a stretch is a whole order, and nothing beside it takes it back."""
    first, last = match.span
    beside = (*words[:first], *words[last:])
    spared = not _NO_ORDER.isdisjoint(beside) or not _NOT_MEANT.isdisjoint(
        words[max(0, first - _NEAR) : first]
    )
    whole = last - first >= _STRETCH and not match.is_free and not any(one.rivals for one in match.meanings)
    return whole and reading.changes and not reading.lacks and not spared


def _says_more(call: Call, reading: Reading) -> bool:
    return call.verb != reading.call.verb or len(call.args) > len(reading.call.args)
