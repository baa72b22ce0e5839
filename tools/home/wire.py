"""What Home Assistant sends, as it enters: states, registries, answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter

from tools.contract import Json
from tools.home.models import Area, Device, Floor, Kind

_KINDS = {
    "light": Kind.LIGHT,
    "switch": Kind.SWITCH,
    "input_boolean": Kind.SWITCH,
    "humidifier": Kind.SWITCH,
    "fan": Kind.FAN,
    "climate": Kind.CLIMATE,
    "cover": Kind.COVER,
    "media_player": Kind.MEDIA,
    "lock": Kind.LOCK,
    "alarm_control_panel": Kind.ALARM,
    "valve": Kind.VALVE,
    "vacuum": Kind.VACUUM,
    "sensor": Kind.SENSOR,
    "binary_sensor": Kind.SENSOR,
    "scene": Kind.SCENE,
    "script": Kind.SCRIPT,
    "todo": Kind.LIST,
}
_OPENINGS = frozenset({"garage", "gate", "door"})
"""Covers that let people in."""


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class ContextSent(_Sent):
    """Who caused a change."""

    id: str = ""
    parent_id: str | None = None
    user_id: str | None = None


class StateSent(_Sent):
    """The state of one entity."""

    entity_id: str
    state: str
    attributes: dict[str, Json] = {}
    last_changed: AwareDatetime
    last_updated: AwareDatetime
    context: ContextSent = ContextSent()


class ChangeSent(_Sent):
    """A `state_changed` event; without `new_state` the entity is gone."""

    entity_id: str
    new_state: StateSent | None = None


class AreaSent(_Sent):
    """A room; floors came with Home Assistant 2024.4."""

    area_id: str
    name: str
    floor_id: str | None = None
    aliases: tuple[str, ...] = ()


class FloorSent(_Sent):
    """A floor."""

    floor_id: str
    name: str
    level: int | None = None
    aliases: tuple[str, ...] = ()


class DeviceSent(_Sent):
    """A piece of hardware, which may have several entities."""

    id: str
    area_id: str | None = None


class EntitySent(_Sent):
    """What the registry knows of an entity."""

    entity_id: str
    area_id: str | None = None
    device_id: str | None = None
    hidden_by: str | None = None
    entity_category: str | None = None
    aliases: tuple[str, ...] = ()


class UnitsSent(_Sent):
    """The units that Home Assistant counts in."""

    temperature: str = "°C"


class ConfigSent(_Sent):
    """How Home Assistant is set up."""

    unit_system: UnitsSent = UnitsSent()


STATES = TypeAdapter(list[StateSent])
AREAS = TypeAdapter(list[AreaSent])
FLOORS = TypeAdapter(list[FloorSent])
DEVICES = TypeAdapter(list[DeviceSent])
ENTITIES = TypeAdapter(list[EntitySent])
ENTITY_DETAILS = TypeAdapter(dict[str, EntitySent | None])


def read_areas(sent: Iterable[AreaSent]) -> dict[str, Area]:
    """The rooms by id."""
    return {each.area_id: Area(each.area_id, each.name, each.floor_id, each.aliases) for each in sent}


def read_floors(sent: Iterable[FloorSent]) -> dict[str, Floor]:
    """The floors by id."""
    return {each.floor_id: Floor(each.floor_id, each.name, each.level, each.aliases) for each in sent}


def read_device(
    state: StateSent,
    entity: EntitySent | None,
    devices: Mapping[str, DeviceSent],
    areas: Mapping[str, Area],
    degrees: str,
) -> Device:
    """One entity with all that is known of it; its room is its own, else its hardware's."""
    area = None
    if entity is not None:
        hardware = devices.get(entity.device_id) if entity.device_id is not None else None
        area = entity.area_id or (hardware.area_id if hardware is not None else None)
    name = state.attributes.get("friendly_name")
    found = Device(
        id=state.entity_id,
        name=str(name) if name else state.entity_id.partition(".")[2].replace("_", " "),
        kind=_kind(state),
        state=state.state,
        attributes=state.attributes,
        area=area if area in areas else None,
        changed_at=state.last_changed,
        by=state.context.user_id,
        degrees=degrees,
    )
    if entity is None:
        return found
    is_hidden = entity.hidden_by is not None or entity.entity_category is not None
    return replace(found, aliases=tuple(sorted(entity.aliases)), hidden=is_hidden)


def _kind(state: StateSent) -> Kind:
    domain = state.entity_id.partition(".")[0]
    if domain == "cover" and state.attributes.get("device_class") in _OPENINGS:
        return Kind.GARAGE
    return _KINDS.get(domain, Kind.OTHER)


def read_entities(
    listed: Sequence[EntitySent], details: Mapping[str, EntitySent | None]
) -> dict[str, EntitySent]:
    """The registry by entity id; the details say more, such as aliases, where Home Assistant gave them."""
    return {each.entity_id: details.get(each.entity_id) or each for each in listed}
