"""What a sentence that no template covers is about, by the examples that were learnt from (likelihood.py)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.brains.grammar.arguments import missing
from bot.brains.grammar.carrying import carried, nearer, with_left_out
from bot.brains.grammar.followups import point
from bot.brains.grammar.groups import ALL as EVERYWHERE
from bot.brains.grammar.likelihood import load_likelihood
from bot.brains.grammar.phrases import SlotRef, Spoken, Template
from bot.brains.grammar.placing import Told
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.retrieval import Guess
from bot.brains.grammar.slots import Meaning
from bot.brains.grammar.spelling import Speller
from bot.brains.grammar.words import FUNCTION, NUMBER_WORDS
from tools.contract import Call, Json, Risk

VERY_LIKELY = 0.75  # from this share on, it counts more than anything but a template
LIKELY = 0.5  # of each of several requests in one message
CHANGE = 0.4  # from this share on, it is taken to ask for a change, which a person must still confirm
DENIED = 0.6  # the same where the sentence also denies or reports something
_NOT_RULED_OUT = 0.02
_KNOWN = 0.9  # share of a value from which on the examples know it better than a word
SUPPOSED = 0.85  # the same where the sentence also supposes or asks something
VALUE = 0.5  # from this share on, an argument of few values is taken to have that one
LOOK = 0.42  # from this share on, a sentence is taken to ask for a look
_MOST_NAMED = 4
_EITHER = frozenset("or than versus vs".split())  # noqa: SIM905
"""Between two names: they are weighed against each other, and neither is meant alone."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The likeliest verb and how likely it is; a call for each of the things named."""

    guesses: tuple[Guess, ...]
    share: float

    @property
    def tool(self) -> str:
        """The verb."""
        return self.guesses[0].template.tool


async def likeliest(
    repertoire: Repertoire,
    words: tuple[str, ...],
    offered: Collection[str],
    now: datetime,
    context: Sequence[str] = (),
    before: Call | None = None,
) -> Learnt | None:
    """The verb that `words` are most likely about; None where that is none of those offered.

    `context` are texts in which the thing that "it" means may stand; `before` is the call whose things a short request means
    that names none.
    """
    shares = await repertoire.shares(words)
    if before is not None and point(" ".join(words)) is not None:
        shares = await _of_the_same(repertoire, shares, before) or shares
    tool = max(shares, key=lambda each: shares[each])
    if tool not in offered or tool not in repertoire.by_tool:
        return None
    spoken = repertoire.by_tool[tool]
    told = await repertoire.told(tool, words, now)
    template = await _template(repertoire, spoken, words, now)
    few = await repertoire.implied(tool, words)
    whole, meanings, more = _completed(template, told, few, _Said(words, spoken, repertoire.speller))
    if before is not None:
        text = " ".join(words)
        meanings = tuple(
            [await nearer(repertoire, whole.slots[one.slot], one, text, before) for one in meanings]
        )
    whole, meanings = await with_left_out(repertoire, spoken, words, whole, meanings, context, before)
    guesses = [Guess(whole, 1.0, meanings)]
    guesses += [
        Guess(whole, 1.0, tuple(other if one.slot == other.slot else one for one in meanings))
        for other in more
    ]
    return Learnt(tuple(guesses[:_MOST_NAMED]), shares[tool])


async def _of_the_same(repertoire: Repertoire, shares: Mapping[str, float], before: Call) -> dict[str, float]:
    """The likely verbs that can be said of the things of the call before, which "it" and "them" are; none if nothing can."""
    likely = [
        tool for tool, share in shares.items() if share >= _NOT_RULED_OUT and tool in repertoire.by_tool
    ]
    found: dict[str, float] = {}
    for tool in likely:
        spoken = repertoire.by_tool[tool]
        for argument in missing(spoken.verb, {}):
            if await carried(repertoire, spoken, argument, before) is not None:
                found[tool] = shares[tool]
    whole = sum(found.values()) + shares.get("", 0.0)
    return {tool: share / whole for tool, share in found.items()}


