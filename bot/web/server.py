"""The serving end: `/v1` over the socket of the data folder, for as long as a house is open."""

import asyncio
import contextlib
import hmac
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse

from bot.house import House, Status
from bot.report import Report
from bot.web.address import listen
from bot.web.administering import add_tokens
from bot.web.answers import UNREAD_SECONDS, Answers
from bot.web.clients import Clients
from bot.web.peers import OwnPeers
from bot.web.seats import Seats
from bot.web.wire import ANSWER_HEADER, Hello, Passing, Refusal, Said
from memory.errors import HomeOpsError, Misconfigured, Mistake

log = logging.getLogger(__name__)

Greet = Callable[[str | None], Hello]


class _Server(uvicorn.Server):
    """Leaves signals to the command that runs."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serve(
    house: House,
    greet: Greet,
    data: Path,
    unread_seconds: float = UNREAD_SECONDS,
    clients: Clients | None = None,
) -> AsyncGenerator[None]:
    """Serve `house` on the socket of `data` while the block runs.

    A program has `unread_seconds` to say that it has shown its answer. Who may use the API is said there too, where
    `clients` are given.

    Raises:
        Unavailable: The socket can't be opened.
    """
    listening, seats, answers = listen(data), Seats(house), Answers(house, unread_seconds)
    app = make_app(house, greet, seats, answers, listening.address.token)
    if clients is not None:
        add_tokens(app, clients)
    config = uvicorn.Config(
        app,
        http=OwnPeers,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening.socket]))
    try:
        yield
    finally:
        seats.close()
        await answers.close()
        server.should_exit = True
        await asyncio.wait([serving])
        listening.close()


def make_app(house: House, greet: Greet, seats: Seats, answers: Answers, token: str = "") -> FastAPI:
    """The routes of `/v1`; with a `token` only for those who show it."""
    app = FastAPI(title="HomeOps", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(HomeOpsError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_body)
    app.add_exception_handler(Exception, _stumble)
    _add_conversation(app, house, seats, answers)

    @app.get("/v1/status")
    async def status() -> Status:
        return await house.status()

    @app.get("/v1/hello")
    async def hello(request: Request) -> Hello:
        return greet(request.query_params.get("as"))

    @app.middleware("http")
    async def check_token(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        shown = request.headers.get("authorization", "")
        if token and not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
            return JSONResponse(Refusal(error="This is not for you.").model_dump(), 403)
        return await go_on(request)

    return app


def _add_conversation(app: FastAPI, house: House, seats: Seats, answers: Answers) -> None:
    @app.post("/v1/messages")
    async def say(said: Said, request: Request, response: Response) -> Report:
        if said.seat is not None:
            await seats.named(said.seat).say(said.text, pressed=said.pressed, event_id=said.event_id)
            return Report()
        if said.receipt:
            answer_id, report = await answers.ask(said, lambda: _hung_up(request))
            response.headers[ANSWER_HEADER] = answer_id
            return report
        return await house.ask(
            said.text, person=said.person, conversation=said.conversation, press=said.press
        )

    @app.post("/v1/clock")
    async def advance(passing: Passing) -> Report:
        return await house.advance(passing.by, person=passing.person, conversation=passing.conversation)

    @app.post("/v1/answers/{answer_id}/read")
    async def read(answer_id: str) -> dict[str, bool]:
        return {"known": answers.mark_read(answer_id)}

    @app.get("/v1/events")
    async def events(request: Request) -> StreamingResponse:
        stream = seats.events(request.query_params.get("as"))
        first = await anext(stream)  # a person whom nobody knows is refused before the answer begins

        async def lines() -> AsyncGenerator[str]:
            async with contextlib.aclosing(stream):
                yield first.model_dump_json() + "\n"
                async for event in stream:
                    yield event.model_dump_json() + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    @app.post("/v1/events/{event_id}/shown")
    async def shown(event_id: str) -> dict[str, bool]:
        return {"known": seats.mark_shown(event_id)}


async def _hung_up(request: Request) -> None:
    """Return once the other end is gone; its message was read to the end before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _refuse(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, HomeOpsError)
    if isinstance(error, Mistake):
        return JSONResponse(Refusal(error=error.sentence).model_dump(), 400)
    kind, status = ("misconfigured", 500) if isinstance(error, Misconfigured) else ("unavailable", 503)
    return JSONResponse({"error": error.sentence, "kind": kind}, status)


def _refuse_body(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return JSONResponse(Refusal(error=f"{where}: {first['msg']}.").model_dump(), 422)


def _stumble(request: Request, error: Exception) -> Response:
    log.error("%s failed", request.url.path, exc_info=error)
    sentence = "Something went wrong on my side; see homeops.log."
    return JSONResponse(Refusal(error=sentence, kind="unavailable").model_dump(), 500)
