"""What people call the devices and groups of a home, and which are meant by a name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from memory.errors import Mistake
from tools.contract import Name
from tools.home.models import Device, Home, Kind
from tools.home.places import ALL, GROUPS, Place, area_of, gather, places, rooms_of
from tools.home.words import capital, join_words, say_device

_NOUNS: Mapping[str, tuple[str, ...]] = {
    "light": ("lights", "lamps", "lighting", "light"),
    "switchable": ("everything", "devices"),
    "switch": ("switches", "plugs", "sockets"),
    "fan": ("fans",),
    "cover": ("blinds", "shades", "shutters", "curtains", "covers"),
    "climate": ("heating", "thermostats", "radiators", "heaters", "heat", "thermostat", "radiator"),
    "media": ("speakers", "music", "media players"),
    "lock": ("locks", "doors"),
    "garage": ("garage doors",),
    "valve": ("valves",),
    "alarm": ("alarms",),
    "sensor": ("sensors",),
    "device": ("everything", "devices"),
}
_SINGULAR = {
    "blinds": "blind",
    "shades": "shade",
    "shutters": "shutter",
    "curtains": "curtain",
    "speakers": "speaker",
}


def name_slot(home: Home, slot: str) -> list[Name]:
    """Everything that people may say for devices of a slot such as "light": single ones, then groups.

    What the family called one thing by name is that thing, even where a group could be called so too.
    """
    devices = home.of_kind(*GROUPS[slot])
    found = [name for device in devices for name in name_device(home, device)]
    garages = [each for each in devices if each.kind is Kind.GARAGE]
    if len(garages) == 1:  # "is the garage closed?" is about its door, not about what stands in it
        found.append(Name(garages[0].id, "garage", area=area_of(home, garages[0])))
    taken = {_plain(name.spoken) for name in found}
    parts = ("light", "switch", "fan", "media") if slot == "switchable" else ()
    groups = [name for part in (slot, *parts) for name in name_groups(home, part)]
    return list(dict.fromkeys([*found, *(name for name in groups if _plain(name.spoken) not in taken)]))


def name_device(home: Home, device: Device) -> Iterator[Name]:
    """A device by its names, with its room too where the name does not say it."""
    area = area_of(home, device)
    words = dict.fromkeys(each.strip() for each in (device.name, *device.aliases) if each.strip())
    for word in words:
        yield Name(device.id, word, area=area)
        if area is not None and area.casefold() not in word.casefold():
            yield Name(device.id, f"{area} {word}", area=area)
            yield Name(device.id, f"{word} in the {area}", area=area)


def name_places(home: Home, slot: str) -> list[Name]:
    """The rooms and floors that have devices of a slot, and the house, by their group: "it is too dark in the kitchen"."""
    devices = home.of_kind(*GROUPS[slot])
    found = [
        Name(f"{slot}@{place.id}", word, area=word if place.is_room else None)
        for place in places(home).values()
        if any(each.area in place.areas for each in devices)
        for word in place.words
    ]
    everywhere = ("house", "whole house", "everywhere", "home") if devices else ()
    return [*found, *(Name(f"{slot}@{ALL}", word) for word in everywhere)]


def name_warmth(home: Home) -> list[Name]:
    """What tells how warm it is in a room, by the room: its thermometer, or else its thermostat."""
    found: dict[str, Device] = {}
    for device in (*home.of_kind(Kind.SENSOR), *home.of_kind(Kind.CLIMATE)):
        if device.area is not None and (
            device.kind is Kind.CLIMATE or device.text("device_class") == "temperature"
        ):
            found.setdefault(device.area, device)
    rooms = [(home.areas[key], device) for key, device in found.items()]
    return [
        Name(each.id, word, area=area.name) for area, each in rooms for word in (area.name, *area.aliases)
    ]


def name_kind(home: Home, kind: Kind) -> list[Name]:
    """Single things only, such as scenes."""
    return [name for device in home.of_kind(kind) for name in name_device(home, device)]


def name_groups(home: Home, slot: str) -> Iterator[Name]:
    """The groups of a slot, in every room and floor that has any."""
    devices = home.of_kind(*GROUPS[slot])
    if not devices:
        return
    nouns = _NOUNS[slot]
    for noun in nouns:
        for said in (f"all {noun}", f"all the {noun}", f"every {_SINGULAR.get(noun, noun)}", noun):
            yield Name(f"{slot}@{ALL}", said)
        yield Name(f"{slot}@{ALL}", f"{noun} everywhere")
        yield Name(f"{slot}@{ALL}", f"{noun} in the house")
    for place in places(home).values():
        inside = [each for each in devices if each.area in place.areas]
        if inside:
            yield from _name_group(f"{slot}@{place.id}", place, nouns, alone=len(inside) == 1)


def _name_group(group: str, place: Place, nouns: Sequence[str], *, alone: bool) -> Iterator[Name]:
    for word in place.words:
        adverb = word in {"upstairs", "downstairs"}
        where = word if adverb else f"in the {word}"
        for noun in nouns:
            for said in (f"{word} {noun}", f"{noun} {where}", f"all {word} {noun}", f"all {noun} {where}"):
                yield Name(group, said, area=word if place.is_room else None)
            if not adverb:
                yield Name(group, f"{noun} in {word}", area=word if place.is_room else None)
                on = f"{noun} on the {word}" if not place.is_room else f"all the {noun} in the {word}"
                yield Name(group, on, area=word if place.is_room else None)
            else:
                yield Name(group, f"all the {noun} {word}")
            if alone and noun in _SINGULAR:
                yield Name(group, f"{word} {_SINGULAR[noun]}", area=word)


def find_devices(home: Home, said: str, slot: str) -> list[Device]:
    """What one item of `devices` means: an id, the id of a group, or a name.

    Raises:
        Mistake: Nothing is called so, the thing is of another kind, or several are called so.
    """
    item = said.strip()
    kinds = GROUPS[slot]
    if (device := home.devices.get(item)) is not None:
        return [_fitting(home, device, kinds)]
    if "@" in item:
        found = gather(home, item)
        chosen = [each for each in found or () if each.kind in kinds]
        if not chosen:
            raise Mistake(f"There is nothing of that kind {_where(item)}; name another room.")
        return chosen
    meant = _called(name_slot(home, slot), item)
    if len(meant) == 1:
        (only,) = meant
        return find_devices(home, only, slot)
    if len(meant) > 1:
        raise Mistake(_which(home, item, sorted(meant)))
    other = _called(name_slot(home, "device"), item)
    if len(other) == 1:
        (only,) = other
        _ = [_fitting(home, each, kinds) for each in find_devices(home, only, "device")]
    raise Mistake(_unknown(home, item, slot))


def resolve_devices(
    home: Home,
    devices: Iterable[str],
    but: Iterable[str],
    slot: str,
    can: Callable[[Device], bool] = lambda _: True,
) -> list[str]:
    """The ids that `devices` without `but` stand for, in order; of groups only those that can do what is wanted.

    Raises:
        Mistake: An item can't be told, or nothing is left.
    """
    chosen: dict[str, None] = {}
    for item in devices:
        found = find_devices(home, item, slot)
        able = [each for each in found if can(each)]
        if not able and found:
            verb = "can't" if len(found) == 1 else "can all not"
            raise Mistake(
                f"{capital(join_words([say_device(each, home) for each in found]))} {verb} do that."
            )
        chosen |= dict.fromkeys(each.id for each in able)
    left_out = {each.id for item in but for each in find_devices(home, item, "device")}
    ids = sorted(chosen.keys() - left_out)
    if not ids:
        raise Mistake("With those exceptions nothing is left to do; name what you mean.")
    return ids


def find_one(home: Home, said: str, kind: Kind, what: str) -> Device:
    """The one thing of a kind, such as a scene, that is called so or has that id.

    Raises:
        Mistake: None, or several.
    """
    known = {each.id: each for each in home.of_kind(kind)}
    if said.strip() in known:
        return known[said.strip()]
    meant = _called(name_kind(home, kind), said)
    if len(meant) == 1:
        return known[next(iter(meant))]
    if len(meant) > 1:
        raise Mistake(_which(home, said, sorted(meant)))
    names = join_words([each.name for each in known.values()][:8], "or") or "none"
    raise Mistake(f"There is no {what} called \u201c{said}\u201d; there is {names}.")


def _called(names: Iterable[Name], said: str) -> dict[str, None]:
    wanted = _plain(said)
    return dict.fromkeys(name.id for name in names if _plain(name.spoken) == wanted)


def _plain(words: str) -> str:
    return " ".join(word for word in words.casefold().split() if word not in {"the", "a", "an", "my", "our"})


def _fitting(home: Home, device: Device, kinds: frozenset[Kind]) -> Device:
    if device.kind not in kinds:
        raise Mistake(f"{capital(say_device(device, home))} can't do that; name something that can.")
    return device


def _which(home: Home, said: str, ids: Sequence[str]) -> str:
    devices = [home.devices[each] for each in ids if each in home.devices]
    rooms = rooms_of(home, devices)
    if len(rooms) == len(devices):
        return f"Which \u201c{said}\u201d: the one in {join_words([f'the {room}' for room in rooms], 'or')}?"
    named = join_words(
        [f"{each.name} ({area_of(home, each) or each.id})" for each in devices] or list(ids), "or"
    )
    return f"Which \u201c{said}\u201d: {named}?"


def _unknown(home: Home, said: str, slot: str) -> str:
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    known = list(dict.fromkeys(name.spoken for name in name_slot(home, slot)))
    near = [
        text
        for text, _, _ in extract(said, known, scorer=ratio, processor=str.casefold, limit=3, score_cutoff=65)
    ]
    hint = (
        f"did you mean {join_words([f'“{each}”' for each in near], 'or')}?"
        if near
        else "ask me what there is."
    )
    return f"There is nothing called \u201c{said}\u201d that could do that; {hint}"


def _where(group: str) -> str:
    where = group.partition("@")[2].replace("-", " ")
    return "in the house" if where == ALL else f"in “{where}”"
