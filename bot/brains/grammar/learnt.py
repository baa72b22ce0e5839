"""What a sentence that no template covers is about, by the examples that were learnt from (likelihood.py)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.brains.grammar.likelihood import load_likelihood
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.retrieval import Guess
from tools.contract import Risk

VERY_LIKELY = 0.75  # from this share on, it counts more than the telling words of a question
CHANGE = 0.6  # from this share on, it is taken to ask for a change, which a person must still confirm
LOOK = 0.42  # from this share on, a sentence is taken to ask for a look


@dataclass(frozen=True, slots=True)
class Learnt:
    """The likeliest verb, how likely it is, and the template that fits it best."""

    guess: Guess
    share: float


async def likeliest(
    repertoire: Repertoire, words: tuple[str, ...], offered: Collection[str], now: datetime
) -> Learnt | None:
    """The verb that `words` are most likely about; None where that is none of those offered."""
    shares = load_likelihood().of(words)
    tool = max(shares, key=lambda each: shares[each])
    if tool not in offered or tool not in repertoire.by_tool:
        return None
    fits = await repertoire.fits(tool, words, now)
    if repertoire.by_tool[tool].verb.risk is not Risk.READ:
        # What a change does beyond the usual must have been said as it is written, not just sounded like it.
        fits.sort(key=lambda guess: len(guess.template.args))
    return Learnt(fits[0], shares[tool]) if fits else None
