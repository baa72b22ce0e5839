"""A pretend TMDB: the part of its API v3 that is asked, with its shapes, ids of genres and errors."""

from collections.abc import Sequence

from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from tools.farend import FarEnd
from tools.media.discovery.fake import DiscoveryHouse, DiscoveryTitle

KEYS = ("simulated", "eyJsimulated")
ROOT = "/media/discovery/tmdb/3"
MOVIE_GENRES = {
    "Action": 28, "Adventure": 12, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99, "Drama": 18,
    "Family": 10751, "Fantasy": 14, "History": 36, "Horror": 27, "Music": 10402, "Mystery": 9648, "Romance": 10749,
    "Science Fiction": 878, "TV Movie": 10770, "Thriller": 53, "War": 10752, "Western": 37,
}  # fmt: skip
TV_GENRES = {
    "Action & Adventure": 10759, "Animation": 16, "Comedy": 35, "Crime": 80, "Documentary": 99, "Drama": 18,
    "Family": 10751, "Kids": 10762, "Mystery": 9648, "Reality": 10764, "Sci-Fi & Fantasy": 10765, "Soap": 10766,
    "Talk": 10767, "War & Politics": 10768, "Western": 37,
}  # fmt: skip
_PAGE = 20


def tmdb_routes(house: DiscoveryHouse, far: FarEnd) -> list[BaseRoute]:
    """The paths of the pretend TMDB."""
    known = [each for each in house.titles if each.tmdb is not None]

    async def search(request: Request) -> Response:
        words = request.query_params.get("query", "").casefold().split()
        hits = [each for each in known if all(word in each.title.casefold() for word in words)]
        hits.sort(key=lambda each: (each.title.casefold().split() != words, -each.votes))
        return _refusal(request) or _page(hits if words else [], typed=True)

    async def trending(request: Request) -> Response:
        wanted = str(request.path_params["kind"])
        hits = [each for each in known if each.trending and wanted in ("all", _path(each))]
        return _refusal(request) or _page(sorted(hits, key=lambda each: each.trending), typed=True)

    async def upcoming(request: Request) -> Response:
        today = far.now().date()
        hits = [each for each in known if each.kind == "film" and each.released > today]
        return _refusal(request) or _page(sorted(hits, key=lambda each: each.released), typed=False)

    async def on_the_air(request: Request) -> Response:
        hits = [each for each in known if each.kind == "series" and each.airs]
        return _refusal(request) or _page(sorted(hits, key=lambda each: -each.votes), typed=False)

    async def one(request: Request) -> Response:
        title = _find(known, request)
        return _refusal(request) or (
            _missing() if title is None else JSONResponse(_whole(title, house.country))
        )

    async def like(request: Request) -> Response:
        title = _find(known, request)
        if title is None:
            return _refusal(request) or _missing()
        return _refusal(request) or _page(_alike(title, known), typed=True)

    async def configuration(request: Request) -> Response:
        return _refusal(request) or JSONResponse(
            {"images": {"secure_base_url": "https://image.tmdb.org/t/p/"}}
        )

    return [
        Route(f"{ROOT}/configuration", configuration),
        Route(f"{ROOT}/search/multi", search),
        Route(f"{ROOT}/trending/{{kind}}/{{window}}", trending),
        Route(f"{ROOT}/movie/upcoming", upcoming),
        Route(f"{ROOT}/tv/on_the_air", on_the_air),
        Route(f"{ROOT}/{{kind}}/{{id:int}}", one),
        Route(f"{ROOT}/{{kind}}/{{id:int}}/recommendations", like),
    ]


def _refusal(request: Request) -> Response | None:
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    if bearer in KEYS or request.query_params.get("api_key") in KEYS:
        return None
    told = "Invalid API key: You must be granted a valid key."
    return JSONResponse({"status_code": 7, "status_message": told, "success": False}, 401)


def _missing() -> Response:
    told = "The resource you requested could not be found."
    return JSONResponse({"success": False, "status_code": 34, "status_message": told}, 404)


def _path(title: DiscoveryTitle) -> str:
    return "movie" if title.kind == "film" else "tv"


def _find(known: Sequence[DiscoveryTitle], request: Request) -> DiscoveryTitle | None:
    kind, tmdb = request.path_params["kind"], request.path_params["id"]
    return next((each for each in known if each.tmdb == tmdb and _path(each) == kind), None)


def _alike(title: DiscoveryTitle, known: Sequence[DiscoveryTitle]) -> list[DiscoveryTitle]:
    others = [each for each in known if each.kind == title.kind and each is not title]
    if title.like:
        return [each for tmdb in title.like for each in others if each.tmdb == tmdb]

    def shared(other: DiscoveryTitle) -> int:
        return len(set(title.genres) & set(other.genres))

    return sorted((each for each in others if shared(each)), key=lambda each: (-shared(each), -each.rating))


def _page(titles: Sequence[DiscoveryTitle], *, typed: bool) -> Response:
    rows: list[JsonValue] = []
    for title in titles[:_PAGE]:
        row = _row(title)
        rows.append({**row, "media_type": _path(title)} if typed else row)
    pages = max(1, -(-len(titles) // _PAGE))
    return JSONResponse({"page": 1, "results": rows, "total_pages": pages, "total_results": len(titles)})


def _row(title: DiscoveryTitle) -> dict[str, JsonValue]:
    numbers = MOVIE_GENRES if title.kind == "film" else TV_GENRES
    genres: list[JsonValue] = [numbers[each] for each in title.genres]
    names = ("title", "release_date") if title.kind == "film" else ("name", "first_air_date")
    return {
        "adult": False,
        "backdrop_path": None,
        "id": title.tmdb,
        names[0]: title.title,
        f"original_{names[0]}": title.title,
        "original_language": "en",
        "overview": title.about,
        "poster_path": None,
        "genre_ids": genres,
        "popularity": round(title.votes / 100, 3),
        names[1]: title.released.isoformat(),
        "vote_average": title.rating,
        "vote_count": title.votes,
    }


def _whole(title: DiscoveryTitle, country: str) -> dict[str, JsonValue]:
    numbers = MOVIE_GENRES if title.kind == "film" else TV_GENRES
    row = _row(title)
    del row["genre_ids"]
    shown: dict[str, JsonValue] = {"link": f"https://www.themoviedb.org/{_path(title)}/{title.tmdb}/watch"}
    for key, services in (("flatrate", title.on), ("rent", title.rent), ("buy", title.rent)):
        if services:
            listed: list[JsonValue] = [
                {
                    "logo_path": None,
                    "provider_id": 8 + number,
                    "provider_name": name,
                    "display_priority": number,
                }
                for number, name in enumerate(services)
            ]
            shown[key] = listed
    genres: list[JsonValue] = [{"id": numbers[each], "name": each} for each in title.genres]
    lengths: list[JsonValue] = [] if title.minutes is None else [title.minutes]
    own: dict[str, JsonValue] = (
        {"runtime": title.minutes or 0}
        if title.kind == "film"
        else {"episode_run_time": lengths, "number_of_seasons": title.seasons}
    )
    places: dict[str, JsonValue] = {country: shown} if title.on or title.rent else {}
    return {
        **row,
        **own,
        "genres": genres,
        "watch/providers": {"results": places},
        "external_ids": {"imdb_id": None, "tvdb_id": title.tvdb},
    }
