"""Free words as they were written: commas part things, though no template sees them."""

import re
from dataclasses import replace

from bot.brains.grammar.matching import Match
from bot.brains.grammar.politeness import is_command
from bot.brains.grammar.slots import Meaning
from bot.brains.grammar.words import tokenize

_SEAM = re.compile(r",|\band\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:it|them|that|i|we|you|he|she|they)\b", re.IGNORECASE)


def runs_over(match: Match, raw: str) -> bool:
    """Whether free words run over a comma into another clause: "out of paper, stick it on the list" is no list."""
    for meaning in as_written(match, raw).meanings:
        first, *others = _SEAM.split(str(meaning.value)) if match.template.slots[meaning.slot].many else [""]
        if first and any(_CLAUSE.search(one) or is_command(tuple(tokenize(one))) for one in others):
            return True
    return False


def as_written(match: Match, raw: str) -> Match:
    """The match with the lists and names in its free slots as they stand in the text: "oat milk, rice and tea"."""
    return replace(match, meanings=tuple(_written(match, meaning, raw) for meaning in match.meanings))


def _written(match: Match, meaning: Meaning, raw: str) -> Meaning:
    ref = match.template.slots[meaning.slot]
    if ref.spec.text is None or not (ref.many or ref.spec.verbatim) or meaning.value != meaning.said:
        return meaning
    between = r"(?:['\u2019]s?)?[\W_]+" if ref.spec.verbatim else r"[\W_]+"
    found = re.search(between.join(map(re.escape, meaning.said.split())), raw, re.IGNORECASE)
    return meaning if found is None else replace(meaning, value=found.group())
