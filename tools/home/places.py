"""Rooms, floors and groups: what "light@kitchen" and "light@downstairs" stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.home.models import SWITCHABLE, Area, Device, Floor, Home, Kind

ALL = "all"
GROUPS: Mapping[str, frozenset[Kind]] = {
    "light": frozenset({Kind.LIGHT}),
    "switchable": SWITCHABLE,
    "switch": frozenset({Kind.SWITCH}),
    "fan": frozenset({Kind.FAN}),
    "cover": frozenset({Kind.COVER}),
    "climate": frozenset({Kind.CLIMATE}),
    "media": frozenset({Kind.MEDIA}),
    "lock": frozenset({Kind.LOCK}),
    "garage": frozenset({Kind.GARAGE}),
    "valve": frozenset({Kind.VALVE}),
    "alarm": frozenset({Kind.ALARM}),
    "sensor": frozenset({Kind.SENSOR}),
    "device": frozenset(Kind) - {Kind.SCENE, Kind.SCRIPT, Kind.LIST, Kind.OTHER},
}
"""The first part of a group's id, and the kinds of devices that it gathers."""


@dataclass(frozen=True, slots=True)
class Place:
    """A room, a floor, or the whole house: its id in groups, what it is called, and its rooms."""

    id: str
    words: tuple[str, ...]
    areas: frozenset[str]
    is_room: bool = False


def slug(text: str) -> str:
    """An id as groups write it: "living_room" and "Living Room" are "living-room"."""
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())


def places(home: Home) -> dict[str, Place]:
    """Every room and floor by its id in groups; a room before a floor of the same name."""
    found: dict[str, Place] = {}
    for floor in sorted(home.floors.values(), key=lambda each: (each.level is None, each.level or 0)):
        areas = frozenset(area.id for area in home.areas.values() if area.floor == floor.id)
        found[slug(floor.id)] = Place(slug(floor.id), _words(floor), areas)
    for key, place in _stairs(home).items():
        found.setdefault(key, place)
    for area in home.areas.values():
        found[slug(area.id)] = Place(slug(area.id), _words(area), frozenset({area.id}), is_room=True)
    return found


def _words(named: Area | Floor) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(each.strip().casefold() for each in (named.name, *named.aliases) if each.strip())
    )


def _stairs(home: Home) -> dict[str, Place]:
    """What "downstairs" (the ground floor) and "upstairs" (all above it) stand for."""
    levels = {floor.id: floor.level for floor in home.floors.values() if floor.level is not None}
    if len(levels) < 2:
        return {}
    taken = {word for floor in home.floors.values() for word in _words(floor)}
    ground = min((level for level in levels.values() if level >= 0), default=min(levels.values()))
    above = frozenset(key for key, level in levels.items() if level > ground)
    below = frozenset(key for key, level in levels.items() if level == ground)
    sides = {"downstairs": below, "upstairs": above}
    return {
        word: Place(word, (word,), frozenset(area.id for area in home.areas.values() if area.floor in floors))
        for word, floors in sides.items()
        if word not in taken
    }


def gather(home: Home, group: str) -> list[Device] | None:
    """The devices of a group's id such as "light@kitchen", by id; None if there is no such place or kind."""
    kind, _, where = group.partition("@")
    kinds = GROUPS.get(kind)
    if kinds is None:
        return None
    devices = home.of_kind(*kinds)
    if slug(where) == ALL:
        return devices
    place = find_place(home, where)
    return None if place is None else [each for each in devices if each.area in place.areas]


def find_place(home: Home, said: str) -> Place | None:
    """The room or floor of that id or name."""
    known = places(home)
    if (place := known.get(slug(said))) is not None:
        return place
    return next((each for each in known.values() if said.strip().casefold() in each.words), None)


def say_where(place: Place) -> str:
    """Where a place is, as it is said: "in the kitchen", "on the first floor", "upstairs"."""
    name = next((each for each in place.words if each in {"upstairs", "downstairs"}), None) or (
        place.words[0] if place.words else place.id
    )
    if name in {"upstairs", "downstairs"}:
        return name
    return f"{'in' if place.is_room else 'on'} the {name}"


def area_of(home: Home, device: Device) -> str | None:
    """The name of the room that a device is in."""
    area = home.area_of(device)
    return area.name if area is not None else None


def rooms_of(home: Home, devices: Sequence[Device]) -> list[str]:
    """The names of the rooms that some devices are in, each once."""
    names = (area_of(home, each) or "no room" for each in devices)
    return list(dict.fromkeys(names))
