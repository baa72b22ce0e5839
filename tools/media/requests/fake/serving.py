"""A pretend Jellyseerr as a server: API v1 at /media/requests, with the quirks of the real one.

It refuses a wrong key with 403, and a search whose words are not percent-encoded; it tells no title with a request.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tools.media.requests.fake import HouseTitle
from tools.media.requests.fake.state import APPROVED, COMPLETED, DECLINED, WAITS, Ask, Seerr, Stock

ROOT = "/media/requests/api/v1"
KEY = "simulated"
_DECISIONS = {"approve": APPROVED, "decline": DECLINED, "pending": WAITS}
_FILTERS: dict[str, tuple[int, ...]] = {
    "pending": (WAITS,),
    "approved": (APPROVED,),
    "processing": (APPROVED,),
    "available": (COMPLETED,),
}
_GB = 1_000_000_000
Handle = Callable[[Request], Awaitable[Response]]
Told = dict[str, JsonValue]


class _Asking(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    media_type: str = Field(alias="mediaType")
    media_id: int = Field(alias="mediaId")
    seasons: list[int] | str = []
    in_4k: bool = Field(default=False, alias="is4k")
    user_id: int | None = Field(default=None, alias="userId")


class Serving:
    """The paths of a pretend Jellyseerr."""

    def __init__(self, seerr: Seerr) -> None:
        self._seerr = seerr

    def routes(self) -> Sequence[BaseRoute]:
        """Its paths."""
        get, post = ["GET"], ["POST"]
        return [
            Route(f"{ROOT}/status", self._status, methods=get),
            Route(f"{ROOT}/settings/public", self._public, methods=get),
            Route(f"{ROOT}/search", self._guarded(self._search), methods=get),
            Route(f"{ROOT}/user", self._guarded(self._users), methods=get),
            Route(f"{ROOT}/request", self._guarded(self._requests), methods=get),
            Route(f"{ROOT}/request", self._guarded(self._ask), methods=post),
            Route(f"{ROOT}/request/{{id:int}}", self._guarded(self._request), methods=get),
            Route(f"{ROOT}/request/{{id:int}}", self._guarded(self._delete), methods=["DELETE"]),
            Route(f"{ROOT}/request/{{id:int}}/{{how}}", self._guarded(self._decide), methods=post),
            Route(f"{ROOT}/{{kind}}/{{id:int}}", self._guarded(self._title), methods=get),
        ]

    def _guarded(self, handle: Handle) -> Handle:
        async def guarded(request: Request) -> Response:
            if request.headers.get("x-api-key") != KEY:
                words = "You do not have permission to access this endpoint"
                return JSONResponse({"status": 403, "error": words}, 403)
            self._seerr.advance()
            return await handle(request)

        return guarded

    async def _status(self, request: Request) -> Response:
        del request
        return JSONResponse({"version": "2.7.3", "commitTag": "local", "updateAvailable": False})

    async def _public(self, request: Request) -> Response:
        del request
        house = self._seerr.house
        told = {"initialized": True, "applicationTitle": "Jellyseerr", "movie4kEnabled": house.film_4k}
        return JSONResponse({**told, "series4kEnabled": house.series_4k})

    async def _search(self, request: Request) -> Response:
        raw = str(request.scope["query_string"], "ascii")
        if any(mark in raw.partition("query=")[2].partition("&")[0] for mark in "+'()!*,:;"):
            words = "Parameter 'query' must be url encoded. Its value may not contain reserved characters."
            return _fault(400, words)
        said = request.query_params["query"].casefold().split()
        titles = [
            each for each in self._seerr.house.titles if all(word in each.name.casefold() for word in said)
        ]
        results: list[JsonValue] = [{**self._told(each), "popularity": 90.5} for each in titles]
        results.append({"id": 1190668, "mediaType": "person", "name": "Timothée Chalamet", "knownFor": []})
        return JSONResponse({"page": 1, "totalPages": 1, "totalResults": len(results), "results": results})

    async def _users(self, request: Request) -> Response:
        del request
        users = [self._user(number) for number in range(1, len(self._seerr.house.users) + 1)]
        return JSONResponse({"pageInfo": _pages(len(users)), "results": users})

    async def _requests(self, request: Request) -> Response:
        wanted = _FILTERS.get(request.query_params.get("filter", "all"))
        take, skip = (
            int(request.query_params.get(name, default)) for name, default in (("take", 10), ("skip", 0))
        )
        asks = [each for each in self._seerr.state.asks if wanted is None or each.status in wanted]
        asks.sort(key=lambda each: each.created, reverse=True)
        results = [self._tell(each) for each in asks[skip : skip + take]]
        return JSONResponse({"pageInfo": _pages(len(asks)), "results": results})

    async def _request(self, request: Request) -> Response:
        ask = self._find(request)
        return _fault(404, "Request not found.") if ask is None else JSONResponse(self._tell(ask))

    async def _title(self, request: Request) -> Response:
        kind = {"movie": "film", "tv": "series"}.get(str(request.path_params["kind"]))
        title = self._seerr.titles.get(f"{kind}/{request.path_params['id']}")
        if title is None:
            return _fault(404, "Unable to retrieve that title.")
        told = self._told(title)
        del told["mediaType"]
        if title.kind == "series":
            told["numberOfSeasons"] = len(title.seasons)
            told["seasons"] = [
                {
                    "id": each.number,
                    "seasonNumber": each.number,
                    "episodeCount": each.episodes,
                    "name": "Season",
                }
                for each in title.seasons
            ]
        return JSONResponse(told)

    async def _ask(self, request: Request) -> Response:
        try:
            asking = _Asking.model_validate_json(await request.body())
        except ValidationError:
            return _fault(400, "request.body should have required property 'mediaId'")
        kind = "film" if asking.media_type == "movie" else "series"
        title = self._seerr.titles.get(f"{kind}/{asking.media_id}")
        if title is None:
            return _fault(500, "Something went wrong.")
        acting = int(request.headers.get("x-api-user", "1"))
        is_open = self._seerr.open_asks(f"{kind}/{title.tmdb}", in_4k=asking.in_4k)
        seasons = self._left(title, asking, is_open)
        if kind == "series" and not seasons:
            return _fault(202, "No seasons available to request")
        if kind == "film" and is_open:
            return _fault(409, "Request for this media already exists.")
        may = acting == 1 or self._seerr.house.users[acting - 1].trusted
        ask = self._seerr.ask_for(
            kind, title.tmdb, seasons, asking.user_id or acting, in_4k=asking.in_4k, approve=may
        )
        return JSONResponse(self._tell(ask), 201)

    async def _delete(self, request: Request) -> Response:
        ask = self._find(request)
        if ask is None:
            return _fault(404, "Request not found.")
        self._seerr.delete(ask)
        return Response(status_code=204)

    async def _decide(self, request: Request) -> Response:
        ask, status = self._find(request), _DECISIONS.get(str(request.path_params["how"]))
        if ask is None or status is None:
            return _fault(404, "Request not found.")
        self._seerr.decide(ask, status)
        return JSONResponse(self._tell(ask))

    def _left(self, title: HouseTitle, asking: _Asking, is_open: Sequence[Ask]) -> list[int]:
        """The seasons asked for that are neither here nor asked for already."""
        known = [each.number for each in title.seasons]
        wanted = known if isinstance(asking.seasons, str) else asking.seasons
        stock = self._seerr.state.stock[f"{title.kind}/{title.tmdb}"]
        taken = {number for each in is_open for number in each.seasons}
        taken |= {number for number, states in stock.seasons.items() if states[asking.in_4k] == COMPLETED}
        return [each for each in wanted if each in known and each not in taken]

    def _find(self, request: Request) -> Ask | None:
        number = request.path_params["id"]
        return next((each for each in self._seerr.state.asks if each.id == number), None)

    def _told(self, title: HouseTitle) -> Told:
        is_film = title.kind == "film"
        told: Told = {"id": title.tmdb, "mediaType": "movie" if is_film else "tv", "overview": ""}
        told |= {"title" if is_film else "name": title.name}
        told |= {"releaseDate" if is_film else "firstAirDate": title.released, "originalLanguage": "en"}
        key = f"{title.kind}/{title.tmdb}"
        asks = [each for each in self._seerr.state.asks if each.title == key]
        if asks or self._seerr.state.stock[key] != Stock():
            told["mediaInfo"] = {
                **self._media(key),
                "requests": [self._tell(each, alone=True) for each in asks],
            }
        return told

    def _media(self, key: str) -> Told:
        stock, title = self._seerr.state.stock[key], self._seerr.titles[key]
        told: Told = {"id": title.tmdb % 1000, "tmdbId": title.tmdb, "tvdbId": None}
        told |= {"mediaType": "movie" if title.kind == "film" else "tv"}
        told |= {"status": stock.status, "status4k": stock.status_4k}
        told["seasons"] = [
            {"id": number, "seasonNumber": number, "status": states[0], "status4k": states[1]}
            for number, states in sorted(stock.seasons.items())
        ]
        told["downloadStatus"] = self._downloads(key, in_4k=False)
        told["downloadStatus4k"] = self._downloads(key, in_4k=True)
        return told

    def _downloads(self, key: str, *, in_4k: bool) -> list[JsonValue]:
        now, title = self._seerr.far.now(), self._seerr.titles[key]
        found: list[JsonValue] = []
        for ask in self._seerr.open_asks(key, in_4k=in_4k):
            done = self._seerr.progress(ask, now)
            if done and ask.approved_at is not None:
                size = int(title.gb * _GB * (4 if in_4k else 1))
                until = ask.approved_at + timedelta(minutes=title.minutes)
                row: Told = {"externalId": ask.id, "size": size, "sizeLeft": round(size * (1 - done))}
                row |= {"status": "downloading", "title": title.name, "estimatedCompletionTime": _iso(until)}
                found.append(row)
        return found

    def _tell(self, ask: Ask, *, alone: bool = False) -> JsonValue:
        told: Told = {"id": ask.id, "status": ask.status, "createdAt": _iso(ask.created), "is4k": ask.in_4k}
        told |= {"type": "movie" if ask.kind == "film" else "tv", "requestedBy": self._user(ask.user)}
        told["seasons"] = [{"id": n, "seasonNumber": n, "status": ask.status} for n in ask.seasons]
        return told if alone else {**told, "media": self._media(ask.title)}

    def _user(self, number: int) -> JsonValue:
        user = self._seerr.house.users[number - 1]
        return {"id": number, "displayName": user.name, "email": user.email, "username": None, "userType": 3}


def _fault(status: int, words: str) -> Response:
    return JSONResponse({"message": words}, status)


def _pages(count: int) -> JsonValue:
    return {"pages": 1, "pageSize": 10, "results": count, "page": 1}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
