"""The calls that bring a device back to how it once stood."""

from collections.abc import Mapping

from tools.contract import Json
from tools.home.homeassistant import ServiceCall
from tools.home.kept import OPEN_STATES, Kept, keep
from tools.home.models import Device, Kind

_ARM = {
    "armed_home": "arm_home",
    "armed_away": "arm_away",
    "armed_night": "arm_night",
    "armed_vacation": "arm_vacation",
    "arming": "arm_away",
    "disarmed": "disarm",
}
_MEDIA = {
    "playing": "media_play",
    "buffering": "media_play",
    "paused": "media_pause",
    "idle": "media_stop",
    "standby": "turn_off",
    "off": "turn_off",
    "on": "turn_on",
}


def restoring(device: Device, wanted: Kept, alarm_code: str) -> tuple[ServiceCall, ...]:
    """What to call, in turn, so that `device` stands as `wanted`."""
    match device.kind:
        case Kind.LIGHT:
            return _light(device, wanted)
        case Kind.FAN:
            data = wanted.data if wanted.state == "on" else {}
            return (_switch(device, wanted, data),)
        case Kind.CLIMATE:
            return _climate(device, wanted)
        case Kind.COVER | Kind.GARAGE | Kind.VALVE:
            return (_moved(device, wanted),)
        case Kind.MEDIA:
            return _media(device, wanted)
        case Kind.LOCK:
            return (ServiceCall("lock.lock" if wanted.state == "locked" else "lock.unlock"),)
        case Kind.ALARM:
            return (arming(device, _ARM.get(wanted.state or "", "disarm"), alarm_code),)
        case _:
            return (_switch(device, wanted, {}),)


def arming(alarm: Device, mode: str, code: str) -> ServiceCall:
    """Arm or disarm an alarm; `mode` is such as "arm_away" or "disarm", `code` is sent if it wants one."""
    wants = alarm.attributes.get("code_format") is not None
    needed = wants and (mode == "disarm" or alarm.attributes.get("code_arm_required") is not False)
    return ServiceCall(f"alarm_control_panel.alarm_{mode}", {"code": code} if needed and code else {})


def _switch(device: Device, wanted: Kept, data: Mapping[str, Json]) -> ServiceCall:
    return ServiceCall(f"{device.domain}.turn_{'off' if wanted.state == 'off' else 'on'}", data)


def _light(light: Device, wanted: Kept) -> tuple[ServiceCall, ...]:
    """A lamp that was off comes to shine as it last did before it goes off again, so that it remembers."""
    if wanted.state != "off":
        return (ServiceCall("light.turn_on", wanted.data),)
    off = ServiceCall("light.turn_off")
    forgot = light.state == "on" and wanted.data and keep(light).data != wanted.data
    return (ServiceCall("light.turn_on", wanted.data), off) if forgot else (off,)


def _climate(device: Device, wanted: Kept) -> tuple[ServiceCall, ...]:
    """A thermostat takes a temperature only while it is on, so the mode comes first, or last if it ends off."""
    mode = [ServiceCall("climate.set_hvac_mode", {"hvac_mode": wanted.state})] if wanted.state else []
    if device.state == wanted.state:
        mode = []
    data = dict(wanted.data)
    preset = data.pop("preset_mode", None)
    presets = (
        [ServiceCall("climate.set_preset_mode", {"preset_mode": preset})]
        if preset is not None and preset != device.attributes.get("preset_mode")
        else []
    )
    temperatures = [ServiceCall("climate.set_temperature", data)] if data else []
    rest = [*presets, *temperatures]
    return (*rest, *mode) if wanted.state == "off" else (*mode, *rest)


def _moved(device: Device, wanted: Kept) -> ServiceCall:
    """To the same position where it knows one, else open or closed."""
    domain = device.domain
    position = wanted.data.get("current_position")
    if isinstance(position, int | float) and device.number("current_position") is not None:
        if position in (0, 100):
            return ServiceCall(f"{domain}.{'open' if position else 'close'}_{domain}")
        return ServiceCall(f"{domain}.set_{domain}_position", {"position": round(position)})
    return ServiceCall(f"{domain}.{'open' if wanted.state in OPEN_STATES else 'close'}_{domain}")


def _media(device: Device, wanted: Kept) -> tuple[ServiceCall, ...]:
    calls: list[ServiceCall] = []
    if wanted.state is not None and wanted.state != device.state:
        if device.state == "off" and wanted.state not in {"off", "on"}:
            calls.append(ServiceCall("media_player.turn_on"))
        calls.append(ServiceCall(f"media_player.{_MEDIA.get(wanted.state, 'turn_on')}"))
    if (level := wanted.data.get("volume_level")) is not None:
        calls.append(ServiceCall("media_player.volume_set", {"volume_level": level}))
    muted = wanted.data.get("is_volume_muted")
    if muted is not None and muted != device.attributes.get("is_volume_muted"):
        calls.append(ServiceCall("media_player.volume_mute", {"is_volume_muted": muted}))
    return tuple(calls)
