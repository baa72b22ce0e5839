"""The programs' bad days: the right kind of error with its remedy, and nothing half done."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from memory.errors import HomeOpsError, Misconfigured, Unavailable
from memory.holding import HeldBack, held
from tests.tools.media.downloads_rig import open_downloads
from tests.tools.rig import Rig
from tests.tools.worlds import NOON, open_world
from tools.contract import Json
from tools.farend import served
from tools.media.downloads import programs, wire
from tools.media.downloads.qbittorrent import Qbittorrent
from tools.media.downloads.sabnzbd import Sabnzbd
from tools.media.downloads.titles import clean_title, read_quality
from tools.media.downloads.torrents import find_hash

PREFERENCES = {
    "dl_limit": 0,
    "alt_dl_limit": 0,
    "scheduler_enabled": False,
    "schedule_from_hour": 8,
    "schedule_from_min": 0,
    "schedule_to_hour": 20,
    "schedule_to_min": 0,
    "scheduler_days": 0,
}
QBITTORRENT, SABNZBD = "/media/downloads/qbittorrent", "/media/downloads/sabnzbd"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_downloads(tmp_path) as opened:
        yield opened


async def test_a_session_that_ended_is_opened_again(rig: Rig) -> None:
    await rig.ask("list_downloads")
    rig.far.set_clock(NOON + timedelta(hours=3))
    done = await rig.do("pause_downloads")
    assert "all of SABnzbd" in str(done.answer)


async def test_where_one_is_down_the_other_is_told_and_used(rig: Rig) -> None:
    rig.misbehave(path=SABNZBD, how="error", times=50)
    assert (await rig.ask("list_downloads")).endswith("SABnzbd does not answer.")
    done = await rig.do("pause_downloads")
    assert str(done.answer).endswith("SABnzbd does not answer and was left alone.")


@pytest.mark.parametrize("how", ["error", "garbage", "drop"])
async def test_a_pause_that_fails_half_way_leaves_everything_as_it_was(rig: Rig, how: str) -> None:
    await rig.ask("list_downloads")
    before = rig.far.described()
    rig.misbehave(path=f"{QBITTORRENT}/api/v2/torrents/pause", how=how, times=5)
    with pytest.raises(Unavailable):
        await rig.do("pause_downloads", minutes=30)
    assert rig.far.described() == before
    assert await rig.world.later.under("downloads:") == []


async def test_an_order_that_is_taken_and_not_followed_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "FOLLOW_SECONDS", 0.2)
    row = {"name": "X", "hash": "ab" * 20, "state": "downloading"}
    asked: list[str] = []

    async def deaf(request: Request) -> Response:
        asked.append(request.url.path.rsplit("/", 1)[-1])
        told = {"info": [row], "webapiVersion": "2.8.19", "login": "Ok.", "preferences": PREFERENCES}.get(
            asked[-1], ""
        )
        return PlainTextResponse(told) if isinstance(told, str) else JSONResponse(told)

    app = Starlette(routes=[Route("/{path:path}", deaf, methods=["GET", "POST"])])
    async with served(app) as url:
        settings: dict[str, Json] = {"downloads": {"qbittorrent": [{"url": url}]}}
        async with open_downloads(tmp_path, settings=settings) as rig:
            with pytest.raises(Unavailable, match="took the order, but 1 download still runs"):
                await rig.do("pause_downloads", minutes=30)
            assert asked[-1] == "resume"
            assert await rig.world.later.under("downloads:") == []


async def test_a_limit_that_fails_half_way_leaves_everything_as_it_was(rig: Rig) -> None:
    before = rig.far.described()
    wanted = {"qBittorrent": 500_000, "nobody": 5}
    with pytest.raises(HomeOpsError):
        await rig.do("set_download_limits", limits={**wanted})
    assert rig.far.described() == before


async def test_a_hang_ends_in_time(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.2)
    rig.misbehave(path="/media/downloads", how="hang", times=50)
    with pytest.raises(Unavailable, match="does not answer"):
        await rig.ask("list_downloads")
    assert await rig.domain.names["download"]() == []


async def test_a_dead_program_gives_the_last_known_names(rig: Rig) -> None:
    known = await rig.domain.names["download"]()
    rig.misbehave(path="/media", how="error", times=50)
    assert await rig.domain.names["download"]() == known


async def test_a_rehearsal_changes_nothing(rig: Rig) -> None:
    before = rig.far.described()
    with held() as rehearsal, pytest.raises(HeldBack):
        await rig.do("limit_downloads", limit=1)
    assert rehearsal.reached
    assert rig.far.described() == before


async def test_a_check_tells_who_is_down(rig: Rig) -> None:
    asked = {each.name: each for each in rig.domain.checks}
    assert (await asked["SABnzbd"].ask()).ok
    rig.misbehave(path=QBITTORRENT, how="error", times=9)
    with pytest.raises(Unavailable):
        await asked["qBittorrent"].ask()


Answer = Callable[[Request], Awaitable[Response]]


async def refuse_login(request: Request) -> Response:
    return PlainTextResponse("Fails.") if "login" in request.url.path else PlainTextResponse("Forbidden", 403)


async def lock_out(request: Request) -> Response:
    del request
    return PlainTextResponse("Your IP address has been banned", 403)


async def always_forbid(request: Request) -> Response:
    return PlainTextResponse("Ok.") if "login" in request.url.path else PlainTextResponse("Forbidden", 403)


async def too_many(request: Request) -> Response:
    del request
    return PlainTextResponse("", 429)


async def html(request: Request) -> Response:
    return (
        PlainTextResponse("Ok.")
        if "login" in request.url.path
        else HTMLResponse("<html>Welcome to the router")
    )


async def cut(request: Request) -> Response:
    return PlainTextResponse("Ok.") if "login" in request.url.path else Response('[{"hash": "ab", "na')


async def no_key(request: Request) -> Response:
    del request
    return JSONResponse({"status": False, "error": "API Key Incorrect"})


async def nothing(request: Request) -> Response:
    del request
    return PlainTextResponse("", 404)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (refuse_login, Misconfigured, "password"),
        (lock_out, Unavailable, "locked us out"),
        (always_forbid, Misconfigured, "after a new login"),
        (too_many, Unavailable, "in a minute"),
        (html, Unavailable, "unreadable"),
        (cut, Unavailable, "unreadable"),
        (nothing, Unavailable, "address"),
    ],
)
async def test_qbittorrents_bad_answers(
    tmp_path: Path, answer: Answer, kind: type[HomeOpsError], words: str
) -> None:
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    async with served(app) as url, open_world(tmp_path) as world:
        client = Qbittorrent(world.http, url, "qBittorrent", "admin", password)
        with pytest.raises(kind, match=words):
            await client.read()
        with pytest.raises(kind):
            await client.pause(["ab"])


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (no_key, Misconfigured, "API key"),
        (lock_out, Misconfigured, "API key"),
        (too_many, Unavailable, "in a minute"),
        (html, Unavailable, "unreadable"),
        (nothing, Unavailable, "address"),
    ],
)
async def test_sabnzbds_bad_answers(
    tmp_path: Path, answer: Answer, kind: type[HomeOpsError], words: str
) -> None:
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    async with served(app) as url, open_world(tmp_path) as world:
        client = Sabnzbd(world.http, url, "SABnzbd", password)
        with pytest.raises(kind, match=words):
            await client.read()


async def password() -> str:
    return "secret"


async def test_ten_thousand_torrents_are_read_and_told_in_a_few_lines(tmp_path: Path) -> None:
    row = {
        "name": "X.S01E01.1080p",
        "state": "downloading",
        "progress": 0.5,
        "size": 10**9,
        "dlspeed": 5,
        "extra": 1,
    }
    rows = [{**row, "hash": f"{n:040x}"} for n in range(10_000)]

    async def many(request: Request) -> Response:
        if request.url.path.endswith("torrents/info"):
            return JSONResponse(rows)
        preferred = request.url.path.endswith("preferences")
        return JSONResponse(PREFERENCES) if preferred else PlainTextResponse("Ok.")

    app = Starlette(routes=[Route("/{path:path}", many, methods=["GET", "POST"])])
    async with served(app) as url:
        settings: dict[str, Json] = {"downloads": {"qbittorrent": [{"url": url}]}}
        async with open_downloads(tmp_path, settings=settings) as rig:
            assert len((await rig.ask("list_downloads")).splitlines()) <= 12
            assert len(await rig.domain.names["download"]()) <= 400


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Slow.Horses.S05E03.1080p.WEB.H264-FLUX", "Slow Horses S05E03"),
        ("debian-12.8.0-amd64-netinst.iso", "debian-12.8.0"),
        ("Inside.Out.2.2024.1080p.BluRay.x264", "Inside Out 2 2024"),
        ("[Group] Some_Show - 03 (720p).mkv", "Group Some Show - 03"),
        ("1080p", "1080p"),
        ("", "something without a name"),
    ],
)
def test_a_release_is_called_by_its_title(name: str, title: str) -> None:
    assert clean_title(name) == title


def test_quality_and_hash_are_read() -> None:
    assert read_quality("Dune.2021.UHD.BluRay") == "2160p"
    assert find_hash("magnet:?xt=urn:btih:VOV2XK5LVOV2XK5LVOV2XK5LVOV2XK5L&dn=x") == "ab" * 20
