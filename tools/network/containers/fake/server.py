"""The pretend Docker's paths, with the status codes and streams of the Engine API."""

import json
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from tools.network.containers.fake.engine import DOMAIN, Engine

ROOT = "/network/containers/docker"
_OUT, _ERR = 1, 2
_FRAME = ">BxxxL"
Answer = Callable[[Request, str], Awaitable[Response]]


def engine_routes(engine: Engine) -> Sequence[BaseRoute]:
    """All paths, each with and without the version before it."""

    def of_one(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def find(request: Request) -> Response:
            reference = str(request.path_params["reference"])
            name = engine.find(reference)
            if name is None:
                return _refuse(404, f"No such container: {reference}")
            return await answer(request, name)

        return find

    async def version(request: Request) -> Response:
        del request
        api = engine.house.api_version
        return JSONResponse({"Version": "27.4.1", "ApiVersion": api, "MinAPIVersion": "1.24", "Os": "linux"})

    async def every(request: Request) -> Response:
        whole = request.query_params.get("all", "0").casefold() in ("1", "true")
        return JSONResponse([engine.row(name) for name, each in engine.now.items() if whole or each.running])

    async def details(request: Request, name: str) -> Response:
        del request
        return JSONResponse(engine.details(name))

    async def stats(request: Request, name: str) -> Response:
        del request
        return JSONResponse(engine.stats(name))

    one = f"{ROOT}/{{version}}/containers/{{reference}}"
    move = ["POST"]
    return [
        Route(f"{ROOT}/version", version),
        Route(f"{ROOT}/{{version}}/containers/json", every),
        Route(f"{one}/json", of_one(details)),
        Route(f"{one}/stats", of_one(stats)),
        Route(f"{one}/logs", of_one(_logs(engine))),
        Route(f"{one}/start", of_one(_mover(engine, "start")), methods=move),
        Route(f"{one}/stop", of_one(_mover(engine, "stop")), methods=move),
        Route(f"{one}/restart", of_one(_mover(engine, "restart")), methods=move),
        Route(f"{ROOT}/{{version}}/images/create", _fetcher(engine), methods=move),
        Route(f"{ROOT}/{{version}}/images/{{reference:path}}/json", _imager(engine)),
    ]


def _mover(engine: Engine, what: str) -> Answer:
    """204 where something was done, 304 where it stood so already; a restart of what is stopped starts it."""

    async def move(request: Request, name: str) -> Response:
        del request
        runs = engine.now[name].running
        if (what == "start" and runs) or (what == "stop" and not runs):
            return Response(status_code=304)
        if engine.told[name].state == "paused" and what != "start":
            return _refuse(409, f"container {name} is paused")
        if runs:
            engine.stop(name)
        if what != "stop":
            engine.start(name)
        engine.far.wrote(DOMAIN, f"{what}_container", {"container": name})
        return Response(status_code=204)

    return move


def _logs(engine: Engine) -> Answer:
    """Each line a frame: one byte for the output, three of nothing, four for the length; of a terminal the bare text."""

    async def logs(request: Request, name: str) -> Response:
        tail = request.query_params.get("tail", "all")
        lines = engine.now[name].log
        wanted = lines if tail == "all" else lines[-int(tail) :] if int(tail) else []
        tty = engine.told[name].tty
        pieces = [_frame(each, tty=tty) for each in wanted]
        kind = "application/vnd.docker.raw-stream" if tty else "application/vnd.docker.multiplexed-stream"

        async def stream() -> AsyncGenerator[bytes]:
            for piece in pieces:
                middle = len(piece) // 2  # frames come cut anywhere
                yield piece[:middle]
                yield piece[middle:]

        return StreamingResponse(stream(), media_type=kind)

    return logs


def _frame(line: str, *, tty: bool) -> bytes:
    output = _ERR if line.startswith("! ") else _OUT
    text = f"{line.removeprefix('! ')}\n".encode()
    return text if tty else struct.pack(_FRAME, output, len(text)) + text


def _fetcher(engine: Engine) -> Callable[[Request], Awaitable[Response]]:
    """Lines of JSON; an error is one of them, after a 200."""

    async def fetch(request: Request) -> Response:
        image = request.query_params.get("fromImage", "")
        tag = request.query_params.get("tag")
        reference = f"{image}:{tag}" if tag else image
        newer = engine.fetch(reference) if engine.image(reference) else engine.fetch(image)
        lines: list[dict[str, object]] = [{"status": f"Pulling from {image}", "id": tag or "latest"}]
        if newer is None:
            denied = f"pull access denied for {image}, repository does not exist"
            lines.append({"errorDetail": {"message": denied}, "error": denied})
        else:
            if newer:
                engine.far.wrote(DOMAIN, "fetch_image", {"image": reference})
            said = "Downloaded newer image for" if newer else "Image is up to date for"
            lines.append({"status": f"Status: {said} {reference}"})
        body = "".join(f"{json.dumps(each)}\r\n" for each in lines)
        return Response(body, media_type="application/json")

    return fetch


def _imager(engine: Engine) -> Callable[[Request], Awaitable[Response]]:
    async def image(request: Request) -> Response:
        reference = str(request.path_params["reference"])
        found = engine.image(reference)
        return _refuse(404, f"No such image: {reference}") if found is None else JSONResponse(found)

    return image


def _refuse(status: int, message: str) -> Response:
    return JSONResponse({"message": message}, status_code=status)
