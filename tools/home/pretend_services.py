"""What Home Assistant's services mean for the attributes of a pretend device."""

from collections.abc import Mapping

from pydantic import JsonValue

from tools.home.pretend_state import Entity


class ServiceFault(Exception):  # noqa: N818 - what Home Assistant says no with
    """A service that would not run; `code` is Home Assistant's word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def pick(states: Mapping[str, str], verb: str, key: str) -> str:
    """The state that a service leads to; refuses one that there is not."""
    if verb not in states:
        raise ServiceFault("not_found", f"Service {key.partition('.')[0]}.{verb} not found.")
    return states[verb]


def shine_as_told(modes: list[JsonValue], data: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What a lamp takes of what it is told: only what it can do."""
    shine: dict[str, JsonValue] = {}
    level = data.get("brightness")
    if (percent := number(data.get("brightness_pct"))) is not None:
        level = round(percent * 255 / 100)
    if level is not None:
        if not isinstance(level, int) or not 0 <= level <= 255:
            raise ServiceFault("invalid_format", "brightness: value must be at most 255")
        if modes != ["onoff"]:
            shine["brightness"] = level
    if "color_temp_kelvin" in data and "color_temp" in modes:
        shine |= {
            "color_mode": "color_temp",
            "color_temp_kelvin": data["color_temp_kelvin"],
            "hs_color": None,
        }
    if "hs_color" in data and "hs" in modes:
        shine |= {"color_mode": "hs", "hs_color": data["hs_color"], "color_temp_kelvin": None}
    return shine


def play_as_told(entity: Entity, verb: str, data: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What a player shows after a service."""
    match verb:
        case "volume_set":
            level = number(data.get("volume_level"))
            if level is None or not 0 <= level <= 1:
                raise ServiceFault("invalid_format", "volume_level: value must be at most 1")
            return {"volume_level": level}
        case "volume_mute":
            return {"is_volume_muted": data.get("is_volume_muted")}
        case "media_next_track" | "media_previous_track":
            track = number(entity.attributes.get("media_track")) or 1
            return {"media_track": track + (1 if verb == "media_next_track" else -1), "media_position": 0}
        case _:
            raise ServiceFault("not_found", f"Service media_player.{verb} not found.")


def number(value: JsonValue) -> float | None:
    """A value that is a number, or None."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def items(value: JsonValue) -> list[JsonValue]:
    """A value that is a list, or an empty one."""
    return value if isinstance(value, list) else []