async def _template(
    repertoire: Repertoire, spoken: Spoken, words: tuple[str, ...], now: datetime
) -> Template:
    """The verb's template that is most like the sentence, for what it fixes; a bare one where none is like it."""
    fits = await repertoire.fits(spoken.tool, words, now)
    if spoken.verb.risk is not Risk.READ:
        # What a change does beyond the usual must have been said as it is written, not just sounded like it.
        fits.sort(key=lambda guess: len(guess.template.args))
    fixed = fits[0].template.args if fits else {}
    return replace(spoken.templates[0], args=fixed, arguments={}, slots={})


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence and the verb that it is about."""

    words: tuple[str, ...]
    spoken: Spoken
    speller: Speller


def _completed(
    template: Template, told: Mapping[str, Told], few: Mapping[str, tuple[Json, float]], said: _Said
) -> tuple[Template, tuple[Meaning, ...], tuple[Meaning, ...]]:
    """The template with all that the sentence says, and the values that examples make likely.

    Returns:
        The template, what stands in its slots, and what else was named for one of them.
    """
    told = {
        argument: _listed(one)
        for argument, one in told.items()
        if not _is_weighing(one, said.words) and not _is_denied(one, few.get(argument))
    }
    counted = any(_is_amount(one.meanings[0].value) for one in told.values())
    titles = _titles(said, told)
    args = {name: value for name, value in template.args.items() if name not in few and name not in told}
    args |= {
        name: value
        for name, (value, share) in few.items()
        if value is not None and share >= VALUE and name not in told and not (counted and _is_amount(value))
    }
    pairs = {
        **{argument: (one.ref, signed(one.meanings[0], few.get(argument))) for argument, one in told.items()},
        **titles,
    }
    whole = replace(
        template,
        args=args,
        arguments={f"{argument}:": argument for argument in pairs},
        slots={f"{argument}:": ref for argument, (ref, _) in pairs.items()},
    )
    meanings = tuple(replace(meaning, slot=f"{argument}:") for argument, (_, meaning) in pairs.items())
    more = tuple(
        replace(meaning, slot=f"{argument}:")
        for argument, one in told.items()
        for meaning in one.meanings[1:]
    )
    return whole, meanings, more


def signed(meaning: Meaning, implied: tuple[Json, float] | None) -> Meaning:
    """A number of steps, downwards where the sentence implies that: "one degree cooler" is -1."""
    value = implied[0] if implied is not None and implied[1] >= VALUE else None
    down = isinstance(value, int | float) and not isinstance(value, bool) and value < 0
    if down and isinstance(meaning.value, int | float) and meaning.value > 0:
        return replace(meaning, value=-meaning.value)
    return meaning


def _listed(told: Told) -> Told:
    """Several names for an argument that takes a list, as one value."""
    if not told.ref.many or len(told.meanings) == 1 or any(one.rivals for one in told.meanings):
        return told
    values = [name for one in told.meanings if isinstance(one.value, list) for name in one.value]
    values = [name for name in values if not str(name).endswith(EVERYWHERE)] or values
    first = told.meanings[0]
    spoken = " and ".join(one.spoken for one in told.meanings)
    return replace(told, meanings=(replace(first, value=values, spoken=spoken),))


def _is_amount(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_denied(told: Told, implied: tuple[Json, float] | None) -> bool:
    """Whether the examples know a value better than a word: "the heating off" is off, though a mode is called "heating"."""
    return (
        told.ref.spec.values is not None
        and implied is not None
        and implied[0] is not None
        and implied[1] >= _KNOWN
        and implied[0] != told.meanings[0].value
    )


def _is_weighing(told: Told, words: tuple[str, ...]) -> bool:
    """Whether several things are named to be compared: "C or D"."""
    return len(told.meanings) > 1 and not _EITHER.isdisjoint(words)


def _titles(said: _Said, told: Mapping[str, Told]) -> dict[str, tuple[SlotRef, Meaning]]:
    """Words that nobody commonly uses, as the value of an argument that takes free words and was not told."""
    found: dict[str, tuple[SlotRef, Meaning]] = {}
    free = {
        argument: template.slots[slot]
        for template in said.spoken.templates
        for slot, argument in template.arguments.items()
        if template.slots[slot].spec.text is not None and not template.slots[slot].many
    }
    taken = 0
    for one in told.values():
        taken |= one.mask
    for argument, ref in free.items():
        run = _uncommon(said.words, taken, said.speller)
        if argument not in told and run and not found:
            text = " ".join(run)
            found[argument] = ref, Meaning(ref.name, text, text, cost=0.5, spoken=text)
    return found


def _uncommon(words: tuple[str, ...], taken: int, speller: Speller) -> tuple[str, ...]:
    """The longest run of words that are none of those commonly used."""
    common = load_likelihood().common
    runs: list[tuple[str, ...]] = [()]
    for at, word in enumerate(words):
        usual = word in common or word in FUNCTION or word in NUMBER_WORDS or word in speller.known
        plain = usual or word.isdecimal() or taken >> at & 1 or speller.mend(word)
        runs = [*runs, ()] if plain else [*runs[:-1], (*runs[-1], word)]
    return max(runs, key=len)
