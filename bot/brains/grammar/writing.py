"""Free words as they were written: commas part things, though no template sees them."""

import re
from dataclasses import replace

from bot.brains.grammar.matching import Match
from bot.brains.grammar.slots import Meaning


def as_written(match: Match, raw: str) -> Match:
    """The match with the lists in its free slots as they stand in the text: "oat milk, rice and tea"."""
    return replace(match, meanings=tuple(_written(match, meaning, raw) for meaning in match.meanings))


def _written(match: Match, meaning: Meaning, raw: str) -> Meaning:
    ref = match.template.slots[meaning.slot]
    if ref.spec.text is None or not ref.many or meaning.value != meaning.said:
        return meaning
    found = re.search(r"[\W_]+".join(map(re.escape, meaning.said.split())), raw, re.IGNORECASE)
    return meaning if found is None else replace(meaning, value=found.group())
