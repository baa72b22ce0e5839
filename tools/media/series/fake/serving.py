"""A pretend Sonarr or Radarr as a server: API v3, each at a root of its own."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tools.media.series.fake import telling
from tools.media.series.fake.nouns import Kind, PretendPiece
from tools.media.series.fake.state import Pretended

KEY = "simulated"
_NAMES = {"series": "Sonarr", "film": "Radarr"}
_SEARCHES = {"EpisodeSearch": "episodeIds", "MoviesSearch": "movieIds"}
Handle = Callable[[Request], Awaitable[Response]]


class _Editing(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)

    series_ids: list[int] = Field(default=[], alias="seriesIds")
    movie_ids: list[int] = Field(default=[], alias="movieIds")
    profile: int = Field(alias="qualityProfileId")


class _Order(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)

    name: str
    episode_ids: list[int] = Field(default=[], alias="episodeIds")
    movie_ids: list[int] = Field(default=[], alias="movieIds")


class Serving:
    """The paths of one of them."""

    def __init__(self, pretended: Pretended, kind: Kind) -> None:
        self._here = pretended
        self._kind: Kind = kind

    def routes(self) -> Sequence[BaseRoute]:
        """Its paths."""
        many = "series" if self._kind == "series" else "movie"
        told: dict[str, Handle] = {
            "system/status": self._status,
            many: self._all,
            "calendar": self._calendar,
            "wanted/missing": self._missing,
            "queue": self._queue,
            f"history/{many}": self._history,
            "health": self._health,
            "rootfolder": self._folders,
            "indexer": self._indexers,
            "release": self._releases,
            "qualityprofile": self._profiles,
            "command/{id:int}": self._command,
        }
        if self._kind == "series":
            told["episode"] = self._episodes
        root = f"/media/{_NAMES[self._kind].lower()}/api/v3"
        routes = [Route(f"{root}/{path}", self._guarded(run), methods=["GET"]) for path, run in told.items()]
        return [
            *routes,
            Route(f"{root}/{many}/editor", self._guarded(self._edit), methods=["PUT"]),
            Route(f"{root}/command", self._guarded(self._order), methods=["POST"]),
        ]

    def _guarded(self, handle: Handle) -> Handle:
        async def guarded(request: Request) -> Response:
            if request.headers.get("x-api-key") != KEY:
                return JSONResponse({"error": "Unauthorized"}, 401)
            self._here.advance()
            try:
                return await handle(request)
            except (KeyError, ValidationError):
                wrong: JsonValue = [
                    {"propertyName": "", "errorMessage": "A value is required", "severity": "error"}
                ]
                return JSONResponse(wrong, 400)

        return guarded

    async def _status(self, request: Request) -> Response:
        del request
        return JSONResponse({"appName": _NAMES[self._kind], "version": "4.0.15.2941", "isProduction": True})

    async def _all(self, request: Request) -> Response:
        del request
        return JSONResponse([self._tell(each.id) for each in self._here.followed(self._kind)])

    async def _episodes(self, request: Request) -> Response:
        found = self._here.pieces("series", int(request.query_params["seriesId"]))
        return JSONResponse([telling.tell_episode(each) for each in found])

    async def _calendar(self, request: Request) -> Response:
        start, end = (datetime.fromisoformat(request.query_params[name]) for name in ("start", "end"))
        found = [
            each for each in self._here.pieces(self._kind) if start <= each.out_at <= end and each.monitored
        ]
        return JSONResponse([self._tell_piece(each) for each in found])

    async def _missing(self, request: Request) -> Response:
        size, now = int(request.query_params.get("pageSize", "10")), self._here.far.now()
        followed = {each.id for each in self._here.followed(self._kind) if each.monitored}
        found = [
            each
            for each in self._here.pieces(self._kind)
            if not each.here and each.monitored and each.owner in followed and each.out_at <= now
        ]
        found.sort(key=lambda each: each.out_at, reverse=True)
        return JSONResponse(telling.page([self._tell_piece(each) for each in found], size))

    async def _queue(self, request: Request) -> Response:
        size, now = int(request.query_params.get("pageSize", "10")), self._here.far.now()
        mine = [each for each in self._here.state.queue if each.kind == self._kind]
        owners = {each.id: each.owner for each in self._here.pieces(self._kind)}
        rows = [telling.tell_download(each, owners[each.piece], now) for each in mine]
        return JSONResponse(telling.page(rows, size))

    async def _history(self, request: Request) -> Response:
        owner = int(request.query_params["seriesId" if self._kind == "series" else "movieId"])
        mine = {each.id for each in self._here.pieces(self._kind, owner)}
        rows = [each for each in self._here.state.history if each.kind == self._kind and each.piece in mine]
        rows.sort(key=lambda each: each.at, reverse=True)
        return JSONResponse([telling.tell_happened(each, owner) for each in rows])

    async def _health(self, request: Request) -> Response:
        del request
        failing = [each.name for each in self._here.house.indexers if each.fails]
        return JSONResponse(
            telling.tell_health(failing, everyone=len(failing) == len(self._here.house.indexers))
        )

    async def _folders(self, request: Request) -> Response:
        del request
        free = int(self._here.house.free_gb * 1e9)
        path = "/media/tv" if self._kind == "series" else "/media/films"
        return JSONResponse(
            [{"id": 1, "path": path, "accessible": True, "freeSpace": free, "unmappedFolders": []}]
        )

    async def _indexers(self, request: Request) -> Response:
        del request
        rows: list[JsonValue] = [
            {
                "id": n,
                "name": each.name,
                "enableRss": True,
                "enableAutomaticSearch": True,
                "protocol": "torrent",
            }
            for n, each in enumerate(self._here.house.indexers, 1)
        ]
        return JSONResponse(rows)

    async def _releases(self, request: Request) -> Response:
        number = int(request.query_params["episodeId" if self._kind == "series" else "movieId"])
        piece = next((each for each in self._here.pieces(self._kind) if each.id == number), None)
        return JSONResponse([telling.tell_release(each) for each in (piece.offers if piece else [])])

    async def _profiles(self, request: Request) -> Response:
        del request
        return JSONResponse(
            [
                {"id": n, "name": name, "upgradeAllowed": True, "cutoff": 9, "items": []}
                for n, name in enumerate(self._here.house.profiles, 1)
            ]
        )

    async def _edit(self, request: Request) -> Response:
        editing = _Editing.model_validate_json(await request.body())
        if not 0 < editing.profile <= len(self._here.house.profiles):
            return JSONResponse([{"errorMessage": "Quality Profile does not exist"}], 400)
        ids = editing.series_ids if self._kind == "series" else editing.movie_ids
        changed = self._here.set_profile(self._kind, ids, editing.profile)
        return JSONResponse([self._tell(each.id) for each in changed], 202)

    async def _order(self, request: Request) -> Response:
        order = _Order.model_validate_json(await request.body())
        if order.name not in _SEARCHES:
            return JSONResponse({"message": f"Unknown command {order.name}"}, 400)
        ids = order.episode_ids if self._kind == "series" else order.movie_ids
        number = self._here.search(self._kind, order.name, ids)
        return JSONResponse({"id": number, "name": order.name, "status": "queued", "result": "unknown"}, 201)

    async def _command(self, request: Request) -> Response:
        number, orders = int(request.path_params["id"]), self._here.state.commands
        if not 0 < number <= len(orders):
            return JSONResponse({"message": "NotFound"}, 404)
        return JSONResponse(
            {"id": number, "name": orders[number - 1], "status": "started", "result": "unknown"}
        )

    def _tell(self, number: int) -> dict[str, JsonValue]:
        one = next(each for each in self._here.followed(self._kind) if each.id == number)
        pieces = self._here.pieces(self._kind, number)
        if self._kind == "film":
            return telling.tell_film(one, pieces[0], self._here.far.now())
        return telling.tell_series(one, pieces, self._here.far.now())

    def _tell_piece(self, piece: PretendPiece) -> dict[str, JsonValue]:
        if self._kind == "film":
            return self._tell(piece.owner)
        return {**telling.tell_episode(piece), "series": self._tell(piece.owner)}
