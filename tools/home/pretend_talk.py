"""One WebSocket conversation with the pretend Home Assistant."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter
from starlette.websockets import WebSocket, WebSocketDisconnect

from tools.farend import Behaviour
from tools.home.pretend_past import Period
from tools.home.pretend_server import PretendServer, as_ids
from tools.home.pretend_services import ServiceFault
from tools.home.pretend_state import US

VERSION = "2024.4.0"
_FIELDS = TypeAdapter(dict[str, JsonValue])
_PERIOD = TypeAdapter[Period](Period)


class Asked(BaseModel):
    """A command; what else it holds stands in `model_extra`."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    id: int
    type: str


class Talk:
    """Answers commands one by one, and sends events as they come."""

    def __init__(self, server: PretendServer, socket: WebSocket) -> None:
        self._server = server
        self._socket = socket
        self._subscriptions: dict[int, str] = {}
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write())
        self._doing: set[asyncio.Task[None]] = set()
        self._last_id = 0
        self._commands: dict[str, Callable[[dict[str, JsonValue]], JsonValue]] = {
            "get_states": lambda _: [server.show(key) for key in server.home.state.entities],
            "get_config": lambda _: {
                "version": VERSION,
                "unit_system": {"temperature": server.house.degrees},
            },
            "auth/current_user": lambda _: {"id": US, "name": "HomeOps", "is_admin": True},
            "config/area_registry/list": lambda _: self._areas(),
            "config/floor_registry/list": lambda _: self._floors(),
            "config/device_registry/list": lambda _: [],
            "config/entity_registry/list": lambda _: self._entities(),
            "config/entity_registry/get_entries": self._entries,
            "recorder/statistics_during_period": self._statistics,
            "recorder/list_statistic_ids": lambda _: server.past.statistic_ids(),
            "energy/get_prefs": lambda _: self._energy(),
            "todo/item/list": lambda asked: {"items": server.lists.items(str(asked["entity_id"]))},
            "todo/item/move": self._move,
        }

    async def run(self) -> None:
        """Log in, then answer until the other side hangs up."""
        self._send({"type": "auth_required", "ha_version": VERSION})
        told = _FIELDS.validate_json(await self._socket.receive_text())
        refused = self._server.far.take_behaviour("/home/ws/auth")
        if told.get("access_token") != self._server.house.token or (refused and refused.how == "error"):
            self._send({"type": "auth_invalid", "message": "Invalid access token or password"})
            return
        if refused is not None and refused.how == "hang":
            await asyncio.Event().wait()
        self._send({"type": "auth_ok", "ha_version": VERSION})
        while True:
            asked = Asked.model_validate_json(await self._socket.receive_text())
            task = asyncio.create_task(self._answer(asked))
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)

    async def end(self) -> None:
        """Send what is left, then stop."""
        for task in (*self._doing, self._writing):
            if task is self._writing and not self._writing.done():
                await asyncio.wait([asyncio.create_task(self._outgoing.join())], timeout=0.2)
            task.cancel()

    def send_event(self, kind: str, data: JsonValue, at: datetime) -> None:
        """Tell those subscriptions that want it."""
        for number, wanted in self._subscriptions.items():
            if wanted == kind:
                event: JsonValue = {
                    "event_type": kind,
                    "data": data,
                    "origin": "LOCAL",
                    "time_fired": at.isoformat(),
                }
                self._send({"id": number, "type": "event", "event": event})

    async def _answer(self, asked: Asked) -> None:
        fields = _FIELDS.validate_python(asked.model_extra or {})
        path = f"/home/ws/{asked.type}"
        if asked.type == "call_service":
            path += f"/{fields.get('domain')}.{fields.get('service')}"
        bad = self._server.far.take_behaviour(path)
        if asked.id <= self._last_id:
            self._fail(asked.id, "id_reuse", "Identifier values have to increase.")
            return
        self._last_id = asked.id
        if bad is None:
            self._do(asked, fields)
        else:
            await self._misbehave(asked, fields, bad)

    async def _misbehave(self, asked: Asked, fields: dict[str, JsonValue], bad: Behaviour) -> None:
        match bad.how:
            case "hang":
                return
            case "error":
                self._fail(asked.id, "unknown_error", "pretended failure")
            case "garbage":
                self._outgoing.put_nowait("\x00}{")
            case "lie":
                self._succeed(asked.id, {"context": {"id": "0"}})
            case "late":
                self._succeed(asked.id, {"context": {"id": "0"}})
                await asyncio.sleep(bad.seconds)
                self._do(asked, fields, quietly=True)
            case "drop":
                self._do(asked, fields, quietly=True)
                await self._socket.close(1011)
            case "slow":
                await asyncio.sleep(bad.seconds)
                self._do(asked, fields)

    def _do(self, asked: Asked, fields: dict[str, JsonValue], *, quietly: bool = False) -> None:
        try:
            result = self._run(asked, fields)
        except ServiceFault as fault:
            if not quietly:
                self._fail(asked.id, fault.code, fault.message)
            return
        if not quietly:
            self._succeed(asked.id, result)

    def _run(self, asked: Asked, fields: dict[str, JsonValue]) -> JsonValue:
        if asked.type == "subscribe_events":
            self._subscriptions[asked.id] = str(fields.get("event_type"))
            return None
        if asked.type == "call_service":
            return self._serve(fields)
        command = self._commands.get(asked.type)
        if command is None:
            raise ServiceFault("unknown_command", "Unknown command.")
        return command(fields)

    def _serve(self, fields: dict[str, JsonValue]) -> JsonValue:
        target = fields.get("target")
        data = fields.get("service_data")
        ids = as_ids(target.get("entity_id", [])) if isinstance(target, dict) else []
        service = f"{fields.get('domain')}.{fields.get('service')}"
        self._server.serve(service, ids, dict(data) if isinstance(data, dict) else {})
        return {
            "context": {"id": f"{self._server.home.state.counter:026d}", "parent_id": None, "user_id": US}
        }

    def _areas(self) -> JsonValue:
        floors = {each.name: each.id for each in self._server.house.floors}
        return [
            {
                "area_id": each.id,
                "name": each.name,
                "floor_id": floors.get(each.floor or ""),
                "aliases": list(each.aliases),
            }
            for each in self._server.house.rooms
        ]

    def _floors(self) -> JsonValue:
        return [
            {"floor_id": each.id, "name": each.name, "level": each.level, "aliases": list(each.aliases)}
            for each in self._server.house.floors
        ]

    def _entities(self) -> list[JsonValue]:
        rooms = {each.name: each.id for each in self._server.house.rooms}
        named = [(each.id, each.room) for each in (*self._server.house.devices, *self._server.house.scenes)]
        return [
            {
                "entity_id": key,
                "area_id": rooms.get(room or ""),
                "device_id": None,
                "hidden_by": None,
                "entity_category": None,
            }
            for key, room in named
        ]

    def _entries(self, asked: dict[str, JsonValue]) -> JsonValue:
        aliases = {each.id: list(each.aliases) for each in self._server.house.devices}
        wanted = asked.get("entity_ids")
        known = {str(each["entity_id"]): each for each in self._entities() if isinstance(each, dict)}
        found: dict[str, JsonValue] = {}
        for key in wanted if isinstance(wanted, list) else []:
            entry = known.get(str(key))
            found[str(key)] = None if entry is None else {**entry, "aliases": [*aliases.get(str(key), [])]}
        return found

    def _statistics(self, asked: dict[str, JsonValue]) -> JsonValue:
        now = self._server.far.now()
        start = datetime.fromisoformat(str(asked["start_time"]))
        end = datetime.fromisoformat(str(asked["end_time"])) if asked.get("end_time") else now
        ids = asked["statistic_ids"]
        period = _PERIOD.validate_python(asked["period"])
        found = {
            str(key): self._server.past.statistics(str(key), start, end, period, now)
            for key in (ids if isinstance(ids, list) else [])
        }
        return {key: rows for key, rows in found.items() if rows}

    def _energy(self) -> JsonValue:
        meters = [each for each in self._server.house.devices if each.kwh_per_day is not None]
        flows: list[JsonValue] = [{"stat_energy_from": each.id} for each in meters if each.whole_house]
        used: list[JsonValue] = [{"stat_consumption": each.id} for each in meters if not each.whole_house]
        source: JsonValue = {"type": "grid", "flow_from": flows, "flow_to": []}
        return {"energy_sources": [source], "device_consumption": used}

    def _move(self, asked: dict[str, JsonValue]) -> JsonValue:
        after = asked.get("previous_uid")
        self._server.lists.move(str(asked["entity_id"]), str(asked["uid"]), str(after) if after else None)
        return None

    def _succeed(self, number: int, result: JsonValue) -> None:
        self._send({"id": number, "type": "result", "success": True, "result": result})

    def _fail(self, number: int, code: str, message: str) -> None:
        error: JsonValue = {"code": code, "message": message}
        self._send({"id": number, "type": "result", "success": False, "error": error})

    def _send(self, message: dict[str, JsonValue]) -> None:
        self._outgoing.put_nowait(json.dumps(message))

    async def _write(self) -> None:
        while True:
            text = await self._outgoing.get()
            try:
                await self._socket.send_text(text)
            except (RuntimeError, WebSocketDisconnect):
                return
            finally:
                self._outgoing.task_done()
