"""A pretend Home Assistant as a server: REST and WebSocket at `/home/api`, speaking as the real one does.

Tests read and replace the whole state at `/home/_state`. Bad days through `/behave`: REST by its path; WebSocket commands by
`/home/ws/<type>`, services by `/home/ws/call_service/<domain>.<service>`, logging in by `/home/ws/auth`. There "error" refuses,
"hang" never answers, "slow" does it and answers later, "drop" does it and breaks off, "garbage" answers nonsense, "lie"
answers well and does nothing, "late" answers well and does it later.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import JsonValue, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tools.farend import FarEnd
from tools.home.pretend_house import HomeHouse
from tools.home.pretend_server import PretendServer, as_ids
from tools.home.pretend_services import ServiceFault
from tools.home.pretend_state import HomeState
from tools.home.pretend_talk import Talk

_DATA = TypeAdapter(dict[str, JsonValue])


def home_routes(house: HomeHouse, zone: ZoneInfo, far: FarEnd) -> list[BaseRoute]:
    """The paths of the pretend Home Assistant described by `house`, standing on `far`."""
    server = PretendServer(house, zone, far)

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        one = Talk(server, socket)
        server.listeners.add(one.send_event)
        try:
            await one.run()
        except WebSocketDisconnect:
            pass
        finally:
            server.listeners.discard(one.send_event)
            await one.end()

    async def whole_state(request: Request) -> Response:
        if request.method == "PUT":
            server.replace(HomeState.model_validate_json(await request.body()))
            far.save()
        return Response(server.home.state.model_dump_json(), media_type="application/json")

    return [
        Route("/home/_state", whole_state, methods=["GET", "PUT"]),
        WebSocketRoute("/home/api/websocket", talk),
        *Rest(server).routes(),
    ]


class Rest:
    """The REST half."""

    def __init__(self, server: PretendServer) -> None:
        self._server = server

    def routes(self) -> list[Route]:
        """The paths that we use of the real one."""
        return [
            Route("/home/api/", self._running),
            Route("/home/api/states", self._states),
            Route("/home/api/states/{key}", self._state),
            Route("/home/api/services/{domain}/{service}", self._serve, methods=["POST"]),
            Route("/home/api/history/period/{start}", self._history),
            Route("/home/api/logbook/{start}", self._logbook),
        ]

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("authorization") == f"Bearer {self._server.house.token}":
            return None
        return Response("401: Unauthorized", 401)

    async def _running(self, request: Request) -> Response:
        return self._refused(request) or JSONResponse({"message": "API running."})

    async def _states(self, request: Request) -> Response:
        states = [self._server.show(key) for key in self._server.home.state.entities]
        return self._refused(request) or JSONResponse(states)

    async def _state(self, request: Request) -> Response:
        key = str(request.path_params["key"])
        if (refused := self._refused(request)) is not None:
            return refused
        if key not in self._server.home.state.entities:
            return JSONResponse({"message": "Entity not found."}, 404)
        return JSONResponse(self._server.show(key))

    async def _serve(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        data = _DATA.validate_json(await request.body() or b"{}")
        ids = as_ids(data.pop("entity_id", []))
        try:
            self._server.serve(f"{request.path_params['domain']}.{request.path_params['service']}", ids, data)
        except ServiceFault as fault:
            return Response(f"400: {fault.message}", 400)
        return JSONResponse(
            [self._server.show(key) for key in ids if key in self._server.home.state.entities]
        )

    async def _history(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        start, end = _span(request)
        wanted = request.query_params.get("filter_entity_id")
        if not wanted:
            return JSONResponse({"message": "filter_entity_id is missing"}, 400)
        now = self._server.far.now()
        found = [self._server.past.history(key, start, end, now) for key in wanted.split(",")]
        return JSONResponse([each for each in found if each])

    async def _logbook(self, request: Request) -> Response:
        if (refused := self._refused(request)) is not None:
            return refused
        start, end = _span(request)
        return JSONResponse(self._server.past.log(request.query_params.get("entity"), start, end))


def _span(request: Request) -> tuple[datetime, datetime]:
    start = datetime.fromisoformat(str(request.path_params["start"]))
    end = request.query_params.get("end_time")
    return start, datetime.fromisoformat(end) if end else start + timedelta(days=1)
