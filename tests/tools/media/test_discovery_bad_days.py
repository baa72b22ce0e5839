"""TMDB and TVDB on their bad days: the right error, its remedy, and nothing kept that is nonsense."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from memory.errors import HomeOpsError, Misconfigured, Unavailable
from tests.tools.worlds import NOON
from tools.contract import Json
from tools.farend import served
from tools.media.discovery import line
from tools.media.discovery.tmdb import Tmdb
from tools.media.discovery.tvdb import Tvdb

Answer = Callable[[Request], Awaitable[Response]]
# As TMDB answered in 2025, shortened.
RAW: Json = {
    "page": 1,
    "results": [
        {"backdrop_path": "/x.jpg", "id": 438631, "title": "Dune", "original_title": "Dune", "overview": "Paul\r\nAtreides",
         "poster_path": "/y.jpg", "media_type": "movie", "adult": False, "original_language": "en", "genre_ids": [878, 12],
         "popularity": 21.4, "release_date": "2021-09-15", "video": False, "vote_average": 7.784, "vote_count": 13912},
        {"id": 1, "title": "No day yet", "media_type": "movie", "release_date": "", "overview": None, "vote_average": 0.0},
        {"id": 976, "name": "Jason Statham", "media_type": "person", "known_for": []},
        {"id": 90228, "name": "Dune: Prophecy", "media_type": "tv", "first_air_date": "2024-11-17", "genre_ids": [10765]},
        {"id": 5, "title": "Not for here", "media_type": "movie", "adult": True},
    ],
    "total_pages": 1,
    "total_results": 5,
}  # fmt: skip
DETAILS: Json = {
    "id": 603, "title": "The Matrix", "release_date": "1999-03-31", "runtime": 136, "genres": [{"id": 28, "name": "Action"}],
    "vote_average": 8.2, "belongs_to_collection": None, "external_ids": {"imdb_id": "tt0133093", "tvdb_id": None},
    "watch/providers": {"results": {"GB": {"link": "https://…", "flatrate": [
        {"provider_id": 1796, "provider_name": "Netflix Standard with Ads", "display_priority": 3},
        {"provider_id": 337, "provider_name": "Disney Plus"}], "buy": [{"provider_name": "Apple TV"}]}}},
}  # fmt: skip


@asynccontextmanager
async def facing(answer: Answer, keys: list[str] | None = None) -> AsyncGenerator[tuple[Tmdb, Tvdb]]:
    """Both clients before a server that answers everything so; the keys are given out one after another."""
    given = iter(keys or ["k"] * 100)

    async def key() -> str:
        return next(given)

    async def pin() -> str:
        return ""

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    async with served(app) as url, httpx2.AsyncClient(trust_env=False) as http:
        tmdb = Tmdb(
            http, url, key, lambda: NOON, country="GB", language="en-GB", subscriptions=["netflix", "Disney+"]
        )
        yield tmdb, Tvdb(http, url, key, pin, lambda: NOON)


def always(response: Callable[[], Response]) -> Answer:
    async def answer(request: Request) -> Response:
        del request
        return response()

    return answer


async def test_what_tmdb_really_answers_is_read() -> None:
    async with facing(always(lambda: JSONResponse(RAW))) as (tmdb, _):
        found = (await tmdb.search("dune")).value
    assert [(each.kind, each.title, each.year, each.about) for each in found] == [
        ("film", "Dune", 2021, "Paul Atreides"),
        ("film", "No day yet", None, ""),
        ("series", "Dune: Prophecy", 2024, ""),
    ]
    async with facing(always(lambda: JSONResponse(DETAILS))) as (tmdb, _):
        known = await tmdb.details("film", 603)
    assert known is not None
    assert known.value.providers.own == ("netflix", "Disney+")
    assert known.value.providers.subscription == ()


BAD: list[tuple[str, Callable[[], Response], type[HomeOpsError], str]] = [
    ("refused", lambda: JSONResponse({"status_code": 7}, 401), Misconfigured, "refuses the key"),
    ("too often", lambda: JSONResponse({"status_code": 25}, 429), Unavailable, "asked too often"),
    ("broken", lambda: Response("oops", 500), Unavailable, "failed at that"),
    ("cut off", lambda: Response(json.dumps(RAW)[:200]), Unavailable, "nonsense"),
    (
        "a login page",
        lambda: Response("<html>Sign in</html>", media_type="text/html"),
        Unavailable,
        "nonsense",
    ),
    (
        "moved",
        lambda: Response(status_code=302, headers={"location": "http://127.0.0.1:1/"}),
        Misconfigured,
        "address",
    ),
    ("another shape", lambda: JSONResponse({"results": {"a": 1}, "data": 5}), Unavailable, "nonsense"),
]


@pytest.mark.parametrize(
    ("response", "kind", "told"), [each[1:] for each in BAD], ids=[each[0] for each in BAD]
)
async def test_a_bad_answer_is_told_with_its_remedy(
    response: Callable[[], Response], kind: type[HomeOpsError], told: str
) -> None:
    async with facing(always(response)) as (tmdb, tvdb):
        for ask in (tmdb.search("dune"), tvdb.search("dune")):
            with pytest.raises(kind, match=told):
                await ask


async def test_one_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "ANSWER_SECONDS", 0.1)

    async def hang(request: Request) -> Response:
        await request.body()
        await asyncio.sleep(0.3)
        return Response()

    async with facing(hang) as (tmdb, _):
        with pytest.raises(Unavailable, match="does not answer"):
            await tmdb.search("dune")


async def test_ten_thousand_rows_are_cut() -> None:
    rows = [{"id": each, "title": f"Film {each}", "media_type": "movie"} for each in range(10_000)]
    async with facing(always(lambda: JSONResponse({"results": rows}))) as (tmdb, _):
        assert len((await tmdb.search("film")).value) == 100


async def test_a_key_that_was_changed_meanwhile_is_asked_for_once_more() -> None:
    async def answer(request: Request) -> Response:
        good = request.headers.get("authorization") == "Bearer eyJnew"
        assert "eyJ" not in str(request.url)
        return JSONResponse(RAW) if good else JSONResponse({}, 401)

    async with facing(answer, ["old", "eyJnew"]) as (tmdb, _):
        assert (await tmdb.search("dune")).value


async def test_a_session_of_tvdb_that_ended_is_begun_again_once() -> None:
    tokens = iter(["one", "two"])

    async def answer(request: Request) -> Response:
        if request.url.path.endswith("/login"):
            return JSONResponse({"status": "success", "data": {"token": next(tokens)}})
        if request.headers["authorization"] != "Bearer two":
            return JSONResponse({"message": "Unauthorized"}, 401)
        return JSONResponse(
            {
                "data": [
                    {"type": "series", "name": "Dunes", "year": "2019", "tvdb_id": "7"},
                    {"type": "person"},
                ]
            }
        )

    async with facing(answer) as (_, tvdb):
        (found,) = (await tvdb.search("dunes")).value
    assert (found.entry.kind, found.entry.year, found.entry.tvdb) == ("series", 2019, 7)


async def test_nonsense_is_not_kept() -> None:
    answers = iter([Response("{"), JSONResponse(RAW)])

    async def answer(request: Request) -> Response:
        del request
        return next(answers)

    async with facing(answer) as (tmdb, _):
        with pytest.raises(Unavailable):
            await tmdb.search("dune")
        assert len((await tmdb.search("dune")).value) == len((await tmdb.search("dune")).value) == 3
