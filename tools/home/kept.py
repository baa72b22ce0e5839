"""What of a device can be changed and put back, and the orders that put it back."""

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.contract import Json
from tools.home.models import Device, Kind

Aspect = Literal["all", "state", "volume"]
"""Which part of a device a change is about: how loud something plays has nothing to do with whether it plays."""

OPEN_STATES = frozenset({"open", "opening"})
_SHINES = {
    "color_temp": "color_temp_kelvin",
    "hs": "hs_color",
    "xy": "xy_color",
    "rgb": "rgb_color",
    "rgbw": "rgbw_color",
    "rgbww": "rgbww_color",
}
"""By a light's colour mode: what its colour is called, in its attributes and in `light.turn_on` alike."""
_CLIMATE = ("temperature", "target_temp_low", "target_temp_high", "preset_mode")
_VOLUME = ("volume_level", "is_volume_muted")
_NEAR = 0.03


class Kept(BaseModel):
    """A device as it can be put back: its state, and what goes with it, by Home Assistant's own words.

    `data` is, by kind, how a light shines, how fast a fan turns, what a thermostat is set to, how far a blind is open, how
    loud something plays.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    """The device."""
    state: str | None = None
    """Its state, or null where that is not to be touched."""
    data: dict[str, Json] = {}
    """What goes with it."""

    def plain(self) -> dict[str, Json]:
        """As plain data."""
        return self.model_dump(mode="json", exclude_none=True)


def keep(device: Device, aspect: Aspect = "all", remembered: Mapping[str, Json] | None = None) -> Kept:
    """Take down how a device stands; `remembered` is how a light shone when it was last on, if it is off now."""
    if aspect == "volume":
        return Kept(id=device.id, data=_chosen(device, _VOLUME))
    state = device.state
    match device.kind:
        case Kind.LIGHT if state == "on":
            return Kept(id=device.id, state=state, data=dict(shine_of(device)))
        case Kind.LIGHT:
            return Kept(id=device.id, state=state, data=dict(remembered or {}))
        case Kind.FAN if state == "on":
            return Kept(id=device.id, state=state, data=_chosen(device, ("percentage", "preset_mode")))
        case Kind.CLIMATE:
            return Kept(id=device.id, state=state, data=_chosen(device, _CLIMATE))
        case Kind.COVER | Kind.GARAGE | Kind.VALVE:
            return Kept(id=device.id, state=state, data=_chosen(device, ("current_position",)))
        case Kind.MEDIA:
            return Kept(id=device.id, state=state, data=_chosen(device, _VOLUME) if aspect == "all" else {})
        case _:
            return Kept(id=device.id, state=state)


def shine_of(light: Device) -> dict[str, Json]:
    """How a light shines, as arguments of `light.turn_on`."""
    shine = _chosen(light, ("brightness",))
    colour = _SHINES.get(light.text("color_mode"), "")
    shine |= _chosen(light, (colour,))
    effect = light.text("effect")
    return {**shine, "effect": effect} if effect and effect.casefold() not in {"none", "off"} else shine


def _chosen(device: Device, keys: Sequence[str]) -> dict[str, Json]:
    return {key: value for key in keys if (value := device.attributes.get(key)) is not None}


def is_same(now: Kept, wanted: Kept) -> bool:
    """Whether a device stands as wanted; what is not said does not matter, numbers may be off by a rounding."""
    if wanted.state is not None and now.state != wanted.state:
        return False
    if wanted.state == "off" and wanted.id.startswith("light."):
        return True  # how it would shine can't be seen
    return all(_is_near(now.data.get(key), value) for key, value in wanted.data.items())


def _is_near(now: Json, wanted: Json) -> bool:
    if isinstance(now, list) and isinstance(wanted, list):
        return len(now) == len(wanted) and all(map(_is_near, now, wanted))
    if isinstance(now, int | float) and isinstance(wanted, int | float):
        return isclose(now, wanted, rel_tol=_NEAR, abs_tol=3 if abs(wanted) > 3 else _NEAR)
    return now == wanted
