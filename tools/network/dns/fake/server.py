"""A pretend Pi-hole of version 6: its HTTP API, as FTL 6.4.1 answers it."""

import io
import json
import zipfile
from collections.abc import Mapping
from email import message_from_bytes
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pydantic import BaseModel, JsonValue, ValidationError

from tools.network.dns.fake.answers import Body, Telling
from tools.network.dns.fake.changes import Answer, Changes, Given, RuleKind, RuleType, bad_request, error
from tools.network.dns.fake.house import DnsHouse, PretendPihole
from tools.network.dns.fake.log import Log
from tools.network.dns.fake.looks import CONFIG, Looks, config
from tools.network.dns.fake.sessions import Sessions, token
from tools.network.dns.fake.state import PiholeState

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from tools.farend import FarEnd

Json = JsonValue
Query = Mapping[str, str]
_OPEN = {("GET", "auth"), ("POST", "auth"), ("GET", "info/login")}
_ARCHIVED = "etc/pihole/gravity.json"


class _Password(BaseModel):
    password: str


class _Switch(BaseModel):
    blocking: bool
    timer: float | None = None


class _Dns(BaseModel):
    hosts: list[str] | None = None
    cnameRecords: list[str] | None = None  # noqa: N815
    upstreams: list[str] | None = None


class _Config(BaseModel):
    dns: _Dns


class _Patch(BaseModel):
    config: _Config


