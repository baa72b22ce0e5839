"""A pretend home that does what Home Assistant's services say."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from pydantic import JsonValue

from tools.home.pretend_house import HomeHouse
from tools.home.pretend_services import ServiceFault, items, number, pick, play_as_told, shine_as_told
from tools.home.pretend_state import Context, Entity, HomeState, Logged, dark, heats

Tell = Callable[[str, Entity | None, Entity], None]
_SHINES = ("brightness", "color_temp_kelvin", "hs_color", "rgb_color", "xy_color")


class PretendHome:
    """Stateful; `tell` hears of every change that really was one."""

    def __init__(self, house: HomeHouse, state: HomeState, now: Callable[[], datetime], tell: Tell) -> None:
        self.house = house
        self.state = state
        self.now = now
        self._tell = tell
        for key, entity in state.entities.items():
            if entity.goes_to is not None:
                self._arrive(key)

    def new_context(self, user: str | None, parent: str | None = None) -> Context:
        """The context of a new call."""
        self.state.counter += 1
        return Context(id=f"{self.state.counter:026d}", parent_id=parent, user_id=user)

    def put(
        self,
        key: str,
        context: Context,
        state: str | None = None,
        attributes: Mapping[str, JsonValue] | None = None,
        *,
        service: str | None = None,
        origin: str | None = None,
    ) -> None:
        """Give an entity another state or other attributes; a no-op is no change and tells nobody."""
        old = self.state.entities[key]
        shown = {**old.attributes, **(attributes or {})}
        changes = state is not None and state != old.state
        if not changes and shown == old.attributes:
            return
        now = self.now()
        new = old.model_copy(
            update={
                "state": state if changes else old.state,
                "attributes": shown,
                "last_changed": now if changes else old.last_changed,
                "last_updated": now,
                "context": context,
            }
        )
        self.state.entities[key] = new
        if changes:
            logged = Logged(
                when=now, entity=key, state=new.state, user=context.user_id, service=service, origin=origin
            )
            self.state.log.append(logged)
        self._tell(key, old, new)

    # ------------------------------------------------------------------------------------------------ services
    def call(self, service: str, ids: list[str], data: dict[str, JsonValue], context: Context) -> None:
        """Call a service on entities; those that do not exist or do not answer are passed over, as in the real one."""
        domain, _, verb = service.partition(".")
        run = getattr(self, f"_{domain}", None)
        if domain in {"switch", "input_boolean", "homeassistant"}:
            run = self._toggle
        if domain == "valve":
            run = self._cover
        if run is None:
            raise ServiceFault("not_found", f"Service {service} not found.")
        for key in ids:
            entity = self.state.entities.get(key)
            of_domain = domain in {"homeassistant", key.partition(".")[0]}
            if entity is not None and of_domain and entity.state != "unavailable":
                run(key, entity, verb, data, context)

    def _toggle(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        own = getattr(self, f"_{key.partition('.')[0]}", None)
        if own is not None:
            own(key, entity, verb, data, context)
            return
        states = {"turn_on": "on", "turn_off": "off", "toggle": "off" if entity.state == "on" else "on"}
        self.put(key, context, pick(states, verb, key), service=verb)

    def _light(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        if verb == "toggle":
            verb = "turn_off" if entity.state == "on" else "turn_on"
        if verb == "turn_off":
            if entity.state != "off":
                shine = {
                    each: entity.attributes[each]
                    for each in (*_SHINES, "color_mode")
                    if each in entity.attributes
                }
                self.state.entities[key] = entity.model_copy(update={"remembers": shine})
                self.put(key, context, "off", dark(shine), service=verb)
            return
        if verb != "turn_on":
            raise ServiceFault("not_found", f"Service light.{verb} not found.")
        modes = entity.attributes.get("supported_color_modes")
        shine = dict(entity.remembers) if entity.state == "off" else {}
        self.put(
            key,
            context,
            "on",
            {**shine, **shine_as_told(modes if isinstance(modes, list) else [], data)},
            service=verb,
        )

    def _fan(self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context) -> None:
        speed = data.get("percentage")
        match verb:
            case "turn_off":
                if entity.state == "on":
                    kept = {"percentage": entity.attributes.get("percentage")}
                    self.state.entities[key] = entity.model_copy(update={"remembers": kept})
                self.put(key, context, "off", {"percentage": 0}, service=verb)
            case "turn_on" | "set_percentage":
                wanted = speed if speed is not None else entity.remembers.get("percentage", 50)
                self.put(
                    key,
                    context,
                    "on",
                    {"percentage": wanted} if entity.state == "off" or speed else {},
                    service=verb,
                )
            case _:
                raise ServiceFault("not_found", f"Service fan.{verb} not found.")

    def _climate(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        state, shown = entity.state, dict(entity.attributes)
        match verb:
            case "set_temperature":
                given = {
                    each: data[each]
                    for each in ("temperature", "target_temp_low", "target_temp_high")
                    if each in data
                }
                if not given:
                    raise ServiceFault(
                        "invalid_format", "must contain at least one of temperature, target_temp_high."
                    )
                shown |= given
            case "set_hvac_mode":
                if data.get("hvac_mode") not in items(shown.get("hvac_modes")):
                    raise ServiceFault(
                        "service_validation_error", f"HVAC mode {data.get('hvac_mode')} is not valid."
                    )
                state = str(data["hvac_mode"])
            case "set_preset_mode":
                shown["preset_mode"] = data.get("preset_mode")
            case "turn_on" | "turn_off":
                state = "heat" if verb == "turn_on" else "off"
            case _:
                raise ServiceFault("not_found", f"Service climate.{verb} not found.")
        shown["hvac_action"] = heats(
            state, number(shown.get("temperature")), number(shown.get("current_temperature"))
        )
        self.put(key, context, state, shown, service=verb)

    def _cover(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        target = 100.0 if verb.startswith("open") else 0.0
        if verb.startswith("set_"):
            position = number(data.get("position"))
            if position is None or not 0 <= position <= 100:
                raise ServiceFault("invalid_format", "position must be at most 100.")
            target = position
        elif not verb.startswith(("open", "close")):
            raise ServiceFault("not_found", f"Service cover.{verb} not found.")
        now = number(entity.attributes.get("current_position"))
        here = now if now is not None else (100.0 if entity.state == "open" else 0.0)
        if here != target:
            self._travel(key, target, "opening" if target > here else "closing", context, verb)

    def _lock(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        del entity, data
        self._travel(
            key, pick({"lock": "locked", "unlock": "unlocked"}, verb, key), f"{verb}ing", context, verb
        )

    def _alarm_control_panel(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        del entity
        if verb == "alarm_disarm" and self.house.alarm_code not in (None, data.get("code")):
            raise ServiceFault("home_assistant_error", "Invalid alarm code provided")
        modes = {f"alarm_arm_{each}": f"armed_{each}" for each in ("home", "away", "night", "vacation")}
        state = pick({**modes, "alarm_disarm": "disarmed"}, verb, key)
        if state == "disarmed":
            self.put(key, context, state, service=verb)
        else:
            self._travel(key, state, "arming", context, verb)

    def _media_player(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        if verb == "turn_off":
            if entity.state == "off":
                return
            kept = {each: entity.attributes.get(each) for each in ("volume_level", "is_volume_muted")}
            gone = {each: None for each in entity.attributes if each.startswith("media_") or each in kept}
            self.state.entities[key] = entity.model_copy(update={"remembers": {**entity.attributes, **kept}})
            self.put(key, context, "off", gone, service=verb)
            return
        if verb == "turn_on":
            if entity.state == "off":
                self.put(key, context, "idle", dict(entity.remembers), service=verb)
            return
        if entity.state == "off":
            return
        states = {"media_play": "playing", "media_pause": "paused", "media_stop": "idle"}
        if verb in states:
            self.put(key, context, states[verb], service=verb)
            return
        self.put(key, context, None, play_as_told(entity, verb, data), service=verb)

    def _vacuum(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        del entity, data
        self.put(
            key,
            context,
            pick({"start": "cleaning", "return_to_base": "docked", "pause": "paused"}, verb, key),
        )

    def _scene(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        del entity, verb, data
        scene = next(each for each in self.house.scenes if each.id == key)
        for device, wanted in scene.sets.items():
            self._set_to(device, {"state": wanted} if isinstance(wanted, str) else dict(wanted), context, key)
        self.put(key, context, self.now().isoformat())

    def _script(
        self, key: str, entity: Entity, verb: str, data: dict[str, JsonValue], context: Context
    ) -> None:
        del entity, verb, data
        script = next(each for each in self.house.scripts if each.id == key)
        self.put(key, context, "on")
        inner = self.new_context(context.user_id, context.id)
        for step in script.steps:
            self.call(step.service, list(step.devices), dict(step.data), inner)
        self.put(key, inner, "off", {"last_triggered": self.now().isoformat()})

    def _set_to(self, key: str, wanted: dict[str, JsonValue], context: Context, origin: str) -> None:
        entity = self.state.entities[key]
        state = str(wanted.pop("state", entity.state))
        domain = key.partition(".")[0]
        if domain == "light":
            self._light(key, entity, "turn_off" if state == "off" else "turn_on", wanted, context)
        else:
            self.put(key, context, state, wanted, origin=f"scene {origin}")

    # ------------------------------------------------------------------------------------------------ movement
    def _travel(self, key: str, to: float | str, way: str, context: Context, service: str) -> None:
        device = next((each for each in self.house.devices if each.id == key), None)
        seconds = device.travel_seconds if device is not None else 0
        entity = self.state.entities[key]
        if entity.state == to:
            return
        self.state.entities[key] = entity.model_copy(update={"goes_to": to, "context": context})
        if seconds:
            self.put(key, context, way, service=service)
            asyncio.get_running_loop().call_later(seconds, self._arrive, key)
        else:
            self._arrive(key)

    def _arrive(self, key: str) -> None:
        entity = self.state.entities[key]
        to = entity.goes_to
        if to is None:
            return
        self.state.entities[key] = entity.model_copy(update={"goes_to": None})
        if isinstance(to, str):
            self.put(key, entity.context, to)
            return
        knows = entity.attributes.get("current_position") is not None
        self.put(
            key, entity.context, "open" if to else "closed", {"current_position": round(to)} if knows else {}
        )
