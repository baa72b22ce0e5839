"""What Home Assistant last said of every entity, kept up to date by its events."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from memory.errors import Unavailable
from tools.contract import Json
from tools.home import wire
from tools.home.kept import shine_of
from tools.home.line import NONSENSE, CommandRefused
from tools.home.models import Area, Floor, Home, Kind

if TYPE_CHECKING:
    from tools.home.line import Line

_REGISTRIES = ("area", "floor", "device", "entity")


class _Event(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    data: wire.ChangeSent


class Mirror:
    """The home as far as it was told; `home` is a new value after every change."""

    def __init__(self) -> None:
        self.home = Home()
        self.shone: dict[str, Mapping[str, Json]] = {}
        self._states: dict[str, wire.StateSent] = {}
        self._entities: dict[str, wire.EntitySent] = {}
        self._hardware: dict[str, wire.DeviceSent] = {}
        self._areas: dict[str, Area] = {}
        self._floors: dict[str, Floor] = {}
        self._degrees = "°C"
        self._change = asyncio.Event()
        self._reading: set[asyncio.Task[None]] = set()

    async def follow(self, line: "Line") -> None:
        """Learn everything over a new connection, and go on listening."""
        await line.subscribe("subscribe_events", self._take_change, event_type="state_changed")
        for registry in _REGISTRIES:
            await line.subscribe(
                "subscribe_events",
                lambda _: self._read_again(line),
                event_type=f"{registry}_registry_updated",
            )
        config = wire.ConfigSent.model_validate(await line.ask("get_config"))
        self._degrees = config.unit_system.temperature
        await self._read_registries(line)
        self._states.clear()
        await self.refresh(line)

    async def refresh(self, line: "Line") -> None:
        """Ask for all states afresh; what events said meanwhile is newer and stays."""
        try:
            states = wire.STATES.validate_python(await line.ask("get_states"))
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error
        for state in states:
            known = self._states.get(state.entity_id)
            if known is None or known.last_updated <= state.last_updated:
                self._states[state.entity_id] = state
        for gone in self._states.keys() - {state.entity_id for state in states}:
            del self._states[gone]
        self._build()

    async def next_change(self) -> None:
        """Wait for the next news."""
        await self._change.wait()

    def _take_change(self, event: Json) -> None:
        with suppress(ValidationError):
            change = _Event.model_validate(event).data
            if change.new_state is None:
                self._states.pop(change.entity_id, None)
            else:
                self._states[change.entity_id] = change.new_state
            self._show(change.entity_id)

    def _read_again(self, line: "Line") -> None:
        async def read() -> None:
            with suppress(Unavailable):
                await self._read_registries(line)
                self._build()

        task = asyncio.create_task(read())
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read_registries(self, line: "Line") -> None:
        try:
            self._areas = wire.read_areas(
                wire.AREAS.validate_python(await line.ask("config/area_registry/list"))
            )
            self._floors = await _read_floors(line)
            hardware = wire.DEVICES.validate_python(await line.ask("config/device_registry/list"))
            listed = wire.ENTITIES.validate_python(await line.ask("config/entity_registry/list"))
            ids: list[Json] = [each.entity_id for each in listed]
            details = await line.ask("config/entity_registry/get_entries", entity_ids=ids)
            self._entities = wire.read_entities(listed, wire.ENTITY_DETAILS.validate_python(details))
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error
        self._hardware = {each.id: each for each in hardware}

    def _build(self) -> None:
        devices = {
            key: wire.read_device(state, self._entities.get(key), self._hardware, self._areas, self._degrees)
            for key, state in self._states.items()
        }
        self.home = Home(devices, self._areas, self._floors)
        for key in devices:
            self._remember(key)
        self._tell()

    def _show(self, key: str) -> None:
        """Put one entity's news into a new `home`."""
        devices = dict(self.home.devices)
        devices.pop(key, None)
        state = self._states.get(key)
        if state is not None:
            devices[key] = wire.read_device(
                state, self._entities.get(key), self._hardware, self._areas, self._degrees
            )
        self.home = Home(devices, self._areas, self._floors)
        self._remember(key)
        self._tell()

    def _remember(self, key: str) -> None:
        device = self.home.devices.get(key)
        if device is not None and device.kind is Kind.LIGHT and device.state == "on":
            self.shone[key] = shine_of(device)

    def _tell(self) -> None:
        self._change.set()
        self._change = asyncio.Event()


async def _read_floors(line: "Line") -> dict[str, Floor]:
    try:
        return wire.read_floors(wire.FLOORS.validate_python(await line.ask("config/floor_registry/list")))
    except CommandRefused:  # before 2024.4 there were no floors
        return {}
