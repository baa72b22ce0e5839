"""The nouns of a home: devices, rooms, floors, and how all of it stands right now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from tools.contract import Json


class Noun(BaseModel):
    """Something that a verb of the home answers."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Kind(StrEnum):
    """What a device is to the people who live with it."""

    LIGHT = "light"
    SWITCH = "switch"
    FAN = "fan"
    CLIMATE = "climate"
    COVER = "cover"
    GARAGE = "garage"
    MEDIA = "media"
    LOCK = "lock"
    ALARM = "alarm"
    VALVE = "valve"
    VACUUM = "vacuum"
    SENSOR = "sensor"
    SCENE = "scene"
    SCRIPT = "script"
    LIST = "list"
    OTHER = "other"


SWITCHABLE = frozenset({Kind.LIGHT, Kind.SWITCH, Kind.FAN, Kind.MEDIA})
"""What is simply on or off."""
ABSENT = frozenset({"unavailable", "unknown"})
"""States of a device that does not answer."""


@dataclass(frozen=True, slots=True)
class Device:
    """One thing of the home as Home Assistant shows it; `id` is its entity id.

    `area` is the id of its room. `by` is the id of Home Assistant's user who caused the last change, if one did. `degrees` is the unit
    of temperatures.
    """

    id: str
    name: str
    kind: Kind
    state: str
    attributes: Mapping[str, Json] = field(default_factory=dict[str, Json])
    area: str | None = None
    aliases: tuple[str, ...] = ()
    changed_at: datetime | None = None
    by: str | None = None
    hidden: bool = False
    degrees: str = "°C"

    @property
    def domain(self) -> str:
        """The part of Home Assistant that it belongs to, such as "light"."""
        return self.id.partition(".")[0]

    @property
    def answers(self) -> bool:
        """Whether it is there at all."""
        return self.state not in ABSENT

    def number(self, key: str) -> float | None:
        """An attribute that is a number, or None."""
        value = self.attributes.get(key)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def text(self, key: str) -> str:
        """An attribute that is a text, or ""."""
        value = self.attributes.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """An attribute that lists texts."""
        value = self.attributes.get(key)
        return tuple(str(each) for each in value) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class Area:
    """A room."""

    id: str
    name: str
    floor: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor; `level` counts from 0, the ground floor."""

    id: str
    name: str
    level: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """The whole home at one moment."""

    devices: Mapping[str, Device] = field(default_factory=dict[str, Device])
    areas: Mapping[str, Area] = field(default_factory=dict[str, Area])
    floors: Mapping[str, Floor] = field(default_factory=dict[str, Floor])

    def of_kind(self, *kinds: Kind) -> list[Device]:
        """The devices of these kinds that people see, by id."""
        found = (each for each in self.devices.values() if each.kind in kinds and not each.hidden)
        return sorted(found, key=lambda each: each.id)

    def area_of(self, device: Device) -> Area | None:
        """The room that a device is in."""
        return self.areas.get(device.area) if device.area is not None else None
