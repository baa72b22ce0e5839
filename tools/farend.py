"""What every pretend server shares: its clock, the log of writes it saw, its misbehaviour, its memory on disk.

Only the simulated house and tests import it.
"""

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTROL = ("/writes", "/behave", "/health", "/clock", "/stop", "/state")
"""Paths of the simulation's own; they never misbehave."""


class Write(BaseModel):
    """A change that a pretend server was asked for and made; `n` grows by one each, for ever."""

    n: int
    at: AwareDatetime
    domain: str
    verb: str
    args: dict[str, JsonValue]


class Behaviour(BaseModel):
    """How to misbehave at paths that start with `path`, the next `times` times.

    "hang" never answers, "error" answers 500, "garbage" answers nonsense with 200, "slow" answers after `seconds`,
    "drop" does what is asked and breaks off before answering, "lie" answers well and does nothing, "late" answers well
    and does it after `seconds`; these two only some pretend servers know (see their `fake.py`).
    """

    model_config = ConfigDict(extra="forbid")

    path: str = "/"
    how: Literal["hang", "error", "garbage", "slow", "drop", "lie", "late"]
    times: int = Field(default=1, ge=1)
    seconds: float = Field(default=1, ge=0, le=60)


class Memory(BaseModel):
    """What is kept over a restart: the clock's lead, the writes seen, each domain's state."""

    house: str
    ahead_seconds: float = 0
    writes: list[Write] = []
    domains: dict[str, JsonValue] = {}


class FarEnd:
    """The ground that the pretend servers of one house stand on.

    `keep` is the file in which everything is kept, or None for tests that need none.
    """

    def __init__(self, house: str = "", keep: Path | None = None, now: datetime | None = None) -> None:
        self._keep = keep
        self._memory = _read_memory(keep, house) or Memory(house=house)
        self._states: dict[str, Callable[[], JsonValue]] = {}
        self._told: dict[str, Callable[[], JsonValue]] = {}
        self.behaviours: list[Behaviour] = []
        self.asked_at = time.monotonic()
        if now is not None:
            self.set_clock(now)

    def now(self) -> datetime:
        """The present instant in the simulated house, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._memory.ahead_seconds)

    def set_clock(self, now: datetime) -> None:
        """Make it another time in the house."""
        self._memory.ahead_seconds = (now.astimezone(UTC) - datetime.now(UTC)).total_seconds()
        self.save()

    @property
    def writes(self) -> list[Write]:
        """Every change ever made, oldest first."""
        return self._memory.writes

    def remembered(self, domain: str) -> JsonValue:
        """A domain's state from before a restart, or None."""
        return self._memory.domains.get(domain)

    def remember(self, domain: str, state: Callable[[], JsonValue]) -> None:
        """Keep what `state` returns with every save."""
        self._states[domain] = state
        self.save()

    def describe(self, domain: str, state: Callable[[], JsonValue]) -> None:
        """Have `/state` tell what `state` returns: a domain's world in short, for people and programs that look on."""
        self._told[domain] = state

    def described(self) -> dict[str, JsonValue]:
        """What `/state` tells."""
        return {domain: state() for domain, state in self._told.items()}

    def take_behaviour(self, path: str) -> Behaviour | None:
        """How to misbehave now at `path`, if at all; each is told as often as was asked for."""
        for behaviour in self.behaviours:
            if path.startswith(behaviour.path):
                behaviour.times -= 1
                if behaviour.times == 0:
                    self.behaviours.remove(behaviour)
                return behaviour
        return None

    def wrote(self, domain: str, verb: str, args: dict[str, JsonValue]) -> None:
        """Log a change that was made, and keep everything, before it is answered."""
        number = len(self._memory.writes) + 1
        self._memory.writes.append(Write(n=number, at=self.now(), domain=domain, verb=verb, args=args))
        self.save()

    def save(self) -> None:
        """Write everything down, whole or not at all."""
        self._memory.domains.update({domain: state() for domain, state in self._states.items()})
        if self._keep is not None:
            replace_file(self._keep, self._memory.model_dump_json())

    def routes(self) -> list[Route]:
        """The simulation's own paths: `/writes?since=n`, `/behave`, `/clock`, `/state`."""
        return [
            Route("/writes", self._get_writes),
            Route("/behave", self._post_behave, methods=["POST"]),
            Route("/clock", self._get_clock),
            Route("/clock", self._post_clock, methods=["POST"]),
            Route("/state", self._get_state),
        ]

    async def _get_writes(self, request: Request) -> Response:
        since = int(request.query_params.get("since", "0"))
        writes = [write.model_dump(mode="json") for write in self.writes[since:]]
        return JSONResponse({"count": len(self.writes), "writes": writes})

    async def _get_state(self, request: Request) -> Response:
        del request
        return JSONResponse(self.described())

    async def _post_behave(self, request: Request) -> Response:
        self.behaviours.append(Behaviour.model_validate_json(await request.body()))
        return JSONResponse({"queued": len(self.behaviours)})

    async def _get_clock(self, request: Request) -> Response:
        del request
        return JSONResponse({"now": self.now().isoformat()})

    async def _post_clock(self, request: Request) -> Response:
        told: dict[str, str] = json.loads(await request.body())
        self.set_clock(datetime.fromisoformat(told["now"]))
        return JSONResponse({"now": self.now().isoformat()})


class Misbehaving:
    """Wraps the pretend servers and makes them misbehave as told."""

    def __init__(self, app: ASGIApp, far: FarEnd) -> None:
        self._app = app
        self._far = far

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, well or badly."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._far.asked_at = time.monotonic()
        path = str(scope["path"])
        behaviour = None if path.startswith(CONTROL) else self._far.take_behaviour(path)
        match behaviour.how if behaviour else "well":
            case "hang":
                while (await receive())["type"] != "http.disconnect":
                    pass
            case "error":
                await Response("pretended failure", 500)(scope, receive, send)
            case "garbage":
                await Response(b"\x00<html>}{", 200)(scope, receive, send)
            case "drop":
                await self._app(scope, receive, _swallow)
                # A head without its body makes the server break off the connection.
                head = [(b"content-length", b"1")]
                await send({"type": "http.response.start", "status": 200, "headers": head})
            case _:
                if behaviour is not None:
                    await asyncio.sleep(behaviour.seconds)
                await self._app(scope, receive, send)


async def _swallow(message: Message) -> None:
    del message


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncGenerator[str]:
    """Serve `app` on a loopback port of its own inside this process; yields its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    listening = listen()
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


def listen() -> socket.socket:
    """A loopback port of the system's choice; who connects before it is served waits."""
    # Only of a socket that names TCP does asyncio switch off Nagle's delay, 40 ms an answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(128)
    return listening


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all, also over a power cut."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read_memory(keep: Path | None, house: str) -> Memory | None:
    if keep is None or not keep.exists():
        return None
    memory = Memory.model_validate_json(keep.read_bytes())
    return memory if memory.house == house else None
