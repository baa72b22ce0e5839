"""A pretend TVDB: signing in and searching by its API v4."""

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tools.media.discovery.fake import DiscoveryHouse, DiscoveryTitle

KEY = "simulated"
TOKEN = "pretend-session"  # noqa: S105 - nobody's
ROOT = "/media/discovery/tvdb/v4"


class _SignIn(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    apikey: str


def tvdb_routes(house: DiscoveryHouse) -> list[BaseRoute]:
    """The paths of the pretend TVDB."""
    known = [each for each in house.titles if each.tvdb is not None]

    async def login(request: Request) -> Response:
        try:
            told = _SignIn.model_validate_json(await request.body())
        except ValidationError:
            return JSONResponse({"status": "failure", "message": "Invalid body", "data": None}, 400)
        if told.apikey != KEY:
            return _refused()
        return JSONResponse({"status": "success", "data": {"token": TOKEN}})

    async def search(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _refused()
        words = request.query_params.get("query", "").casefold().split()
        hits = [each for each in known if words and all(word in each.title.casefold() for word in words)]
        rows: list[JsonValue] = [_row(each) for each in hits[:50]]
        return JSONResponse({"status": "success", "data": rows, "links": {"total_items": len(hits)}})

    return [Route(f"{ROOT}/login", login, methods=["POST"]), Route(f"{ROOT}/search", search)]


def _refused() -> Response:
    return JSONResponse({"status": "failure", "message": "Unauthorized", "data": None}, 401)


def _row(title: DiscoveryTitle) -> dict[str, JsonValue]:
    kind = "movie" if title.kind == "film" else "series"
    genres: list[JsonValue] = list(title.genres)
    return {
        "objectID": f"{kind}-{title.tvdb}",
        "id": f"{kind}-{title.tvdb}",
        "name": title.title,
        "type": kind,
        "year": str(title.released.year),
        "tvdb_id": str(title.tvdb),
        "overview": title.about,
        "overviews": {"eng": title.about},
        "translations": {"eng": title.title},
        "primary_language": "eng",
        "genres": genres,
    }
