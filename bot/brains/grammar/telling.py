"""What a sentence says for the arguments of a verb that is known already, wherever it says it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.brains.grammar.groups import everywhere, kinds_of, mentions, place_index
from bot.brains.grammar.kinship import SPARED, SPARING
from bot.brains.grammar.names import LiveNames, NameIndex
from bot.brains.grammar.phrases import SlotRef, Template
from bot.brains.grammar.placing import Told, place_told
from bot.brains.grammar.slots import ALIKE, Meaning
from bot.brains.grammar.spotting import Spotting
from tools.contract import Name

EXCEPTED = "but"
"""The argument of what is excepted, by agreement among the verbs."""
_UNTIL = frozenset({"until", "till", "til", "before", "by"})
_Mention = tuple[str, SlotRef, Meaning, int]


class Telling:
    """The slots of all verbs, by the arguments that they fill."""

    def __init__(self, templates: Sequence[Template], spotting: Spotting) -> None:
        self._spotting = spotting
        self._refs: dict[str, dict[tuple[str, int], SlotRef]] = {}
        for template in templates:
            for slot, argument in template.arguments.items():
                ref = template.slots[slot]
                self._refs.setdefault(template.tool, {})[argument, id(ref)] = ref

    def told(self, tool: str, said: tuple[str, ...], live: LiveNames, now: datetime) -> dict[str, Told]:
        """What a sentence says for each argument of one verb, wherever it stands; the longest and surest first.

        Raises:
            NamesWanted: Live names must be fetched first.
        """
        words = self._spotting.mended(said, live)
        found: dict[str, Told] = {}
        taken = 0
        for argument, ref, meaning, mask in self._all(tool, words, live, now):
            if mask & taken:
                continue
            spared = ref.spec.names is not None and _is_spared(words, mask)
            if spared != (argument == EXCEPTED):
                if spared and EXCEPTED not in {other for other, _ in self._refs[tool]}:
                    taken |= mask
                continue
            held = found.get(argument)
            if held is None:
                found[argument] = Told(ref, (meaning,), mask)
                taken |= mask
            elif (
                ref.spec.names is not None
                and meaning.cost < ALIKE
                and all(meaning.value != one.value for one in held.meanings)
            ):
                found[argument] = Told(held.ref, (*held.meanings, meaning), held.mask | mask)
                taken |= mask
        return self._placed(tool, _in_order(found), words, live)

    def _all(self, tool: str, words: tuple[str, ...], live: LiveNames, now: datetime) -> list[_Mention]:
        """All that a sentence says for the arguments of a verb, the surest and longest first; stretches may overlap."""
        found = [
            (argument, ref, meaning, mask)
            for argument, ref in self._things(tool)
            for meaning, mask in self._apart(ref, words, live, now)
            if (argument != "until" or _is_until(words, mask))
            and not _is_only_place(ref, meaning, mask, words, live)
        ]
        return sorted(
            found,
            key=lambda one: (
                one[2].cost >= ALIKE,
                bool(one[2].rivals),
                -one[3].bit_count(),
                one[1].spec.values is not None,
                one[2].cost,
            ),
        )

    def _things(self, tool: str) -> list[tuple[str, SlotRef]]:
        """The slots of a verb by their arguments, without those of places where things have a slot too."""
        refs = [(argument, ref) for (argument, _), ref in self._refs.get(tool, {}).items()]
        named = {argument for argument, ref in refs if ref.spec.names and kinds_of(ref.spec.names)}
        return [
            (argument, ref)
            for argument, ref in refs
            if argument not in named or not ref.spec.names or kinds_of(ref.spec.names)
        ]

    def _apart(
        self, ref: SlotRef, words: tuple[str, ...], live: LiveNames, now: datetime
    ) -> list[tuple[Meaning, int]]:
        """What the sentence says for a slot, also around a place in the middle of it: "the big living room lamp"."""
        found = self._spotting.mentions(ref, words, live, now)
        kinds = kinds_of(ref.spec.names) if ref.spec.names else []
        places = next((each for kind in kinds if (each := place_index(live, ref.domain, kind))), None)
        for _, mask in mentions(places, words) if places is not None else ():
            left = [at for at in range(len(words)) if not mask >> at & 1]
            inner = mask & 1 == 0 and mask >> len(words) - 1 == 0
            for meaning, bits in (
                self._spotting.mentions(ref, tuple(words[at] for at in left), live, now) if inner else ()
            ):
                whole = sum(1 << at for number, at in enumerate(left) if bits >> number & 1)
                if not any(whole == other for _, other in found):
                    found.append((meaning, whole))
        return found

    def _placed(
        self, tool: str, found: dict[str, Told], words: tuple[str, ...], live: LiveNames
    ) -> dict[str, Told]:
        """What was told, with the places that stand apart from it: "no light is needed any more in the kitchen"."""
        for argument, ref in self._things(tool):
            for kind in kinds_of(ref.spec.names) if ref.spec.names and argument != EXCEPTED else ():
                places = place_index(live, ref.domain, kind)
                other = 0
                for name, one in found.items():
                    other |= one.mask if name != argument else 0
                said = [
                    (name, mask)
                    for name, mask in _places(ref, kind, places, words, live)
                    if not mask & other and not _is_spared(words, mask)
                ]
                if places is not None and said:
                    told = place_told(ref, found.get(argument), places, said)
                    found = {**found, argument: told} if told is not None else found
        return found


def _places(
    ref: SlotRef, kind: str, places: NameIndex | None, words: tuple[str, ...], live: LiveNames
) -> list[tuple[Name, int]]:
    """The places that a sentence speaks of, also one that has nothing of the kind: it is not the whole house."""
    found = list(mentions(places, words)) if places is not None else []
    taken = 0
    for _, mask in found:
        taken |= mask
    others = everywhere(live, ref.domain) if places is not None else None
    for name, mask in mentions(others, words) if others is not None else ():
        if not mask & taken:
            found.append((replace(name, id=f"{kind}@{name.id}"), mask))
    return found


def _is_only_place(
    ref: SlotRef, meaning: Meaning, mask: int, words: tuple[str, ...], live: LiveNames
) -> bool:
    """Whether words that are but a part of a name ("kitchen" of the "Kitchen ceiling light") are the name of a place."""
    if meaning.cost < ALIKE or ref.spec.names is None:
        return False
    places = [place_index(live, ref.domain, kind) for kind in kinds_of(ref.spec.names)]
    return any(
        mask & bits == mask for each in places if each is not None for _, bits in mentions(each, words)
    )


def _in_order(found: dict[str, Told]) -> dict[str, Told]:
    """What was told, with the earlier of two moments as the start: "from 8 pm to half past six in the morning"."""
    start, end = found.get("start"), found.get("end")
    if start is None or end is None or start.ref.spec.time != "moment" or start.mask < end.mask:
        return found
    return {**found, "start": end, "end": start}


def _is_until(words: tuple[str, ...], mask: int) -> bool:
    """Whether a time is said to be an end: "until 8", not "for the weekend"."""
    start = (mask & -mask).bit_length() - 1
    return not _UNTIL.isdisjoint(words[max(0, start - 1) : start + 1])


def _is_spared(words: tuple[str, ...], mask: int) -> bool:
    """Whether what stands there is named as what is not meant: "not Steam", "leave Spotify alone", "kitchen excluded"."""
    start = (mask & -mask).bit_length() - 1
    behind = words[mask.bit_length() : mask.bit_length() + 1]
    return not SPARING.isdisjoint(words[max(0, start - 3) : start]) or not SPARED.isdisjoint(behind)
