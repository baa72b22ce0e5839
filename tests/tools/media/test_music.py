"""Music: found, chosen by quality, sent by others, put into the library; and what people like."""

import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from memory.errors import HomeOpsError, Misconfigured, Mistake, Unavailable
from memory.people import Person, Role
from tests.tools.media.downloads_rig import open_downloads
from tests.tools.rig import ANNA, Rig
from tests.tools.worlds import NOON
from tools.contract import Caller, Irreversible, Json, Risk
from tools.farend import served
from tools.media.music import slskd
from tools.media.music.models import Fetched
from tools.media.music.shelving import Shelf
from tools.media.music.slskd import Slskd

MIA = Caller(Person("mia", "Mia", Role.TEEN), "ask:mia", "a test")


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_downloads(tmp_path) as opened:
        yield opened


async def test_the_best_offers_come_first(rig: Rig) -> None:
    lines = (await rig.ask("find_music", artist="Khruangbin")).splitlines()
    assert lines[0] == "Khruangbin:"
    assert lines[1] == (
        "1. Khruangbin - Con Todo El Mundo (2018) [FLAC]: 4 tracks, lossless, 112 MB, can start at once"
    )
    assert lines[2].endswith("41 wait before us")
    assert len(lines) == 4  # the lossy one does not do for Anna


async def test_quality_is_each_persons_own_unless_said(rig: Rig) -> None:
    mias = await rig.ask("find_music", MIA, artist="khruangbin", title="con todo")
    assert "320 kbit/s" in mias
    assert "320 kbit/s" in await rig.ask("find_music", artist="khruangbin", quality="any")
    told = await rig.ask("find_music", artist="bluey", quality="lossless")
    assert "None of it is lossless." in told
    assert (await rig.ask("find_music", artist="nobody at all")).startswith("Nobody offers nobody at all")


async def test_a_download_asks_first_and_is_then_on_its_way(rig: Rig) -> None:
    await rig.ask("find_music", artist="khruangbin")
    assert await rig.risk("download_music", candidate="1") is Risk.DANGER
    card = await rig.card("download_music", candidate="number 1")
    assert card.endswith("from the Soulseek user vinylhead_77.")
    assert await rig.observe("download_music", candidate="1") == 0
    done = await rig.do("download_music", candidate="1")
    assert str(done.answer).endswith("is on its way: 4 files from vinylhead_77.")
    assert isinstance(done.inverse, Irreversible)
    assert await rig.observe("download_music", candidate="1") == 4
    rig.far.set_clock(NOON + timedelta(seconds=7))
    assert re.search(r"\[FLAC\]: [45]\d %$", await rig.ask("list_music_downloads"))
    rig.far.set_clock(NOON + timedelta(hours=1))
    assert (await rig.ask("list_music_downloads")).endswith("[FLAC]: done")


async def test_an_offer_of_a_user_who_is_gone_is_told_as_failed(rig: Rig) -> None:
    await rig.ask("find_music", artist="bluey", quality="any")
    await rig.do("download_music", candidate="1")
    assert "2 of 2 files failed; search again" in await rig.ask("list_music_downloads")


async def test_an_offer_that_nobody_made_is_refused(rig: Rig) -> None:
    with pytest.raises(Mistake, match="search for the music again"):
        await rig.admit("download_music", {"candidate": "7"})


async def test_what_somebody_likes(rig: Rig) -> None:
    assert (await rig.ask("show_taste")).splitlines() == [
        "Anna likes Khruangbin (212 plays), Nina Simone (148 plays), Big Thief (97 plays).",
        "Last played: August 10 by Khruangbin; Sinnerman by Nina Simone.",
    ]
    assert (await rig.ask("show_taste", person="Mia")).startswith("Mia likes Chappell Roan")
    with pytest.raises(Mistake, match=r"no Last\.fm account"):
        await rig.ask("show_taste", person="ben")


def fetched(folder: str) -> Fetched:
    return Fetched(user="u", folder=folder, stage="done", files=1, progress=1)


async def test_what_has_come_is_moved_into_the_library_and_nothing_else(tmp_path: Path) -> None:
    finished, library = tmp_path / "finished", tmp_path / "library"
    for each in ("Good", "Linked", "There"):
        (finished / each).mkdir(parents=True)
        (finished / each / "1.flac").write_text(each)
    (finished / "Linked" / "passwd").symlink_to("/etc/passwd")
    (finished / "Outside").symlink_to(tmp_path)
    (library / "There").mkdir(parents=True)
    folders = ["@@u\\Good", "@@u\\Linked", "@@u\\There", "@@u\\Outside", "@@u\\..", "x/../.."]
    moved = await Shelf(finished, library).shelve([fetched(each) for each in folders])
    assert moved == ["Good"]
    assert (library / "Good" / "1.flac").read_text() == "Good"
    assert sorted(each.name for each in library.iterdir()) == ["Good", "There"]
    assert not (finished / "Good").exists()
    assert list((library / "There").iterdir()) == []


async def test_the_job_shelves_and_the_list_says_so(tmp_path: Path) -> None:
    finished, library = tmp_path / "finished", tmp_path / "library"
    name = "Khruangbin - Con Todo El Mundo (2018) [FLAC]"
    (finished / name).mkdir(parents=True)
    library.mkdir()
    told: dict[str, Json] = {
        "url": "/media/music/slskd",
        "api_key": "simulated",
        "finished": str(finished),
        "library": str(library),
    }
    async with open_downloads(tmp_path, settings={"music": {"slskd": told}}) as rig:
        await rig.ask("find_music", artist="khruangbin")
        await rig.do("download_music", candidate="1")
        await rig.job("music")
        assert not (library / name).exists()
        rig.far.set_clock(NOON + timedelta(hours=1))
        await rig.job("music")
        assert (library / name).is_dir()
        assert (await rig.ask("list_music_downloads")).endswith("in the library")


async def no_key(request: Request) -> Response:
    del request
    return PlainTextResponse("", 401)


async def too_many(request: Request) -> Response:
    del request
    return PlainTextResponse("", 429)


async def html(request: Request) -> Response:
    del request
    return HTMLResponse("<html>")


async def cut(request: Request) -> Response:
    del request
    return Response('[{"username": "a')


async def other(request: Request) -> Response:
    del request
    return JSONResponse({"nothing": 1})


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (no_key, Misconfigured, "API key"),
        (too_many, Unavailable, "in a minute"),
        (html, Unavailable, "unreadable"),
        (cut, Unavailable, "unreadable"),
        (other, Unavailable, "unreadable"),
    ],
)
async def test_slskds_bad_answers(answer: object, kind: type[HomeOpsError], words: str) -> None:
    assert callable(answer)
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "DELETE"])])
    async with served(app) as url:
        client = Slskd(url, key)
        with pytest.raises(kind, match=words):
            await client.transfers()
        with pytest.raises(kind, match=words):
            await client.search("x")


async def key() -> str:
    return "simulated"


async def test_bad_days_of_both(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.misbehave(path="/media/music", how="error", times=1)
    with pytest.raises(Unavailable, match="slskd failed"):
        await rig.ask("list_music_downloads")
    rig.misbehave(path="/media/music/lastfm", how="garbage", times=2)
    with pytest.raises(Unavailable, match=r"Last\.fm"):
        await rig.ask("show_taste", ANNA)
    monkeypatch.setattr(slskd, "REQUEST_SECONDS", 0.2)
    rig.misbehave(path="/media/music", how="hang", times=1)
    with pytest.raises(Unavailable, match="does not answer"):
        await rig.ask("list_music_downloads")