class PiholeServer:
    """One pretend Pi-hole."""

    def __init__(
        self, house: DnsHouse, pihole: PretendPihole, first: PiholeState, state: PiholeState, far: "FarEnd"
    ) -> None:
        self.house = house
        self.pihole = pihole
        self.state = state
        self._far = far
        self._sessions = Sessions()
        names = {key: each.name for each in house.devices if each.name for key in (each.ip, each.mac)}
        self._changes = Changes(state, names)
        self._looks = Looks(
            house, pihole, state, Telling(house, pihole, Log(house, pihole, first)), self._changes, far
        )

    async def answer(self, request: "Request") -> "Response":
        """One request below /api."""
        from starlette.responses import JSONResponse, Response

        raw: bytes = request.scope["raw_path"]
        parts = [unquote(each) for each in raw.decode("ascii").partition("/api/")[2].split("/")]
        sid = request.headers.get("X-FTL-SID", "")
        is_open = (request.method, "/".join(parts)) in _OPEN
        if not is_open and self.pihole.password and not self._sessions.knows(sid, self._far.now()):
            status, body = error(401, "unauthorized", "Unauthorized")
        elif parts == ["teleporter"]:
            return await self._teleport(request)
        else:
            status, body = self._route(
                request.method, parts, dict(request.query_params), await request.body(), sid
            )
        if parts[0] == "action" and status == 200:
            return Response("  [✓] Done\n", 200, {"Connection": "close"}, "text/plain")
        if body is None:
            return Response(status_code=status)
        return JSONResponse({**body, "took": 0.00012}, status)

    def _route(self, method: str, parts: list[str], query: Query, content: bytes, sid: str) -> Answer:
        try:
            if parts[0] == "auth":
                return self._auth(method, parts, content, sid)
            if method == "GET":
                return self._looks.answer(parts, query)
            answer = self._change(method, parts, content)
            if answer[0] < 300:
                self._far.wrote(
                    "network", f"{method} {parts[0]}", {"pihole": self.state.name, "path": "/".join(parts)}
                )
        except (ValidationError, ValueError):
            return bad_request("Invalid request body data (no valid JSON)")
        return answer

    def _auth(self, method: str, parts: list[str], content: bytes, sid: str) -> Answer:
        now = self._far.now()
        if parts[1:] == ["sessions"]:
            return 200, {
                "sessions": [
                    _session(n, each == sid, at, seen)
                    for n, (each, (at, seen)) in enumerate(self._sessions.open.items())
                ]
            }
        if method == "DELETE":
            return (204, None) if self._sessions.end(sid) else (404, {})
        if method == "GET":
            valid = self._sessions.knows(sid, now)
            return (200, _signed(sid, "")) if valid else (401, _unsigned("no SID provided"))
        if not self.pihole.password:
            return 200, _signed(None, "no password set")
        if self._sessions.is_locked(now):
            return error(429, "rate_limiting", "Rate-limiting login attempts")
        if _Password.model_validate_json(content).password != self.pihole.password:
            self._sessions.refuse(now)
            return 401, _unsigned("password incorrect")
        made = self._sessions.admit(now)
        if made is None:
            return error(
                429, "api_seats_exceeded", "API seats exceeded", "increase webserver.api.max_sessions"
            )
        return 200, _signed(made, "password correct")

    def _change(self, method: str, parts: list[str], content: bytes) -> Answer:
        now = int(self._far.now().timestamp())
        match parts:
            case ["dns", "blocking"]:
                return self._switch(_Switch.model_validate_json(content))
            case ["domains", ("allow" | "deny") as way, ("exact" | "regex") as kind, *rest]:
                return self._change_rule(method, way, kind, rest, content, now)
            case ["groups" | "clients", *rest]:
                return self._change_clients(method, parts[0], rest, content, now)
            case ["config", "dns", key, value] if key in CONFIG:
                return self._change_config(method, key, value)
            case ["config"]:
                told = _Patch.model_validate_json(content).config.dns.model_dump(exclude_none=True)
                for key, value in told.items():
                    setattr(self.state, CONFIG[key], value)
                return 200, {"config": {"dns": told}}
            case ["action", "gravity"]:
                self.state.fetched = now
                for each in self.state.lists:
                    each.updated = now
                return 200, {}
            case _:
                return error(404, "not_found", "Not found", f"/api/{'/'.join(parts)}")

    def _change_rule(
        self, method: str, way: RuleType, kind: RuleKind, rest: list[str], content: bytes, now: int
    ) -> Answer:
        match method, rest:
            case "POST", []:
                return self._changes.add_rule(way, kind, Given.model_validate_json(content), now)
            case "PUT", [domain]:
                return self._changes.put_rule(way, kind, domain, Given.model_validate_json(content), now)
            case "DELETE", [domain]:
                return self._changes.delete_rule(way, kind, domain, now)
            case _:
                return error(404, "not_found", "Not found")

    def _change_clients(self, method: str, what: str, rest: list[str], content: bytes, now: int) -> Answer:
        changes = self._changes
        match method, what, rest:
            case "POST", "groups", []:
                return changes.add_group(Given.model_validate_json(content), now)
            case "DELETE", "groups", [name]:
                return changes.delete_group(name)
            case "POST", "clients", []:
                return changes.add_client(Given.model_validate_json(content), now)
            case "PUT", "clients", [client]:
                return changes.put_client(client, Given.model_validate_json(content), now)
            case "DELETE", "clients", [client]:
                return changes.delete_client(client)
            case _:
                return error(404, "not_found", "Not found")

    def _change_config(self, method: str, key: str, value: str) -> Answer:
        values = config(self.state, key)
        if method == "PUT" and value in values:
            return bad_request("Item already present", "Uniqueness of items is enforced")
        if method == "PUT":
            values.append(value)
            return 201, None
        if value not in values:
            return 404, {}
        values.remove(value)
        return 204, None

    def _switch(self, wanted: _Switch) -> Answer:
        now = self._far.now().timestamp()
        self.state.blocks = wanted.blocking
        self.state.until = now + wanted.timer if wanted.timer else None
        return 200, self._looks.blocking()

    async def _teleport(self, request: "Request") -> "Response":
        """All rules as one file; only the tables that are wanted are taken over."""
        from starlette.responses import JSONResponse, Response

        kept = {"groups", "clients", "rules", "lists", "next_id"}
        if request.method == "GET":
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                archive.writestr(_ARCHIVED, self.state.model_dump_json(include=kept))
            return Response(packed.getvalue(), media_type="application/zip")
        head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
        form = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message_from_bytes(head + await request.body()).walk()
        }
        file, wanted = form.get("file"), form.get("import")
        if not isinstance(file, bytes) or not isinstance(wanted, bytes):
            return JSONResponse(
                {"error": {"key": "bad_request", "message": "No file", "hint": None}, "took": 0.1}, 400
            )
        if json.loads(wanted).get("gravity", {}).get("domainlist"):
            with zipfile.ZipFile(io.BytesIO(file)) as archive:
                told = PiholeState.model_validate(
                    {"name": self.state.name, **json.loads(archive.read(_ARCHIVED))}
                )
            for each in kept:
                setattr(self.state, each, getattr(told, each))
        self.state.changed = self._far.now().timestamp()
        self._far.wrote("network", "POST teleporter", {"pihole": self.state.name})
        return JSONResponse({"files": ["etc/pihole/gravity.db->domainlist"], "took": 0.1})


def _signed(sid: str | None, message: str) -> Body:
    session: Body = {"valid": True, "totp": False, "sid": sid}
    if sid is not None:
        session["csrf"] = token()
    return {"session": {**session, "validity": 1800 if sid else -1, "message": message}}


def _unsigned(message: str) -> Body:
    return {"session": {"valid": False, "totp": False, "sid": None, "validity": -1, "message": message}}


def _session(number: int, current: bool, at: "object", seen: "object") -> Body:  # noqa: FBT001
    from datetime import datetime

    assert isinstance(at, datetime)
    assert isinstance(seen, datetime)
    return {
        "id": number,
        "current_session": current,
        "valid": True,
        "tls": {"login": False, "mixed": False},
        "login_at": int(at.timestamp()),
        "last_active": int(seen.timestamp()),
        "valid_until": int(seen.timestamp()) + 1800,
        "remote_addr": "127.0.0.1",
        "user_agent": "python-httpx2",
        "x_forwarded_for": None,
        "app": False,
        "cli": False,
    }
