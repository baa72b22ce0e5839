"""The API on a TCP port: its routes, what stands before them, and how it is opened and closed."""

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.cors import CORSMiddleware

from bot.web import conversing, hooks, live, wellbeing
from bot.web.gate import LOOPBACK, Gate
from bot.web.problems import Problem, add_problems, told
from bot.web.reception import Reception
from bot.web.settings import ApiSettings
from memory.errors import Misconfigured, Unavailable

ABOUT = """\
Talk to HomeOps from a program of your own.

`homeops api token create NAME` prints a refresh token once; POST /v1/token gives an access token for it, which every
other request shows as `Authorization: Bearer …`. A token is a person's, or a program's: a program decides nothing in a
person's name. What it asks for and a person must allow is put to that person in their own chats.

The WebSocket `/v1/events?after=CURSOR` tells messages (as GET /v1/messages shows them) and progress as they come; it closes
with 4401 when its access token has run out. A web page shows its token as the subprotocol `bearer.TOKEN` beside
`homeops.v1`.

Errors are problem details (RFC 9457) whose `detail` is a sentence for a person. Times are ISO 8601 with their zone.
"""
VERSION = "1"
LARGEST_FRAME = 4_096
"""Bytes that a WebSocket's client may send at once; what it sends is not read."""


def make_app() -> FastAPI:
    """The routes; each request comes with the `Visit` that the gate let in."""
    app = FastAPI(title="HomeOps", version=VERSION, description=ABOUT, docs_url=None, redoc_url=None)
    add_problems(app)
    for each in (conversing, wellbeing, hooks, live):
        app.include_router(each.router)

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    app.openapi = describe
    return app


def document() -> str:
    """The OpenAPI document, as it is committed in deploy/openapi.json."""
    return json.dumps(make_app().openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _describe(app: FastAPI) -> dict[str, Any]:
    described = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas: dict[str, Any] = described["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema()
    operations = (each for path in described["paths"].values() for each in path.values())
    for operation in operations:
        if "application/json" in operation["responses"].get("422", {}).get("content", {}):
            operation["responses"].update({"422": told(422)[422]})
    return described


class _Server(uvicorn.Server):
    """Leaves signals to the command that runs."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@dataclass(frozen=True, slots=True)
class Opened:
    """An API that listens at `port`."""

    port: int
    reception: Reception


@asynccontextmanager
async def serve_api(reception: Reception) -> AsyncGenerator[Opened]:
    """Serve the API while the block runs.

    Raises:
        Misconfigured: The address is not this machine's, or needs a name.
        Unavailable: The port is taken.
    """
    settings = reception.settings
    await reception.clients.reload()
    listening = _listen(settings)
    port: int = listening.getsockname()[1]
    server = _Server(_config(reception))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    working = asyncio.create_task(reception.webhooks.work())
    try:
        yield Opened(port, reception)
    finally:
        reception.channel.close()
        working.cancel()
        server.should_exit = True
        await asyncio.gather(serving, working, return_exceptions=True)
        reception.snapshot.close()
        listening.close()


def _is_news(record: logging.LogRecord) -> bool:
    """Uvicorn calls a WebSocket that was turned away a fault, although the answer that it got is complete."""
    return "without completing handshake" not in record.getMessage()


def _config(reception: Reception) -> uvicorn.Config:
    app = Gate(make_app(), reception)
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    if reception.settings.origins:
        from_pages = CORSMiddleware(
            app,
            allow_origins=reception.settings.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "idempotency-key"],
        )
    else:
        from_pages = app
    return uvicorn.Config(
        from_pages,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )


def _listen(settings: ApiSettings) -> socket.socket:
    assert settings.port is not None, "without a port there is no API"
    if settings.host not in LOOPBACK and not settings.hosts:
        raise Misconfigured(
            f'[api] host {settings.host} is open to others; name in [api] hosts how they call it, such as "nas.local".'
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family, backlog=512)
        # asyncio would do so for a socket of its own: else an answer waits 40 ms for a delayed acknowledgement.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        raise Unavailable(
            f"The API can't listen at {place} ({error.strerror or error}); choose another [api] port."
        ) from error
