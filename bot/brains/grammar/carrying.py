"""What a request leaves out because the one before has said it: "a bit warmer", "and a touch louder", "the fan in there"."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.brains.grammar.arguments import missing
from bot.brains.grammar.followups import point
from bot.brains.grammar.groups import AREA, kinds_of
from bot.brains.grammar.phrases import SlotRef, Spoken, Template
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.slots import Meaning
from bot.brains.grammar.telling import EXCEPTED
from tools.contract import Call, Json

_THERE = re.compile(r"\b(?:there|in here|same room|that room)\b")
_SHORT = 8  # words of a request that leans on the one before
_BRIEF = 4  # words of a request that leaves out what the one before has named


async def carried(
    repertoire: Repertoire, spoken: Spoken, argument: str, before: Call
) -> tuple[SlotRef, Meaning] | None:
    """The things of the call before, where this argument takes such things; None where it does not."""
    ids = [one for name, value in before.args.items() if name != EXCEPTED for one in _texts(value)]
    for template in spoken.templates:
        for slot, held in template.arguments.items():
            ref = template.slots[slot]
            if held != argument or not ref.spec.names:
                continue
            taken = [one for one in ids if await _is_of(repertoire, ref, one)]
            if not taken or (len(taken) > 1 and not ref.many):
                continue
            value: Json = list[Json](taken) if ref.many else taken[0]
            name = await repertoire.called(ref, taken[0])
            said = name.spoken if name is not None else ""
            return ref, Meaning(ref.name, said, value, cost=0.3, spoken=said)
    return None


async def nearer(repertoire: Repertoire, ref: SlotRef, meaning: Meaning, text: str, before: Call) -> Meaning:
    """Of several things by one name those that are where the things of the call before are: "the fan in there"."""
    if not meaning.rivals or not _THERE.search(text):
        return meaning
    ids = [one for value in before.args.values() for one in _texts(value)]
    areas = {name.area for one in ids for name in await repertoire.all_called(ref.domain, one) if name.area}
    near = {name.id: name for name in meaning.rivals if name.area in areas}
    if len(near) != 1:
        return meaning
    only = next(iter(near.values()))
    return replace(meaning, value=[only.id] if ref.many else only.id, rivals=(), spoken=only.spoken)


async def _is_of(repertoire: Repertoire, ref: SlotRef, one: str) -> bool:
    kind, at, _ = one.partition("@")
    if at:
        return any(kind == held for held in kinds_of(ref.spec.names or ""))
    return await repertoire.called(ref, one) is not None


def _texts(value: Json) -> Iterable[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def same_kind(value: Json, before: Json, kinds: Iterable[str]) -> Json:
    """Places as the groups that the call before was about: "and the bedroom?" after lights means lights."""
    held, said = list(_texts(before)), list(_texts(value))
    if not held or not said or not isinstance(value, list) or not all("@" in one for one in said):
        return value
    kind = held[0].partition("@")[0] if "@" in held[0] else held[0].partition(".")[0]
    if f"{kind}{AREA}" not in kinds:
        return value
    return [f"{kind}@{one.partition('@')[2]}" for one in said]


async def with_left_out(
    repertoire: Repertoire,
    spoken: Spoken,
    words: tuple[str, ...],
    template: Template,
    meanings: tuple[Meaning, ...],
    context: Sequence[str],
    before: Call | None,
) -> tuple[Template, tuple[Meaning, ...]]:
    """A template and what stands in it, with the things that `words` don't name.

    They are those of the call before, or the one that stands in `context`, the texts in which "it" may have been named.
    """
    named = {template.arguments[each.slot] for each in meanings}
    points = point(" ".join(words)) is not None
    for argument in _open(spoken, {*named, *template.args}):
        needed = argument in missing(spoken.verb, {}) or points or len(words) <= _BRIEF
        held = None
        if before is not None and needed and len(words) <= _SHORT:
            held = await carried(repertoire, spoken, argument, before)
        if held is not None:
            template, meaning = _with_slot(template, argument, *held)
            meanings = (*meanings, meaning)
        else:
            template, found = await _from_context(repertoire, template, spoken, argument, context)
            meanings += found
    return template, meanings


def _open(spoken: Spoken, told: Collection[str]) -> list[str]:
    """The arguments that take things and were not told, those that must be given first."""
    needed = missing(spoken.verb, dict.fromkeys(told, ""))
    named = {
        argument
        for template in spoken.templates
        for slot, argument in template.arguments.items()
        if template.slots[slot].spec.names is not None and argument != EXCEPTED
    }
    return [*needed, *sorted(named - {*needed, *told})]


async def _from_context(
    repertoire: Repertoire, template: Template, spoken: Spoken, argument: str, context: Sequence[str]
) -> tuple[Template, tuple[Meaning, ...]]:
    """The template with the one thing that was spoken of before, where there is but one."""
    refs = [
        each.slots[slot]
        for each in spoken.templates
        for slot, held in each.arguments.items()
        if held == argument and each.slots[slot].spec.names is not None
    ]
    for ref in refs:
        names = await repertoire.named(ref, context)
        if len({name.spoken.casefold() for name in names}) == 1:
            name = names[0]
            rivals = names if len(names) > 1 else ()
            meaning = Meaning(ref.name, name.spoken, name.id, cost=0.3, spoken=name.spoken, rivals=rivals)
            whole, meaning = _with_slot(template, argument, ref, meaning)
            return whole, (meaning,)
    return template, ()


def _with_slot(template: Template, argument: str, ref: SlotRef, meaning: Meaning) -> tuple[Template, Meaning]:
    """The template with a slot for an argument, and what stands in it."""
    slot = f"{argument}:"
    arguments = {**template.arguments, slot: argument}
    whole = replace(template, arguments=arguments, slots={**template.slots, slot: ref})
    return whole, replace(meaning, slot=slot)
