"""A home in words: devices, rooms and states as people say them."""

from collections.abc import Sequence
from datetime import datetime

from tools.home.colours import is_white, name_colour
from tools.home.models import Device, Home, Kind

_STATES = {
    "on": "on",
    "off": "off",
    "open": "open",
    "closed": "closed",
    "opening": "opening",
    "closing": "closing",
    "locked": "locked",
    "unlocked": "unlocked",
    "locking": "locking",
    "unlocking": "unlocking",
    "jammed": "jammed",
    "disarmed": "disarmed",
    "armed_home": "armed (at home)",
    "armed_away": "armed (away)",
    "armed_night": "armed (night)",
    "armed_vacation": "armed (holiday)",
    "arming": "arming",
    "pending": "about to go off",
    "triggered": "going off",
    "playing": "playing",
    "paused": "paused",
    "idle": "idle",
    "standby": "on standby",
    "unavailable": "not answering",
    "unknown": "unknown",
    "heat": "heating",
    "cool": "cooling",
    "heat_cool": "heating and cooling",
    "auto": "on automatic",
    "dry": "drying",
    "fan_only": "only blowing",
}
_BINARY = {
    "door": ("open", "closed"),
    "window": ("open", "closed"),
    "opening": ("open", "closed"),
    "garage_door": ("open", "closed"),
    "motion": ("moving", "still"),
    "occupancy": ("occupied", "empty"),
    "presence": ("home", "away"),
    "moisture": ("wet", "dry"),
    "smoke": ("smoke!", "no smoke"),
    "gas": ("gas!", "no gas"),
    "problem": ("a problem", "fine"),
    "battery": ("low", "fine"),
    "connectivity": ("connected", "disconnected"),
}
MOST_NAMES = 8


def say_device(device: Device, home: Home | None = None) -> str:
    """A device in a sentence, "the hall lamp"; with its room where another one is called the same."""
    plain = soften(device.name.strip())
    said = plain if plain.casefold().startswith(("the ", "my ", "our ")) else f"the {plain}"
    if home is None:
        return said
    twins = [each for each in home.devices.values() if each.name.casefold() == device.name.casefold()]
    area = home.area_of(device)
    kin = [each for each in twins if each.kind is device.kind]
    return f"{said} ({area.name})" if len(kin) > 1 and area is not None else said


def soften(name: str) -> str:
    """A name within a sentence: "Hall lamp" is "hall lamp", "TV" and "Anna's lamp" stay."""
    first = name.partition(" ")[0]
    is_word = first[:1].isupper() and first[1:].islower() and "'" not in first and "\u2019" not in first
    return name[:1].lower() + name[1:] if is_word else name


def say_devices(devices: Sequence[Device], home: Home | None = None) -> str:
    """Several devices, "the hall lamp, the fan and 3 more"."""
    named = [say_device(each, home) for each in devices]
    if len(named) > MOST_NAMES:
        named = [*named[: MOST_NAMES - 1], f"{len(named) - MOST_NAMES + 1} more"]
    return join_words(named)


def say_state(device: Device) -> str:
    """How a device stands, after "is": "on at 40 %", "set to 21 °C (19.5 °C now)"."""
    match device.kind:
        case Kind.LIGHT if device.state == "on":
            return _say_light(device)
        case Kind.FAN if device.state == "on" and device.number("percentage") is not None:
            return f"on at {device.number('percentage'):.0f} %"
        case Kind.CLIMATE:
            return _say_climate(device)
        case Kind.COVER | Kind.GARAGE | Kind.VALVE:
            position = device.number("current_position")
            part = device.state == "open" and position is not None and 0 < position < 100
            return f"{position:.0f} % open" if part else _say_plain(device)
        case Kind.MEDIA:
            return _say_media(device)
        case Kind.SENSOR:
            return _say_sensor(device)
        case _:
            return _say_plain(device)


def _say_plain(device: Device) -> str:
    return _STATES.get(device.state, device.state.replace("_", " "))


def _say_light(device: Device) -> str:
    level, colour = device.number("brightness"), name_colour(device)
    said = "on" if level is None else f"on at {to_percent(level)} %"
    return f"{said}, {colour}" if colour and not is_white(colour) else said


def _say_climate(device: Device) -> str:
    if device.state == "off" or not device.answers:
        return _say_plain(device)
    set_to, now = device.number("temperature"), device.number("current_temperature")
    low, high = device.number("target_temp_low"), device.number("target_temp_high")
    said = _say_plain(device)
    if set_to is not None:
        said = f"set to {say_number(set_to)} {device.degrees}"
    elif low is not None and high is not None:
        said = f"set to {say_number(low)} to {say_number(high)} {device.degrees}"
    parts = [f"{say_number(now)} {device.degrees} now"] if now is not None else []
    action = device.text("hvac_action")
    parts += [action] if action in {"heating", "cooling", "idle"} else []
    return f"{said} ({', '.join(parts)})" if parts else said


def _say_media(device: Device) -> str:
    said = "on, nothing playing" if device.state == "idle" else _say_plain(device)
    title, artist = device.text("media_title"), device.text("media_artist")
    track = f"\u201c{title[:60]}\u201d" + (f" by {artist[:40]}" if artist else "")
    if title and device.state in {"playing", "paused"}:
        said += f" {track}" if device.state == "playing" else f" ({track})"
    level = device.number("volume_level")
    return f"{said}, volume {level * 100:.0f} %" if level is not None and device.state != "off" else said


def _say_sensor(device: Device) -> str:
    if device.domain == "binary_sensor":
        yes, no = _BINARY.get(device.text("device_class"), ("on", "off"))
        return {"on": yes, "off": no}.get(device.state, _say_plain(device))
    if not device.answers:
        return _say_plain(device)
    unit = device.text("unit_of_measurement")
    try:
        return f"{say_number(float(device.state))} {unit}".strip()
    except ValueError:
        return _say_plain(device)


def say_number(value: float) -> str:
    """A number with at most one digit after the point."""
    return f"{value:.1f}".removesuffix(".0")


def to_percent(brightness: float) -> int:
    """Home Assistant's 0 to 255 as percent; what shines at all is at least 1."""
    return max(1, round(brightness * 100 / 255)) if brightness > 0 else 0


def say_sorry(devices: Sequence[Device], home: Home) -> str:
    """That none of these devices followed, and what to do."""
    lost = [each for each in devices if not home.devices.get(each.id, each).answers]
    if lost:
        verb = "do" if be([each.name for each in lost]) == "are" else "does"
        return f"{capital(say_devices(lost, home))} {verb} not answer; look whether the power is on."
    first = home.devices.get(devices[0].id, devices[0]) if devices else None
    if first is None:
        return "There was nothing to do."
    verb = be([each.name for each in devices])
    said = capital(say_devices(devices, home))
    return f"{said} took the order but {verb} still {say_state(first)}; look there, or try again."


def join_words(words: Sequence[str], last: str = "and") -> str:
    """A list as it is said: "the lamp, the fan and the blind"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def format_time(at: datetime, now: datetime) -> str:
    """A moment on the clock of `now`: "21:04", "yesterday 21:04", "Sat 21 Nov 21:04"."""
    local = at.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return f"yesterday {local:%H:%M}" if days == 1 else f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def be(names: Sequence[str]) -> str:
    """What follows these names, "is" or "are": "the blinds are", "the lamp is"."""
    return "are" if len(names) > 1 or is_plural(names[0] if names else "") else "is"


def is_plural(name: str) -> bool:
    """Whether a name says several things: "kitchen blinds", "eggs"."""
    last = name.strip().casefold().rpartition(" ")[2]
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))
