"""What a sentence says for one argument of a verb, and the places that narrow it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.brains.grammar.groups import ALL, narrowed, placed
from bot.brains.grammar.names import NameIndex
from bot.brains.grammar.phrases import SlotRef
from bot.brains.grammar.slots import Meaning
from tools.contract import Json, Name


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence says for one argument: once, or several names; `mask` has the words of it as bits."""

    ref: SlotRef
    meanings: tuple[Meaning, ...]
    mask: int


def place_told(
    ref: SlotRef, told: Told | None, places: NameIndex, said: Sequence[tuple[Name, int]]
) -> Told | None:
    """What was told for an argument, narrowed to the places that are said beside it; None where they change nothing.

    Without a thing, the places themselves are meant; a word for all of a kind is for all there; of several things by one
    name those there are meant. A thing that was named beyond doubt stays as it is.
    """
    mask = told.mask if told is not None else 0
    for _, one in said:
        mask |= one
    ids = list(dict.fromkeys(name.id for name, _ in said))
    spoken = " and ".join(name.spoken for name, _ in said)
    if told is None:
        return _places_alone(ref, ids, spoken, mask)
    first = told.meanings[0]
    if first.rivals:
        meaning = _nearest(ref, first, narrowed(first.rivals, places, ids))
        return Told(ref, (meaning, *told.meanings[1:]), mask) if meaning is not None else None
    values = first.value if isinstance(first.value, list) else [first.value]
    if len(told.meanings) == 1 and len(values) == 1 and str(values[0]).endswith(ALL):
        groups = placed(str(values[0]), ids)
        if ref.many or len(groups) == 1:
            value: Json = list[Json](groups) if ref.many else groups[0]
            return Told(ref, (replace(first, value=value, spoken=f"{first.spoken} {spoken}"),), mask)
    return None


def _places_alone(ref: SlotRef, ids: Sequence[str], spoken: str, mask: int) -> Told | None:
    """The places as what is meant; None where there are several and one is taken."""
    whole = [each for each in ids if not each.endswith(ALL)] or ids
    if not ref.many and len(whole) > 1:
        return None
    value: Json = list[Json](whole) if ref.many else whole[0]
    return Told(ref, (Meaning(ref.name, spoken, value, cost=0.2, spoken=spoken),), mask)


def _nearest(ref: SlotRef, meaning: Meaning, there: Sequence[Name]) -> Meaning | None:
    """What is meant where only the things `there` can be; None where none is."""
    near = {name.id: name for name in there}
    if not near:
        return None
    only = next(iter(near))
    return replace(
        meaning,
        value=[only] if ref.many else only,
        rivals=tuple(near.values()) if len(near) > 1 else (),
        spoken=near[only].spoken,
    )
