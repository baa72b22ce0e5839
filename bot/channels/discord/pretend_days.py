"""Bad days of the pretend Discord: what it says and does instead of answering, and its rate limits."""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.discord.pretend_world import World

How = Literal["status", "limit", "banned", "hang", "reset", "drop", "slow", "garbage"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Call = tuple[str, str, Handler]
"""A method, a path, and what answers it."""
_MAJOR = re.compile(r"/channels/(\d+)/messages$")


class Day(BaseModel):
    """How to misbehave at paths that match `path`, the next `times` times.

    "status" answers `status` with the error `code`; "limit" answers 429 with `seconds`, for everything if `is_global`;
    "banned" is the 429 of the wall before Discord, which is no JSON; "hang" never answers; "reset" breaks off at once;
    "drop" does what is asked and breaks off before answering; "slow" answers after `seconds`; "garbage" answers
    nonsense with 200.
    """

    model_config = ConfigDict(extra="forbid")

    how: How
    path: str = ""
    method: str = ""
    times: int = Field(default=1, ge=1)
    status: int = 500
    code: int = 0
    message: str = "pretended"
    seconds: float = 0.0
    is_global: bool = False


class Refused(Exception):  # noqa: N818 - an answer
    """What is asked is refused with an HTTP status and Discord's own error code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


class Days:
    """Stands before the REST handlers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.coming: list[Day] = []
        self.asked: list[tuple[str, str]] = []
        self.limited = 0
        self._recent: dict[str, deque[float]] = defaultdict(deque)

    def take(self, request: web.Request) -> Day | None:
        """How to misbehave now, if at all."""
        for day in self.coming:
            if day.method in {"", request.method} and re.search(day.path, request.path):
                day.times -= 1
                if day.times == 0:
                    self.coming.remove(day)
                return day
        return None

    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer one request, well or badly."""
        self.asked.append((request.method, request.path))
        day = self.take(request)
        self._world.changed()
        match day.how if day else "well":
            case "hang":
                await asyncio.Event().wait()
            case "reset":
                _cut(request)
            case "drop":
                await handler(request)
                _cut(request)
            case "slow" if day:
                await asyncio.sleep(day.seconds)
            case "banned":
                return web.Response(
                    status=429, text="<html>error code: 1015</html>", content_type="text/html"
                )
            case "garbage":
                return web.Response(body=b"\x00<html>}{", content_type="text/html")
            case "limit" if day:
                return self._too_fast(day.seconds, {}, is_global=day.is_global)
            case "status" if day:
                return refusal(day.status, day.code, day.message)
            case _:
                pass
        return await self._within_limits(request, handler)

    async def _within_limits(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        limits, now = self._world.limits, self._world.time()
        everything = self._recent["*"]
        if _wait(everything, now, 1.0, limits.a_second):
            return self._too_fast(1.0, {}, is_global=True)
        everything.append(now)
        found = _MAJOR.search(request.path) if request.method == "POST" else None
        if found is None:
            return await handler(request)
        recent = self._recent[found[1]]
        wait = _wait(recent, now, limits.seconds, limits.a_channel)
        if wait:
            return self._too_fast(wait, self._headers(recent, wait))
        recent.append(now)
        response = await handler(request)
        response.headers.update(self._headers(recent, limits.seconds - (now - recent[0])))
        return response

    def _headers(self, recent: deque[float], wait: float) -> dict[str, str]:
        limits = self._world.limits
        return {
            "X-RateLimit-Limit": str(limits.a_channel),
            "X-RateLimit-Remaining": str(max(0, limits.a_channel - len(recent))),
            "X-RateLimit-Reset": f"{self._world.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": "a-channel-s-messages",
        }

    def _too_fast(self, wait: float, headers: dict[str, str], *, is_global: bool = False) -> web.Response:
        self.limited += 1
        told = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": is_global}
        scope = "global" if is_global else "user"
        more = {"Via": "1.1 google", "Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": scope}
        return json_response(told, status=429, headers={**headers, **more})


def _wait(recent: deque[float], now: float, seconds: float, most: int) -> float:
    """How long until one more is allowed; forgets what is past."""
    while recent and now - recent[0] >= seconds:
        recent.popleft()
    return seconds - (now - recent[0]) if len(recent) >= most else 0.0


def _cut(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()
    raise asyncio.CancelledError


def refusal(status: int, code: int, message: str) -> web.Response:
    """An error as Discord tells it."""
    return json_response({"message": message, "code": code}, status=status)


def json_response(told: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON with exactly the content type that Discord's has."""
    return web.Response(
        body=json.dumps(told).encode(), status=status, headers=headers, content_type="application/json"
    )
