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
_COLOURED = frozenset({"hs", "xy", "rgb", "rgbw", "rgbww"})


def can_colour(device: Device) -> bool:
    """Whether a lamp has any colour, if only warmer and colder whites."""
    return bool(set(device.texts("supported_color_modes")) & (_COLOURED | {"color_temp"}))


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
