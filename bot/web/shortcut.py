"""The one route that is asked many times a second, answered without the framework, which costs more than the answer.

It does what the route in bot/web/wellbeing.py does, which describes it and answers whatever is not a plain GET by a client
that may see it.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.reception import Visit
from memory.errors import HomeOpsError
from memory.scopes import Scope as Use

PATH = "/v1/status"


class _Route:
    """What figures call the route by."""

    path = PATH


class Shortcut:
    """Answers GET /v1/status itself and leaves everything else to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        visit = scope["visit"]
        assert isinstance(visit, Visit)
        is_asked = scope["path"] == PATH and scope["type"] == "http" and scope["method"] == "GET"
        if not is_asked or visit.client is None or Use.STATUS not in visit.client.scopes:
            await self._app(scope, receive, send)
            return
        try:
            seen = await visit.reception.snapshot.look()
        except HomeOpsError:
            await self._app(scope, receive, send)  # which knows how to say so
            return
        scope["route"] = _Route
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(seen.body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": seen.body})
