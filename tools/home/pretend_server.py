"""What REST and WebSocket of the pretend Home Assistant share: the home, its lists, its past, and who listens."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from tools.farend import FarEnd
from tools.home.pretend import PretendHome
from tools.home.pretend_house import HomeHouse
from tools.home.pretend_lists import PretendLists
from tools.home.pretend_past import PretendMemory
from tools.home.pretend_state import US, Entity, HomeState, first_state
from tools.home.pretend_voice import PretendVoices

Listener = Callable[[str, JsonValue, datetime], None]
_MAIN = (
    "brightness",
    "color_temp_kelvin",
    "hs_color",
    "temperature",
    "current_temperature",
    "current_position",
    "percentage",
    "volume_level",
)


class PretendServer:
    """What REST and WebSocket have in common: the home, its lists, its past, and who listens."""

    def __init__(self, house: HomeHouse, zone: ZoneInfo, far: FarEnd) -> None:
        kept = far.remembered("home")
        state = first_state(house, far.now()) if kept is None else HomeState.model_validate(kept)
        self.house = house
        self.far = far
        self.zone = zone
        self.listeners: set[Listener] = set()
        self.home = PretendHome(house, state, far.now, self._tell)
        self.lists = PretendLists(self.home)
        self.voices = PretendVoices(self.home)
        self.past = PretendMemory(house, self.home, zone)
        far.remember("home", lambda: self.home.state.model_dump(mode="json"))
        far.describe("home", self.describe)

    def describe(self) -> JsonValue:
        """The world as `homeops ask --state` shows it: by entity id its state and main attributes; lists by their items."""
        told: dict[str, JsonValue] = {}
        for key, entity in self.home.state.entities.items():
            main = {each: value for each in _MAIN if (value := entity.attributes.get(each)) is not None}
            told[key] = {"state": entity.state, **main}
        for key, items in self.home.state.lists.items():
            open_items: list[JsonValue] = [each.summary for each in items if each.status == "needs_action"]
            done: list[JsonValue] = [each.summary for each in items if each.status != "needs_action"]
            told[key] = {"items": open_items, "ticked": done}
        return told

    def serve(self, service: str, ids: list[str], data: dict[str, JsonValue]) -> None:
        """Do what a service call says, and log it as a write."""
        context = self.home.new_context(US)
        if service.startswith("todo."):
            for key in ids:
                self.lists.call(service.removeprefix("todo."), key, data, context)
        elif service.startswith("tts."):
            for key in ids:
                self.voices.call(service.removeprefix("tts."), key, data, context)
        else:
            self.home.call(service, ids, data, context)
        entities: list[JsonValue] = [*ids]
        self.far.wrote("home", service, {"entity_id": entities, **data})

    def show(self, key: str) -> dict[str, JsonValue]:
        """An entity as `get_states` shows it."""
        return show(key, self.home.state.entities[key])

    def replace(self, state: HomeState) -> None:
        """Make the home what it is told to be, so that those who listen hear of it."""
        self.home.state.lists = state.lists
        self.home.state.log = state.log
        self.home.state.heard = state.heard
        for key, entity in state.entities.items():
            old = self.home.state.entities.get(key)
            new = entity.model_copy(update={"last_updated": self.far.now()})
            self.home.state.entities[key] = new
            if old is None or (old.state, old.attributes) != (new.state, new.attributes):
                self._tell(key, old, new)

    def _tell(self, key: str, old: Entity | None, new: Entity) -> None:
        data: JsonValue = {
            "entity_id": key,
            "old_state": show(key, old) if old is not None else None,
            "new_state": show(key, new),
        }
        for listen in tuple(self.listeners):
            listen("state_changed", data, self.far.now())


def show(key: str, entity: Entity) -> dict[str, JsonValue]:
    """A state as Home Assistant writes it."""
    shown = entity.model_dump(mode="json", exclude={"remembers", "goes_to"})
    return {"entity_id": key, **shown}


def as_ids(value: JsonValue) -> list[str]:
    """Entity ids as a list or alone."""
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
