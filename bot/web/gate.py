"""The gate before every route: what Host and Origin say, who calls, how often, how much. Closed unless a path is named here.

It stands before the routing, so that a route that somebody adds tomorrow is locked until they open it.
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.body import Misfit, read_body
from bot.web.problems import MEDIA_TYPE, problem
from bot.web.quota import say_when
from bot.web.reception import Reception, Visit
from memory.scopes import Scope as Use
from memory.tokens import PREFIX

OPEN = frozenset({"/healthz", "/readyz", "/v1/token"})
"""Where nobody need say who they are: two words about whether it runs, and where access tokens are got."""
SIGNED = "/webhooks/"
"""Under which every request carries a signature of its own."""
FIGURES = "/metrics"
SPOKEN, BEARER = "homeops.v1", "bearer."
"""Subprotocols of a WebSocket: ours, and the one by which a web page, which can't set headers, shows its token."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class _TurnedAway(Exception):  # noqa: N818 - an answer, not a fault
    status: int
    detail: str
    headers: Mapping[str, str] | None = None


class Gate:
    """Lets requests and WebSockets through to `app` with a `Visit`, or answers them itself."""

    def __init__(self, app: ASGIApp, reception: Reception) -> None:
        self._app = app
        self._reception = reception
        settings = reception.settings
        self._hosts = frozenset(each.lower() for each in (*LOOPBACK, *settings.hosts))
        self._origins = frozenset(each.rstrip("/").lower() for each in settings.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] not in ("http", "websocket"):
            return
        began, status = time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            scope["visit"] = await self._visit(scope)
            if scope["type"] == "http":
                receive = await read_body(scope, receive, self._reception.settings.body_bytes)
            await self._app(scope, receive, watch)
        except _TurnedAway as no:
            await _turn_away(scope, receive, watch, no)
        except Misfit as no:
            await problem(no.status, no.detail)(scope, receive, watch)
        finally:
            if scope["type"] == "http":
                path = getattr(scope.get("route"), "path", "other")
                method = (
                    scope["method"] if path != "other" else "any"
                )  # made-up ones would be figures without end
                self._reception.figures.count(path, method, status, began)

    async def _visit(self, scope: Scope) -> Visit:
        headers = Headers(scope=scope)
        self._check_host(headers)
        address = scope["client"][0] if scope.get("client") else ""
        path: str = scope["path"]
        if path in OPEN or path.startswith(SIGNED):
            return Visit(self._reception, address)
        visit = await self._admit(_token_in(headers, scope), path, address)
        assert visit.client is not None
        if wait := await self._reception.calls.spend(visit.client.name):
            raise _too_often(wait)
        return visit

    def _check_host(self, headers: Headers) -> None:
        """Against names that lead here by somebody else's DNS, and web pages that call in a visitor's name."""
        if _host_in(headers.get("host", "")) not in self._hosts:
            raise _TurnedAway(421, "I am not called that; name the address in [api] hosts.")
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in self._origins:
            raise _TurnedAway(403, "That web page may not call me; name it in [api] origins.")

    async def _admit(self, token: str, path: str, address: str) -> Visit:
        bearing = self._reception.passes.read(token) if token and not token.startswith(PREFIX) else None
        if bearing is not None:
            client = self._reception.clients.find(bearing.name)
            if client is not None and hmac.compare_digest(client.created_at.isoformat(), bearing.made):
                return Visit(self._reception, address, client, bearing.until)
        if wait := await self._reception.knocks.spend(address):
            raise _too_often(wait)
        if token.startswith(PREFIX) and path == FIGURES:
            client = await self._reception.clients.admit(token)
            if client is not None and client.scopes == frozenset({Use.METRICS}):
                return Visit(self._reception, address, client)
        what = (
            "A refresh token opens only /v1/token"
            if token.startswith(PREFIX)
            else "That takes an access token"
        )
        raise _TurnedAway(401, f"{what}; get one from POST /v1/token.", {"www-authenticate": "Bearer"})


def _token_in(headers: Headers, scope: Scope) -> str:
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    if scope["type"] == "websocket":
        offered: list[str] = scope.get("subprotocols", [])
        return next((each.removeprefix(BEARER) for each in offered if each.startswith(BEARER)), "")
    return ""


def _host_in(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _too_often(seconds: int) -> _TurnedAway:
    return _TurnedAway(429, say_when(seconds), {"retry-after": str(seconds)})


async def _turn_away(scope: Scope, receive: Receive, send: Send, no: _TurnedAway) -> None:
    if scope["type"] == "http":
        await problem(no.status, no.detail, no.headers)(scope, receive, send)
    elif "websocket.http.response" in scope.get("extensions", {}):
        answer = problem(no.status, no.detail, no.headers)
        kind = "websocket.http.response"
        headers = [*answer.raw_headers]
        assert (b"content-type", MEDIA_TYPE.encode()) in headers
        await send({"type": f"{kind}.start", "status": no.status, "headers": headers})
        await send({"type": f"{kind}.body", "body": answer.body})
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": no.detail})
