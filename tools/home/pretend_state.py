"""The changing state of a pretend home, as it is kept over a restart."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from tools.home.pretend_house import HomeHouse, PretendDevice, PretendItem, PretendList

US = "homeops-user"
"""The user whose token HomeOps shows."""
_COVERED = frozenset({"cover", "valve"})


class Kept(BaseModel):
    """A value that is kept; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Context(Kept):
    """Who caused a change."""

    id: str = "0"
    parent_id: str | None = None
    user_id: str | None = None


class Entity(Kept):
    """One entity: what it shows, and what only itself knows."""

    state: str
    attributes: dict[str, JsonValue]
    last_changed: AwareDatetime
    last_updated: AwareDatetime
    context: Context = Context()
    remembers: dict[str, JsonValue] = {}
    """How a lamp that is off would shine."""
    goes_to: float | str | None = None
    """Where something that moves will end: percent open, or a lock's or alarm's state."""


class ListItem(Kept):
    """Something on a list."""

    uid: str
    summary: str
    status: str = "needs_action"
    due: str | None = None
    description: str | None = None


class Logged(Kept):
    """A change in the logbook."""

    when: AwareDatetime
    entity: str
    state: str
    user: str | None = None
    service: str | None = None
    origin: str | None = None
    """What else set it off, such as "automation Evening lights"."""


class Heard(Kept):
    """Something that was said aloud, and on which player."""

    when: AwareDatetime
    player: str
    message: str


class HomeState(Kept):
    """Everything that changes."""

    entities: dict[str, Entity]
    lists: dict[str, list[ListItem]] = {}
    log: list[Logged] = []
    heard: list[Heard] = []
    counter: int = 0


def first_state(house: HomeHouse, now: datetime) -> HomeState:
    """The home as the house file describes it."""
    entities = {each.id: _entity(each, house, now) for each in house.devices}
    for scene in house.scenes:
        members: list[JsonValue] = [*scene.sets]
        entities[scene.id] = _plain(scene.name, "unknown", {"entity_id": members}, now)
    for script in house.scripts:
        entities[script.id] = _plain(script.name, "off", {"mode": "single"}, now)
    lists: dict[str, list[ListItem]] = {}
    for todo in house.lists:
        lists[todo.id] = _items(todo)
        open_items = sum(each.status == "needs_action" for each in lists[todo.id])
        entities[todo.id] = _plain(todo.name, str(open_items), {"supported_features": 15}, now)
    log = [
        Logged(
            when=entities[each.id].last_changed, entity=each.id, state=entities[each.id].state, origin=each.by
        )
        for each in house.devices
    ]
    return HomeState(entities=entities, lists=lists, log=sorted(log, key=lambda each: each.when))


def _plain(name: str, state: str, attributes: dict[str, JsonValue], now: datetime) -> Entity:
    at = now - timedelta(days=9)
    shown: dict[str, JsonValue] = {**attributes, "friendly_name": name}
    return Entity(state=state, attributes=shown, last_changed=at, last_updated=at)


def _items(todo: PretendList) -> list[ListItem]:
    items = [each if isinstance(each, PretendItem) else PretendItem(summary=each) for each in todo.items]
    return [
        ListItem(uid=f"{todo.id.partition('.')[2]}-{n}", summary=each.summary, status=each.status)
        for n, each in enumerate(items)
    ]


def _entity(device: PretendDevice, house: HomeHouse, now: datetime) -> Entity:
    at = now - timedelta(hours=device.hours)
    shown, remembers = _attributes(device, house)
    shown |= {"friendly_name": device.name, **device.attributes}
    if device.measures is not None:
        shown["device_class"] = device.measures
    state = device.state
    if device.past is not None and state == "off":
        state = f"{device.past.level:g}"
    return Entity(state=state, attributes=shown, last_changed=at, last_updated=at, remembers=remembers)


def _attributes(device: PretendDevice, house: HomeHouse) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """The attributes that a device of its kind has, and what it remembers while it is off."""
    domain = device.id.partition(".")[0]
    level = device.level
    if domain == "light":
        return _light(device)
    if domain in _COVERED and level is not None:
        return {"current_position": round(level), "supported_features": 15}, {}
    if domain in _COVERED:
        return {"supported_features": 3}, {}
    if domain == "fan":
        return {"percentage": round(level or 0) if device.state == "on" else 0}, {
            "percentage": round(level or 50)
        }
    if domain == "media_player":
        loud: dict[str, JsonValue] = {"volume_level": round((level or 30) / 100, 2), "is_volume_muted": False}
        return (loud, {}) if device.state != "off" else ({}, loud)
    if domain == "climate":
        return {
            "hvac_modes": ["off", "heat", "auto"],
            "temperature": device.temperature,
            "current_temperature": device.now,
            "hvac_action": heats(device.state, device.temperature, device.now),
            "preset_mode": "none",
            "preset_modes": ["none", "away", "eco"],
        }, {}
    if domain == "alarm_control_panel":
        code = "number" if house.alarm_code is not None else None
        return {"code_format": code, "code_arm_required": False}, {}
    if device.kwh_per_day is not None:
        return {"unit_of_measurement": "kWh", "device_class": "energy", "state_class": "total_increasing"}, {}
    if domain == "sensor" and device.unit is not None:
        return {"unit_of_measurement": device.unit, "state_class": "measurement"}, {}
    return {}, {}


def _light(device: PretendDevice) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    modes = list(device.modes or ("brightness" if device.level is not None else "onoff",))
    shine: dict[str, JsonValue] = {}
    if modes != ["onoff"]:
        shine["brightness"] = round((device.level if device.level is not None else 100) * 255 / 100)
    shine["color_mode"] = modes[0]
    if "color_temp" in modes:
        shine["color_mode"] = "color_temp"
        shine["color_temp_kelvin"] = device.kelvin or 2700
    supported: list[JsonValue] = [*modes]
    shown: dict[str, JsonValue] = {"supported_color_modes": supported}
    if "color_temp" in modes:
        shown |= {"min_color_temp_kelvin": 2000, "max_color_temp_kelvin": 6500}
    return ({**shown, **shine}, {}) if device.state == "on" else ({**shown, **dark(shine)}, shine)


def dark(shine: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """What a lamp that is off shows of how it would shine: that there is such a thing."""
    return dict.fromkeys(shine)


def heats(mode: str, wanted: float | None, now: float | None) -> str:
    """What a thermostat does."""
    if mode == "off":
        return "off"
    return "heating" if wanted is not None and now is not None and now < wanted - 0.2 else "idle"
