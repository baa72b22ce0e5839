"""Plex, Jellyfin and Emby on bad days, and answers as real servers give them."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from memory.errors import HomeOpsError, Misconfigured, Unavailable
from memory.holding import HeldBack, held
from tests.tools.rig import ANNA, Rig, open_rig
from tests.tools.worlds import open_world
from tools.contract import Json
from tools.farend import served
from tools.media.library import connect, jellyfin_link, plex_link, watching
from tools.media.library.settings import LibrarySettings
from tools.media.titles import Title

PATHS = {"Plex": "/media/library/plex", "Jellyfin": "/media/library/jellyfin"}
SECOND = Path(__file__).parents[2] / "bench" / "houses" / "second.toml"


@pytest.fixture
async def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Rig]:
    monkeypatch.setattr(plex_link, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(plex_link, "WHOLE_SECONDS", 0.3)
    monkeypatch.setattr(jellyfin_link, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(watching, "SETTLE_SECONDS", 0.3)
    async with open_rig("media", tmp_path) as opened:
        yield opened


def state(rig: Rig) -> Json:
    return rig.far.described()["media.library"]


async def test_a_server_that_fails_leaves_the_others_their_say(rig: Rig) -> None:
    await rig.ask("now_playing")
    for how in ("hang", "error", "garbage"):
        rig.misbehave(path="/media/library/plex", how=how, times=9)
        told = await rig.ask("now_playing")
        assert "The Snowman" in told, how
        assert "Plex " in told.splitlines()[-1], how
        rig.far.behaviours.clear()
        rig.misbehave(path="/media/library/jellyfin", how=how, times=9)
        told = await rig.ask("find_title", title="Totoro")
        assert told.startswith("Not found where I could look.\nJellyfin "), how
        rig.far.behaviours.clear()


async def test_when_all_fail_the_remedy_is_told_and_nothing_is_half_done(rig: Rig) -> None:
    await rig.ask("now_playing")
    before = state(rig)
    for how in ("hang", "error", "garbage"):
        rig.misbehave(path="/media/library", how=how, times=30)
        for name, args in [
            ("now_playing", {}),
            ("on_deck", {}),
            ("recently_added", {}),
            ("find_title", {"title": "Up"}),
        ]:
            with pytest.raises(Unavailable, match=r"(running|again in a minute)\."):
                await rig.ask(name, ANNA, **args)
        with pytest.raises(HomeOpsError):
            await rig.do("pause_player")
        rig.far.behaviours.clear()
        assert state(rig) == before, how
    findings = [await each.ask() for each in rig.domain.checks if each.name in PATHS]
    assert all(each.ok for each in findings)
    rig.misbehave(path="/media/library", how="error", times=9)
    findings = [await each.ask() for each in rig.domain.checks if each.name in PATHS]
    assert not any(each.ok for each in findings)


async def test_a_command_that_is_not_obeyed_is_not_called_done(rig: Rig) -> None:
    await rig.ask("now_playing")
    before = state(rig)
    for path in ("/media/library/plex/player", "/media/library/plex/:/scrobble"):
        rig.misbehave(path=path, how="garbage", times=9)
    with pytest.raises(Unavailable, match="was told, but does not do it"):
        await rig.do("pause_player", player="living room TV")
    with pytest.raises(Unavailable):
        await rig.do("mark_watched", title="Gravity")
    assert state(rig) == before


async def test_a_rehearsal_reaches_no_server(rig: Rig) -> None:
    before = state(rig)
    for name, args in [
        ("play_title", {"title": "Dune", "player": "bedroom TV"}),
        ("pause_player", {"player": "living room TV"}),
        ("mark_watched", {"title": "The Snowman", "person": "leo"}),
        ("stop_player", {"player": "jellyfin"}),
    ]:
        with held(), pytest.raises(HeldBack):
            await rig.do(name, ANNA, **args)
    assert state(rig) == before


async def test_emby_and_a_second_plex_answer_in_the_same_words(tmp_path: Path) -> None:
    async with open_rig("media", tmp_path, house=SECOND) as rig:
        before = state(rig)
        assert "Chicken Run (2000) on the den box (Leo): 22 min of 1 h 24 min" in await rig.ask("now_playing")
        assert "Brazil (1985): at 1 h 05 min" in await rig.ask("on_deck")
        assert "on Emby in 1080p and Attic Plex in 4K" in await rig.ask("find_title", title="Brazil")
        done = await rig.do("play_title", title="Brazil", player="loft projector")
        assert str(done.answer) == "Brazil (1985) is playing on the loft projector."
        await rig.undo(done)
        marked = await rig.do("mark_watched", title="Planet Earth", person="mia")
        assert "(6 of 11 episodes changed)" in str(marked.answer)
        await rig.undo(marked)
        stopped = await rig.do("stop_player", player="emby")
        await rig.undo(stopped)
        assert state(rig) == before


Give = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def pretended(give: Give) -> AsyncGenerator[str]:
    """A server that answers everything by `give`."""
    app = Starlette(routes=[Route("/{path:path}", give, methods=["GET", "POST", "DELETE"])])
    async with served(app) as url:
        yield url


def one_server(kind: str, url: str) -> LibrarySettings:
    server = {
        "name": "Box",
        "kind": kind,
        "url": url,
        "token": "vault:box",
        "accounts": [{"person": "anna", "account": "Anna"}],
    }
    return LibrarySettings.model_validate({"servers": [server]})


ROOT = '<?xml version="1.0"?><MediaContainer machineIdentifier="m" version="1.41" friendlyName="Box"/>'


BAD: list[tuple[int, str, type[HomeOpsError], str]] = [
    (401, "<html>401</html>", Misconfigured, "refuses the"),
    (403, "", Misconfigured, "does not"),
    (429, "slow down", Unavailable, "asked too much"),
    (500, "<html>oops</html>", Unavailable, "failed at that"),
    (520, "<html>cloud</html>", Unavailable, "answers nonsense|failed at that"),
    (200, "<!DOCTYPE html><html><body>hello</body></html>", Unavailable, "answers nonsense"),
    (200, '<MediaContainer size="2"><Video ratingKey="1" type="mov', Unavailable, "answers nonsense"),
    (200, '{"Items": [{"Id": "1", "Na', Unavailable, "answers nonsense"),
    (200, "", Unavailable, "answers nonsense"),
]
USERS = '[{"Name": "Anna", "Id": "a1", "Policy": {"IsAdministrator": true}}]'


async def test_each_bad_answer_is_told_with_its_remedy(tmp_path: Path) -> None:
    answer = (200, "")

    async def give(request: Request) -> Response:
        if request.url.path in ("/", "/Users", "/emby/Users"):
            return PlainTextResponse(ROOT if request.url.path == "/" else USERS)
        return PlainTextResponse(answer[1], answer[0])

    async with open_world(tmp_path) as world, pretended(give) as url:
        for vendor in ("plex", "jellyfin", "emby"):
            _, libraries = connect(one_server(vendor, url), world, None)
            for status, body, kind, sentence in BAD:
                answer = (status, body)
                with pytest.raises(kind, match=sentence):
                    await libraries.find("Dune")
                with pytest.raises(kind, match=sentence):
                    await libraries.owned(Title(kind="film", title="Dune"))


async def test_a_renewed_token_is_read_again_once(tmp_path: Path) -> None:
    good, asked = "old", list[str]()

    async def give(request: Request) -> Response:
        told = request.headers.get("x-plex-token") or request.headers.get("x-emby-token")
        asked.append(request.url.path)
        if told != good:
            return PlainTextResponse("no", 401)
        if request.url.path == "/Users":
            return PlainTextResponse(USERS)
        return PlainTextResponse(
            ROOT if "hubs" in request.url.path or request.url.path == "/" else '{"Items": []}'
        )

    async def secrets(reference: str) -> str:
        assert reference == "vault:box"
        return good

    async with open_world(tmp_path) as world, pretended(give) as url:
        for vendor in ("plex", "jellyfin"):
            _, libraries = connect(one_server(vendor, url), replace(world, secrets=secrets), None)
            assert await libraries.find("Dune") == []
            good = "new" if good == "old" else "old"
            assert await libraries.find("Dune") == []
            good = "unreachable"
            asked.clear()
            _, refused = connect(one_server(vendor, url), world, None)
            with pytest.raises(Misconfigured):
                await refused.find("Dune")
            assert len(asked) == 2
            good = "old"


async def test_ten_thousand_titles_are_read_in_pages_and_never_for_a_search(tmp_path: Path) -> None:
    spans = list[tuple[str, int, int]]()

    async def give(request: Request) -> Response:
        told = {**request.headers, **request.query_params}
        start = int(told.get("X-Plex-Container-Start", told.get("StartIndex", "0")))
        size = int(told.get("X-Plex-Container-Size", told.get("Limit", "0")))
        if request.url.path in ("/library/all", "/Items"):
            spans.append((request.url.path, start, size))
        here = range(start, min(start + size, 10_000))
        match request.url.path:
            case "/library/all":
                rows = "".join(
                    f'<Video ratingKey="{n}" type="movie" title="Film {n}" year="2000"/>' for n in here
                )
                return PlainTextResponse(
                    f'<MediaContainer size="{len(here)}" totalSize="10000">{rows}</MediaContainer>'
                )
            case "/Items":
                items = [{"Id": str(n), "Type": "Movie", "Name": f"Film {n}", "Odd": None} for n in here]
                return JSONResponse({"Items": items, "TotalRecordCount": 10_000})
            case "/Users":
                return PlainTextResponse(USERS)
            case "/Items/3":
                return JSONResponse({"Id": "3", "Type": "Movie", "Name": "Film 3"})
            case _:
                return PlainTextResponse(ROOT)

    async with open_world(tmp_path) as world, pretended(give) as url:
        for vendor in ("plex", "jellyfin"):
            _, libraries = connect(one_server(vendor, url), world, None)
            assert sum([1 async for _ in libraries.each("film")]) == 10_000
            assert max(size for _, _, size in spans) <= 200
            spans.clear()
            await libraries.owned(Title(kind="film", title="Film 3", year=2000))
            await libraries.find("Film")
            assert sum(size for _, _, size in spans) <= 400
            spans.clear()


async def test_names_are_there_at_once_from_a_dead_server(rig: Rig) -> None:
    names = rig.domain.names["media_player"]
    assert await names()
    rig.misbehave(path="/media/library", how="hang", times=99)
    began = time.perf_counter()
    for _ in range(50):
        assert await names()
    assert time.perf_counter() - began < 0.05


PLEX_SESSIONS = """<?xml version="1.0" encoding="UTF-8"?>
<MediaContainer size="3">
<Video addedAt="1699300000" contentRating="gb/12A" duration="6960000" guid="plex://movie/5d77" key="/library/metadata/7" ratingKey="7" sessionKey="19" title="Arrival &amp; co" type="movie" viewOffset="1205000" year="2016">
<Media id="1" videoResolution="4k" selected="1"><Part file="/media/a.mkv" size="123"><Stream streamType="1"/></Part></Media>
<Guid id="imdb://tt2543164"/><Guid id="tmdb://329865"/><Guid id="odd"/>
<User id="1" thumb="x" title="Anna"/><Player address="10.0.0.4" machineIdentifier="abc" platform="Android" product="Plex for Android (TV)" state="buffering" title="SHIELD"/>
<Session bandwidth="9000" id="xyz" location="lan"/><TranscodeSession key="/t" videoDecision="transcode" speed="0.9"/>
</Video>
<Track ratingKey="9" type="track" title="A song"><User id="1" title="Anna"/><Player machineIdentifier="q" state="playing" title="Plexamp"/></Track>
<Video ratingKey="8" type="episode" title="No player" duration="nonsense"/>
</MediaContainer>"""
JELLYFIN_SESSIONS = """[{"PlayState": {"CanSeek": true, "IsPaused": true, "PositionTicks": 6000000000, "PlayMethod": "DirectPlay", "RepeatMode": "RepeatNone"},
 "Id": "s1", "UserId": "a1", "UserName": "Anna", "Client": "Jellyfin Android TV", "DeviceName": "SHIELD", "SupportsRemoteControl": true,
 "LastActivityDate": "2026-11-23T11:58:00.1234567Z",
 "NowPlayingItem": {"Name": "Half Loop", "Id": "e2", "Type": "Episode", "SeriesName": "Severance", "ParentIndexNumber": 1, "IndexNumber": 2, "RunTimeTicks": 30000000000, "ProviderIds": {"Tvdb": "9", "Imdb": null}}},
 {"Id": "s2", "DeviceName": "Old tablet", "PlayState": {}, "SupportsRemoteControl": false, "NowPlayingQueue": []}]"""


async def test_sessions_as_real_servers_tell_them(tmp_path: Path) -> None:
    async def give(request: Request) -> Response:
        told = {"/status/sessions": PLEX_SESSIONS, "/Sessions": JELLYFIN_SESSIONS, "/Users": USERS}
        return PlainTextResponse(told.get(request.url.path, ROOT))

    async with open_world(tmp_path) as world, pretended(give) as url:
        for vendor, told in (
            (
                "plex",
                "Arrival & co (2016) on the SHIELD (Anna): 20 min of 1 h 56 min, the server is converting it",
            ),
            ("jellyfin", "Severance S1 E2 Half Loop on the SHIELD (Anna): 10 min of 50 min, paused"),
        ):
            part, _ = connect(one_server(vendor, url), world, None)
            look = next(each for each in part.verbs if each.name == "now_playing")
            assert str(await look.run()).splitlines() == ["Playing now:", f"• {told}"]
