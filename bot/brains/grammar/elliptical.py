# ruff: noqa: SIM905 - lists of words read best as text
"""Sentences that say only what is different from the request before: "and the graphics card?", "now by memory"."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.brains.grammar.arguments import missing
from bot.brains.grammar.carrying import same_kind
from bot.brains.grammar.followups import is_ordinal, point, wanted_polarity
from bot.brains.grammar.parse import Parse, act
from bot.brains.grammar.phrases import Spoken
from bot.brains.grammar.placing import Told
from bot.brains.grammar.politeness import is_command
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.slots import time_args
from bot.brains.grammar.words import FUNCTION, stem
from tools.contract import Call, Json, Risk

_LEAD = re.compile(
    r"^(?:(?:and|but|ok|so|no|wait|well|oh|then|hmm|um|uh|actually|sorry) )*(?:hmm|actually|and|what about|how about|how is about|now|same|the same|just|only|also|"
    r"make (?:it|that)|make them|change (?:it|that) to|instead|try|no|rather|or)\b"
)
_ALSO = re.compile(
    r"^(?:(?:oh|ok|ah|um|well|yes|right) )*(?:and|also|plus|as well as)(?: (?:also|some|more))* (?P<rest>.+?)(?: too| as well)?$"
)
_TAIL = re.compile(
    r"\b(?:too|as well|also|instead|same|only|please)$|\b(?:would be (?:nicer|better|great|fine)|is enough|will do|same|that of|the one|instead|as well|also)\b"
)
_EMPTY = frozenset(
    "same thing one figure figures figure period interval span stretch question wise sorted sort also instead rather "
    "only just please time whole other others another again bit way designated called named restrict limit extend "
    "change list show tell check give look see mean meant suffice enough first wait no nah sorry nicer better prefer fine great enough do hmm".split()
)
"""Words that say nothing beside what is different."""
_SHORT = 4
_POINTING = 8  # words of a sentence that is about "it"
_FEW = 0  # words of weight that nothing accounts for
_VALUE = 0.75
_TIMES = frozenset("start end hours at minutes since until".split())


def is_led(text: str) -> bool:
    """Whether a sentence begins or ends as one that leans on the request before."""
    return bool(_LEAD.match(text) or _TAIL.search(text))


async def amended(repertoire: Repertoire, words: tuple[str, ...], call: Call, now: datetime) -> Parse | None:
    """The call before with what `words` say is different; None where they don't read like that.

    A change waits for a yes, because it was not said in full.
    """
    text = " ".join(words)
    spoken = repertoire.by_tool[call.verb]
    if spoken.verb.risk is Risk.READ and is_command(words):
        return None
    short = len(words) <= _SHORT and spoken.verb.risk is Risk.READ
    pointing = len(words) <= _POINTING and point(text) is not None and not is_ordinal(text)
    if not (is_led(text) or short or pointing) or wanted_polarity(text) is not None:
        return None
    told = await repertoire.told(call.verb, words, now)
    if not told and (further := _further(spoken, words, call)) is not None:
        return further
    few = await repertoire.implied(call.verb, words)
    new = _new_args(spoken, told, call, now) | _new_values(spoken, words, told, call, few)
    args: dict[str, Json] = dict(call.args)
    if new.keys() & _TIMES:
        args = {name: value for name, value in args.items() if name not in _TIMES}
    args = {name: value for name, value in args.items() if not _is_ruled_out(spoken, name, new)} | new
    # "and the bedroom?" right after the bedroom is the same look once more; a change is not made twice
    again = spoken.verb.risk is Risk.READ and is_led(text)
    if not new or (args == dict(call.args) and not again) or _left_over(words, told, spoken) > _FEW:
        return None
    if missing(spoken.verb, args) or any(one.meanings[0].rivals for one in told.values()):
        return None
    changed = act(Call(call.verb, args), confidence=_VALUE)
    return changed if spoken.verb.risk is Risk.READ else replace(changed, unsure=True)


def _further(spoken: Spoken, words: tuple[str, ...], call: Call) -> Parse | None:
    """More of what a list of free words takes: "oh and yoghurt" after something was put on a list."""
    found = _ALSO.match(" ".join(words))
    argument = next(
        (
            held
            for template in spoken.templates
            for slot, held in template.arguments.items()
            if template.slots[slot].spec.text is not None and template.slots[slot].many
        ),
        None,
    )
    if found is None or argument is None or spoken.verb.risk is not Risk.WRITE:
        return None
    said = found["rest"].split()
    if len(said) > _SHORT or is_command(tuple(said)):
        return None
    changed = act(Call(call.verb, {**call.args, argument: found["rest"]}), confidence=_VALUE)
    return replace(changed, unsure=True)


def _is_ruled_out(spoken: Spoken, name: str, new: Mapping[str, Json]) -> bool:
    """Whether an amount is another way to say one that is said now: "by 2 degrees" or "to 20 degrees"."""
    if name in new or not _is_amount(spoken, name):
        return False
    beside = {other for other in new if _is_amount(spoken, other)}
    together = any(
        name in (held := {*template.arguments.values(), *template.args}) and beside & held
        for template in spoken.templates
    )
    return bool(beside) and not together


def _is_amount(spoken: Spoken, name: str) -> bool:
    return any(
        (held == name and template.slots[slot].spec.number is not None)
        or isinstance(template.args.get(name), int | float)
        for template in spoken.templates
        for slot, held in (template.arguments.items() or (("", ""),))
    )


def _new_args(spoken: Spoken, told: dict[str, Told], call: Call, now: datetime) -> dict[str, Json]:
    args: dict[str, Json] = {}
    for argument, one in told.items():
        meaning = one.meanings[0]
        if meaning.time is not None:
            args |= time_args(spoken.verb, argument, meaning.time, meaning.said, now)
        else:
            kinds = one.ref.domain.names
            args[argument] = same_kind(meaning.value, call.args.get(argument), kinds)
    return args


def _new_values(
    spoken: Spoken,
    words: tuple[str, ...],
    told: dict[str, Told],
    call: Call,
    few: Mapping[str, tuple[Json, float]],
) -> dict[str, Json]:
    """Arguments of few values that examples make very likely and that differ from what they were."""
    said = {stem(word) for word in words if word not in FUNCTION}
    known = {stem(word) for template in spoken.templates for word in template.words}
    return {
        name: value
        for name, (value, share) in few.items()
        if value is not None and share >= _VALUE and name not in told and value != call.args.get(name)
        if said & known
    }


def _left_over(words: tuple[str, ...], told: dict[str, Told], spoken: Spoken) -> int:
    """How many words of weight neither name something nor belong to the request before."""
    taken = 0
    for one in told.values():
        taken |= one.mask
    known = {stem(word) for template in (*spoken.templates, *spoken.cues) for word in template.words}
    return sum(
        not (taken >> at & 1 or word in FUNCTION or word in _EMPTY or stem(word) in known)
        for at, word in enumerate(words)
    )
