"""What people call the devices and groups of a home, and which are meant by a name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from memory.errors import Mistake
from tools.contract import Name
from tools.home.models import Device, Home, Kind
from tools.home.places import ALL as EVERYWHERE
from tools.home.places import GROUPS, area_of, find_place, gather, places, rooms_of
from tools.home.words import capital, join_words, say_device

_NOUNS: Mapping[str, tuple[str, ...]] = {
    "light": ("lights", "lamps", "lighting", "light"),
    "switchable": ("everything", "devices", "appliances"),
    "switch": ("switches", "plugs", "sockets"),
    "fan": ("fans",),
    "cover": ("blinds", "shades", "shutters", "curtains", "covers", "drapes"),
    "climate": ("heating", "thermostats", "radiators", "heaters", "heat"),
    "media": ("speakers", "music", "media players", "sound"),
    "lock": ("locks", "doors"),
    "garage": ("garage doors",),
    "valve": ("valves",),
    "alarm": ("alarms",),
    "sensor": ("sensors",),
    "device": ("everything", "devices"),
}
"""What people call all devices of a group together."""
_SINGULAR: Mapping[str, tuple[str, ...]] = {
    "light": ("lamp",),
    "fan": ("fan",),
    "cover": ("blind", "shade", "shutter", "curtain"),
    "climate": ("radiator", "heater", "thermostat"),
    "media": ("speaker",),
    "garage": ("garage", "garage door"),
    "valve": ("valve",),
}
"""What people call one of a group, where the place tells which."""
_MEASURED: Mapping[str, tuple[str, ...]] = {
    "temperature": ("temperature",),
    "humidity": ("humidity",),
    "motion": ("motion", "movement"),
    "moisture": ("leak sensor",),
    "battery": ("battery",),
    "carbon_dioxide": ("co2",),
    "illuminance": ("brightness",),
}
"""What people call a sensor after what it measures, where the place tells which."""
_PARTS: Mapping[str, tuple[str, ...]] = {
    "switchable": ("switchable", "light", "switch", "fan", "media"),
    "device": (
        "device",
        "light",
        "switch",
        "fan",
        "cover",
        "climate",
        "media",
        "lock",
        "garage",
        "valve",
        "sensor",
    ),
}
ALL, ONE = f"@{EVERYWHERE}", "@one"


def name_slot(home: Home, slot: str) -> list[Name]:
    """What people call devices of a slot such as "light": single ones, then the words for all ("light@all") and one ("fan@one").

    The place that is said beside such a word makes it a group: "the lights in the kitchen" are "light@kitchen". What the
    family called one thing by name is that thing, even where a group could be called so too.
    """
    devices = home.of_kind(*GROUPS[slot])
    found = [name for device in devices for name in name_device(home, device)]
    garages = [each for each in devices if each.kind is Kind.GARAGE]
    if len(garages) == 1:  # "is the garage closed?" is about its door, not about what stands in it
        found.append(Name(garages[0].id, "garage", area=area_of(home, garages[0])))
    taken = {_plain(name.spoken) for name in found}
    parts = [part for part in _PARTS.get(slot, (slot,)) if home.of_kind(*GROUPS[part])]
    nouns = [Name(f"{part}{ALL}", noun) for part in parts for noun in _NOUNS[part]]
    nouns += [Name(f"{part}{ONE}", noun) for part in parts for noun in _SINGULAR.get(part, ())]
    return list(dict.fromkeys([*found, *(name for name in nouns if _plain(name.spoken) not in taken)]))


def name_device(home: Home, device: Device) -> Iterator[Name]:
    """A device by its names, with its room too where the name does not say it."""
    area = area_of(home, device)
    own = (device.name, *device.aliases, *_MEASURED.get(str(device.text("device_class")), ()))
    words = dict.fromkeys(each.strip() for each in own if each.strip())
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
    return [*found, *(Name(f"{slot}{ALL}", word) for word in everywhere)]


def name_warmth(home: Home) -> list[Name]:
    """What tells how warm it is in a room, by the room: its thermometer, or else its thermostat."""
    found: dict[str, Device] = {}
    for device in (*home.of_kind(Kind.SENSOR), *home.of_kind(Kind.CLIMATE)):
        if device.area is not None and (
            device.kind is Kind.CLIMATE or device.text("device_class") == "temperature"
        ):
            found.setdefault(device.area, device)
    rooms = [(home.areas[key], device) for key, device in found.items()]
    outdoors = [each for each in home.of_kind(Kind.SENSOR) if _is_outdoors(each)]
    return [
        *(Name(each.id, word, area=area.name) for area, each in rooms for word in (area.name, *area.aliases)),
        *(Name(each.id, word) for each in outdoors[:1] for word in ("outside", "outdoors", "out there")),
    ]


def _is_outdoors(device: Device) -> bool:
    words = f"{device.name} {' '.join(device.aliases)}".casefold()
    return device.text("device_class") == "temperature" and ("outdoor" in words or "outside" in words)


def name_kind(home: Home, kind: Kind) -> list[Name]:
    """Single things only, such as scenes."""
    return [name for device in home.of_kind(kind) for name in name_device(home, device)]


def find_group(home: Home, said: str, slot: str) -> tuple[str, bool] | None:
    """The id of the group that is called so, "light@kitchen" for "kitchen lights", and whether one thing is meant ("the blind")."""
    words = tuple(word for word in _plain(said).split() if word not in _BETWEEN)
    for part in _PARTS.get(slot, (slot,)):
        for noun in (*_NOUNS[part], *_SINGULAR.get(part, ())):
            rest, is_one = _without(words, tuple(noun.split())), noun in _SINGULAR.get(part, ())
            if rest == ():
                return f"{part}{ALL}", is_one
            if rest is not None and (place := find_place(home, " ".join(rest))) is not None:
                return f"{part}@{place.id}", is_one
    return None


_BETWEEN = frozenset({"all", "every", "each", "both", "of", "in", "on"})


def _without(words: tuple[str, ...], noun: tuple[str, ...]) -> tuple[str, ...] | None:
    """The words before or after a noun that begins or ends them; None where it does neither."""
    if words[: len(noun)] == noun:
        return words[len(noun) :]
    return words[: -len(noun)] if words[-len(noun) :] == noun else None


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
    if len(meant) == 1 and not next(iter(meant)).endswith(ONE):
        (only,) = meant
        return find_devices(home, only, slot)
    if (group := find_group(home, item, slot)) is not None:
        found, is_one = find_devices(home, group[0], slot), group[1]
        if is_one and len(found) > 1:
            raise Mistake(_which(home, item, [each.id for each in found]))
        return found
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
    return "in the house" if where == EVERYWHERE else f"in “{where}”"
