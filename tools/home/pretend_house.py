"""The `[home]` part of a house file, as tools/house.toml documents it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tools.home.places import slug
from tools.home.settings import HomeSettings


class Entry(BaseModel):
    """An entry of the file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class PretendFloor(Entry):
    """A floor; `level` counts from 0, the ground floor."""

    name: str
    level: int | None = None
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Home Assistant's id of it."""
        return slug(self.name).replace("-", "_")


class PretendRoom(Entry):
    """A room; `floor` is a floor's name."""

    name: str
    floor: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Home Assistant's id of it."""
        return slug(self.name).replace("-", "_")


class PretendPast(Entry):
    """A sensor's past: around `level`, with a `daily` wave that tops at `peak_hour`, a `yearly` one that tops in July."""

    level: float
    noise: float = 0
    daily: float = 0
    yearly: float = 0
    peak_hour: float = 16
    low: float = -1e9
    high: float = 1e9


class PretendDevice(Entry):
    """A device. `attributes` are Home Assistant's own; the other keys are shorter ways to write the usual ones."""

    id: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    name: str
    room: str | None = None
    aliases: tuple[str, ...] = ()
    state: str = "off"
    modes: tuple[str, ...] = ()
    """How a lamp can shine: "onoff", "brightness", "color_temp", "hs"."""
    level: float | None = Field(default=None, ge=0, le=100)
    """Percent: brightness, position, fan speed or volume; for a lamp that is off, how it would shine."""
    kelvin: int | None = None
    temperature: float | None = None
    now: float | None = None
    """Degrees in the room of a thermostat."""
    measures: str | None = None
    """Device class: of a sensor "temperature", "motion", of a cover "blind", "garage", of a valve "water"."""
    unit: str | None = None
    travel_seconds: float = Field(default=0, ge=0)
    """How long it takes to open, close or lock."""
    hours: float = Field(default=30, ge=0)
    """How long ago it last changed."""
    by: str | None = None
    """What changed it then, such as "automation Evening lights"; nobody if left out."""
    past: PretendPast | None = None
    kwh_per_day: float | None = None
    """For an energy meter: what it counts on a usual day."""
    peak_hour: float = 19
    whole_house: bool = False
    """Whether this meter counts everything."""
    attributes: dict[str, JsonValue] = {}


class PretendScene(Entry):
    """A scene: what it sets, by device id, as a state or as a state with attributes."""

    id: str = Field(pattern=r"^scene\.[a-z0-9_]+$")
    name: str
    room: str | None = None
    sets: dict[str, str | dict[str, JsonValue]]


class PretendStep(Entry):
    """A step of a script: a service and what it is called on."""

    service: str
    devices: tuple[str, ...]
    data: dict[str, JsonValue] = {}


class PretendScript(Entry):
    """A script: its steps, one after another."""

    id: str = Field(pattern=r"^script\.[a-z0-9_]+$")
    name: str
    steps: tuple[PretendStep, ...] = ()


class PretendItem(Entry):
    """Something on a list."""

    summary: str
    status: Literal["needs_action", "completed"] = "needs_action"


class PretendList(Entry):
    """A shopping or to-do list."""

    id: str = Field(pattern=r"^todo\.[a-z0-9_]+$")
    name: str
    items: tuple[str | PretendItem, ...] = ()


class HomeHouse(Entry):
    """A pretend Home Assistant with all that hangs on it."""

    degrees: Literal["°C", "°F"] = "°C"
    token: str = "simulated"  # noqa: S105 - nothing real opens with it
    alarm_code: str | None = None
    floors: tuple[PretendFloor, ...] = ()
    rooms: tuple[PretendRoom, ...] = ()
    devices: tuple[PretendDevice, ...] = ()
    scenes: tuple[PretendScene, ...] = ()
    scripts: tuple[PretendScript, ...] = ()
    lists: tuple[PretendList, ...] = ()
    settings: HomeSettings = HomeSettings()
