# ruff: noqa: SIM905 - lists of words read best as text
"""Names made of a kind and a place: "the lights in the kitchen and the hall", "every blind upstairs", "the bedroom radiator".

A domain's list K has the words for a kind by the ids "k@all" (all of it: "lights") and "k@one" (one of it: "blind"); its list
K_area has the places by ids such as "k@kitchen". Together they name the group "k@kitchen", or the one thing there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.brains.grammar.names import LiveNames, NameIndex
from bot.brains.grammar.words import ARTICLES
from tools.contract import Domain, Name

ALL, ONE, AREA = "@all", "@one", "_area"
_BETWEEN = ARTICLES | frozenset(
    "all every each both any of in on at from and or plus also whole entire inside within s".split()
)
_EVERY = frozenset("all every each both any".split())
"""Words that make one of a kind all of it: "every blind"."""


@dataclass(frozen=True, slots=True)
class Group:
    """The ids of what is meant; `rivals` are the things of which one is meant, where it can't be told which."""

    ids: tuple[str, ...]
    spoken: str
    rivals: tuple[Name, ...] = ()
    misspelt: bool = False


def kinds_of(slot: str) -> list[str]:
    """The lists of things of a slot's names, without those of places."""
    return [part for part in slot.split("+") if not part.endswith(AREA)]


def place_index(live: LiveNames, domain: Domain, kind: str) -> NameIndex | None:
    """The places of a kind; None where it has none."""
    return live.get(domain, f"{kind}{AREA}") if f"{kind}{AREA}" in domain.names else None


def read_group(live: LiveNames, domain: Domain, kind: str, said: tuple[str, ...]) -> Group | None:
    """The group that some words name in full: a word for the kind, and places or none."""
    things, places = live.get(domain, kind), place_index(live, domain, kind)
    nouns: list[Name] = []
    where: list[str] = []
    misspelt, at = False, 0
    while at < len(said):
        if said[at] in _BETWEEN:
            at += 1
            continue
        noun, size = _longest(things, said, at, nouns=True)
        place, more = _longest(places, said, at) if places is not None else (None, 0)
        if noun is not None and size >= more and not nouns:
            nouns.append(noun)
            at += size
        elif place is not None:
            where.append(place.id)
            at += more
        elif places is not None and (near := places.misspelt(said[at])) is not None:
            where.append(near.id)
            misspelt, at = True, at + 1
        else:
            return None
    if not nouns:
        return None
    noun, spoken = nouns[0], " ".join(said)
    ids = tuple(dict.fromkeys(placed(noun.id, where))) or (noun.id,)
    if noun.id.endswith(ALL):
        return Group(ids, spoken, misspelt=misspelt)
    if not _EVERY.isdisjoint(said):
        return Group(tuple(one.replace(ONE, ALL) for one in ids), spoken, misspelt=misspelt)
    own = noun.id.removesuffix(ONE)
    of_kind = live.get(domain, own) if own in domain.names else things
    single = [each.name for each in of_kind.known if "@" not in each.name.id]
    at_place = narrowed(single, places, where) if places is not None and where else single
    one = {name.id: name for name in at_place}
    rivals = tuple(one.values()) if len(one) > 1 else ()
    return Group((next(iter(one)),), spoken, rivals, misspelt=misspelt) if one else None


def narrowed(rivals: Sequence[Name], places: NameIndex, ids: Iterable[str]) -> tuple[Name, ...]:
    """Those names that are at one of some places."""
    words = {name.spoken.casefold() for one in ids for name in places.of_id(one)}
    return tuple(name for name in rivals if name.area is not None and name.area.casefold() in words)


def placed(noun: str, places: Iterable[str]) -> list[str]:
    """The ids of a kind's groups at some places: "light@all" at "device@kitchen" is "light@kitchen"."""
    kind = noun.partition("@")[0]
    return [f"{kind}@{place.partition('@')[2]}" for place in places]


def everywhere(live: LiveNames, domain: Domain) -> NameIndex | None:
    """All places of a domain, also those without a kind of things; None where it has none."""
    return live.get(domain, "area") if "area" in domain.names else None


def mentions(places: NameIndex, said: tuple[str, ...]) -> Iterator[tuple[Name, int]]:
    """The places that stand in a sentence, each with its words as bits; the longest first."""
    taken = 0
    spans = sorted(
        ((start, end) for start in range(len(said)) for end in range(start + 1, len(said) + 1)),
        key=lambda span: span[0] - span[1],
    )
    for start, end in spans:
        mask = ((1 << end - start) - 1) << start
        if mask & taken or end - start > places.longest:
            continue
        found = places.exactly(said[start:end])
        name = found[0] if found else places.misspelt(said[start]) if end - start == 1 else None
        if name is not None:
            taken |= mask
            yield name, mask


def _longest(
    names: NameIndex, said: tuple[str, ...], at: int, *, nouns: bool = False
) -> tuple[Name | None, int]:
    for size in range(min(names.longest, len(said) - at), 0, -1):
        for name in names.exactly(said[at : at + size]):
            if not nouns or name.id.endswith((ALL, ONE)):
                return name, size
    return None, 0
