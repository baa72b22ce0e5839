"""Colours by name, as a lamp of a given kind can shine."""

from collections.abc import Mapping

from tools.contract import Json
from tools.home.models import Device

COLOURS: Mapping[str, tuple[int, int] | int] = {
    "warm white": 2700,
    "white": 4000,
    "cold white": 6000,
    "red": (0, 100),
    "orange": (30, 100),
    "yellow": (55, 100),
    "green": (120, 100),
    "turquoise": (175, 100),
    "blue": (240, 100),
    "purple": (280, 100),
    "pink": (330, 60),
}
"""Kelvin of a white, or hue (degrees) and saturation (percent)."""
_WHITES = {2700: (30, 45), 4000: (27, 20), 6000: (220, 8)}
_SATURATION_COUNTS = 0.3
"""How much the whole way from white to full colour counts against half the circle of hues."""
_MIXED = frozenset({"hs", "xy", "rgb", "rgbw", "rgbww"})


def can_colour(device: Device) -> bool:
    """Whether a lamp has any colour, if only warmer and colder whites."""
    return bool(set(device.texts("supported_color_modes")) & (_MIXED | {"color_temp"}))


def shine_in(device: Device, colour: str) -> dict[str, Json]:
    """What to tell a lamp so that it shines in a known colour, as nearly as it can."""
    modes = set(device.texts("supported_color_modes"))
    wanted = COLOURS[colour]
    if isinstance(wanted, int):
        if "color_temp" in modes:
            low = device.number("min_color_temp_kelvin") or 2000
            high = device.number("max_color_temp_kelvin") or 6500
            return {"color_temp_kelvin": round(min(high, max(low, wanted)))}
        wanted = _WHITES[wanted]
    hue, saturation = wanted
    return {"hs_color": [hue, saturation]}


def name_colour(device: Device) -> str:
    """The colour that a lamp shines in now, by the nearest name; empty where it does not tell."""
    kelvin = device.number("color_temp_kelvin")
    if device.text("color_mode") == "color_temp" and kelvin is not None:
        whites = {name: value for name, value in COLOURS.items() if isinstance(value, int)}
        return min(whites, key=lambda name: abs(whites[name] - kelvin))
    shown = device.attributes.get("hs_color")
    if device.text("color_mode") not in _MIXED or not isinstance(shown, list):
        return ""
    hue, saturation = (float(each) if isinstance(each, int | float) else 0.0 for each in shown[:2])
    return min(COLOURS, key=lambda name: _distance(_mixture(COLOURS[name]), (hue, saturation)))


def is_white(colour: str) -> bool:
    """Whether a known colour is a white, warm or cold."""
    return isinstance(COLOURS.get(colour), int)


def _mixture(colour: tuple[int, int] | int) -> tuple[int, int]:
    return _WHITES[colour] if isinstance(colour, int) else colour


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    turn = abs(one[0] - other[0]) % 360
    faint = min(one[1], other[1]) / 100  # the hue of what is nearly white says little
    return faint * min(turn, 360 - turn) / 180 + _SATURATION_COUNTS * abs(one[1] - other[1]) / 100
