"""What is followed, what is missing of it and why, against a pretend Sonarr and Radarr."""

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from memory.clock import Clock
from memory.errors import Mistake, Unavailable
from tests.tools.rig import Rig, open_rig
from tests.tools.worlds import LONDON, NOON
from tools.contract import Irreversible, Json, Risk
from tools.media.keyed import KeyedServer
from tools.media.series.arr import Arr
from tools.media.series.diagnosing import Cause, Seen, diagnose
from tools.media.series.meant import Shelves
from tools.media.series.models import Complaint, Download, Folder, Happened, Piece, Rejected
from tools.media.series.shaping import download_of
from tools.media.series.tools import MediaSeries
from tools.media.series.wire import WireDownload

SONARR, RADARR = "/media/sonarr/api/v3", "/media/radarr/api/v3"


def only_series(content: dict[str, Json]) -> None:
    media = content["media"]
    assert isinstance(media, dict)
    settings = media["settings"]
    assert isinstance(settings, dict)
    media["settings"] = {"series": settings["series"]}


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("media", tmp_path, change=only_series) as rig:
        yield rig


def world(rig: Rig) -> Json:
    return rig.far.described()["media.series"]


async def test_tonights_episode_is_missing_for_reasons_with_evidence(rig: Rig) -> None:
    told = await rig.ask("explain_missing")
    assert "Slow Horses S5 E6 “Scars”: It was found, but its download hangs at 12%" in told
    assert "Doctor Who S2 E3 “The Well”: It was not found, and not every indexer can be asked" in told
    told = await rig.ask("explain_missing", title="slow horses")
    assert "• The download is stalled with no connections" in told
    assert "• Indexers unavailable due to failures: TorrentHoard" in await rig.ask(
        "explain_missing", title="doctor who"
    )


CAUSES: list[tuple[dict[str, Json], str]] = [
    ({"title": "the bear"}, "It is not out yet: it airs today at 22:00."),
    (
        {"title": "Planet Earth"},
        "• Planet.Earth.S01E11.1080p.BluRay.x264: Bluray-1080p is not wanted in profile",
    ),
    ({"title": "notting hill"}, "its download failed yesterday at 16:00"),
    ({"title": "The Wild Robot"}, "It is being loaded at 33%, until today at 14:00."),
    ({"title": "severance", "season": 2, "episode": 3}, "Sonarr is told not to look for it."),
    ({"title": "slow horses", "episode": 5}, "It is here since Mon 16 Nov at 15:00."),
    ({"title": "paddington 2"}, "Nothing is missing of Paddington 2 (2017)."),
]


async def test_the_cause_is_told_for_each(rig: Rig) -> None:
    for args, words in CAUSES:
        told = await rig.verbs["media_explain_missing"].run(await rig.admit("explain_missing", args))
        assert words in str(told)


async def test_an_episode_that_is_not_followed_is_a_mistake(rig: Rig) -> None:
    for args in ({"title": "Neighbours"}, {"title": "bluey", "season": 9, "episode": 9}):
        with pytest.raises(Mistake):
            await rig.verbs["media_explain_missing"].run(dict(args))


async def test_what_comes_is_missing_and_followed_is_listed(rig: Rig) -> None:
    week = await rig.ask("show_calendar")
    assert week.splitlines()[1:] == [
        "• today at 02:00: Slow Horses S5 E6 “Scars”",
        "• today at 22:00: The Bear S5 E1 “Open”",
        "• Fri 27 Nov at 08:00: Bluey S4 E1 “The Sleepover”",
    ]
    assert "Bluey" not in await rig.ask("show_calendar", days=1)
    assert (await rig.ask("list_missing")).startswith("5 missing, the newest first:\n• Slow Horses S5 E6")
    assert "Slow Horses" not in await rig.ask("list_missing", kind="film")
    assert (await rig.ask("list_followed")).startswith("Followed: 6 series and 6 films.")
    assert "• The Wild Robot (2024): missing" in await rig.ask("list_followed", kind="film")


async def test_a_search_finds_another_one_which_arrives(rig: Rig) -> None:
    assert (
        await rig.card("search_again", title="slow horses")
        == "Look for Slow Horses (2022) (S5 E6) once more."
    )
    done = await rig.do("search_again", title="slow horses")
    assert isinstance(done.inverse, Irreversible)
    assert [write.args["command"] for write in rig.far.writes] == ["EpisodeSearch"]
    assert "It is being loaded at 0%" in await rig.ask("explain_missing", title="slow horses")
    rig.far.set_clock(rig.far.now() + timedelta(minutes=26))
    assert "Nothing is missing of Slow Horses" in await rig.ask("explain_missing", title="slow horses")
    with pytest.raises(Mistake, match="nothing to look for"):
        await rig.do("search_again", title="slow horses")


async def test_a_film_is_searched_by_radarr(rig: Rig) -> None:
    done = await rig.do("search_again", title="notting hill")
    assert "Radarr looks for Notting Hill (1999) once more" in str(done.answer)
    assert [write.args["command"] for write in rig.far.writes] == ["MoviesSearch"]


async def test_a_quality_is_chosen_as_people_say_it_and_undone_exactly(rig: Rig) -> None:
    before = world(rig)
    for said in ("ultra-hd", "4k", "Ultra HD", "uhd"):
        assert await rig.card("set_quality", title="bluey", profile=said) == (
            "Take Bluey (2018) by the quality profile “Ultra-HD” instead of “HD-1080p”."
        )
        done = await rig.do("set_quality", title="bluey", profile=said)
        assert await rig.observe("set_quality", title="bluey", profile=said) == "Ultra-HD" == done.left
        assert "quality profile “Ultra-HD”" in await rig.ask("show_quality", title="bluey")
        await rig.undo(done)
        assert world(rig) == before
        assert await rig.risk("set_quality", title="bluey", profile=said) is Risk.WRITE


async def test_an_unknown_profile_or_several_are_asked_about(rig: Rig) -> None:
    with pytest.raises(Mistake, match="There is no profile “8k”; there are: Any"):
        await rig.do("set_quality", title="bluey", profile="8k")
    with pytest.raises(Mistake, match="Which profile: HD-720p, HD-1080p"):
        await rig.do("set_quality", title="bluey", profile="hd")


async def test_the_past_of_a_title_is_told(rig: Rig) -> None:
    assert "yesterday at 16:00: download failed (Bluray-1080p, The download is encrypted)" in await rig.ask(
        "show_title_history", title="notting hill"
    )


async def test_the_checks_tell_of_an_indexer_that_fails(rig: Rig) -> None:
    found = [await each.ask() for each in rig.domain.checks]
    assert [each.ok for each in found] == [False, False]
    assert found[0].summary == "Sonarr complains: Indexers unavailable due to failures: TorrentHoard."


async def test_names_come_from_memory_also_when_the_servers_are_away(rig: Rig) -> None:
    names = rig.domain.names["followed_title"]
    known = await names()
    assert "Slow Horses" in [each.spoken for each in known]
    rig.misbehave(path="/media", how="error", times=50)
    assert await names() == known


@pytest.mark.parametrize("how", ["error", "garbage", "hang"])
async def test_a_bad_day_is_told_and_nothing_is_half_done(
    rig: Rig, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.media.keyed.SECONDS", 0.2)
    before = world(rig)
    rig.misbehave(path=f"{SONARR}/queue", how=how)
    with pytest.raises(Unavailable, match="Sonarr"):
        await rig.ask("explain_missing", title="slow horses")
    rig.misbehave(path=f"{SONARR}/series/editor", how=how)
    with pytest.raises(Unavailable, match="Sonarr"):
        await rig.do("set_quality", title="bluey", profile="Any")
    rig.misbehave(path=f"{RADARR}/movie", how=how)
    assert "Followed: 6 series." in await rig.ask("list_followed"), "one that answers is told of"
    assert world(rig) == before


PIECE = Piece(
    followed_id="series/1",
    number=7,
    kind="series",
    name="X",
    season=1,
    episode=2,
    out_at=NOON - timedelta(days=2),
)
LATE = NOON - timedelta(hours=1)


def a_download(**told: str) -> Download:
    row = {"episodeId": 7, "title": "X.S01E02", "size": 100, "sizeleft": 40, **told}
    return download_of(WireDownload.model_validate(row))


def what_is(
    downloads: Sequence[Download] = (),
    history: Sequence[Happened] = (),
    rejected: Sequence[Rejected] = (),
    folders: Sequence[Folder] = (),
    complaints: Sequence[Complaint] = (),
    searchers: Sequence[str] = ("one",),
) -> Seen:
    return Seen("Sonarr", NOON, downloads, history, complaints, folders, searchers, rejected)


@pytest.mark.parametrize(
    ("seen", "cause"),
    [
        (what_is(downloads=[a_download(status="paused")]), "paused"),
        (what_is(downloads=[a_download(status="queued")]), "on its way"),
        (what_is(downloads=[a_download(status="delay")]), "waiting for a better one"),
        (what_is(downloads=[a_download(status="failed")]), "download failed"),
        (
            what_is(downloads=[a_download(status="completed", trackedDownloadState="importBlocked")]),
            "not imported",
        ),
        (what_is(downloads=[a_download(status="downloadClientUnavailable")]), "download client away"),
        (what_is(downloads=[a_download(status="warning")]), "stalled"),
        (what_is(downloads=[a_download(status="warning"), a_download(status="downloading")]), "on its way"),
        (what_is(history=[Happened(piece=7, what="failed", at=LATE)]), "download failed"),
        (what_is(history=[Happened(piece=7, what="found", at=LATE)]), "not found"),
        (what_is(history=[Happened(piece=7, what="deleted", at=LATE)]), "not found"),
        (what_is(rejected=[Rejected(title="x", quality="SD", reasons=("no",))]), "quality not met"),
        (what_is(folders=[Folder(path="/tv", is_there=True, free_bytes=10)]), "disk full"),
        (what_is(folders=[Folder(path="/tv", is_there=False)]), "disk full"),
        (what_is(complaints=[Complaint(source="DownloadClientCheck", words="away")]), "download client away"),
        (what_is(complaints=[Complaint(source="IndexerStatusCheck", words="down")]), "indexer down"),
        (what_is(searchers=[]), "indexer down"),
        (what_is(), "not searched"),
    ],
)
def test_each_cause_is_told_apart(seen: Seen, cause: Cause) -> None:
    assert diagnose(PIECE, seen).cause == cause


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"is_here": True}, "here"),
        ({"is_monitored": False}, "not followed"),
        ({"out_at": None}, "not out yet"),
        ({"out_at": NOON + timedelta(hours=8)}, "not out yet"),
        ({"out_at": LATE}, "just out"),
        ({"searched_at": LATE}, "not found"),
    ],
)
def test_each_state_of_a_piece_is_told_apart(changed: dict[str, object], cause: Cause) -> None:
    piece = PIECE.model_copy(update=changed)
    assert diagnose(piece, Seen(server="Sonarr", now=NOON, searchers=["one"])).cause == cause


async def test_ten_thousand_series_are_told_in_a_few_lines() -> None:
    rows = [{"id": n, "title": f"Series {n}", "year": 2000, "qualityProfileId": 1} for n in range(10_000)]

    async def key() -> str:
        return "k"

    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=rows))
    async with httpx2.AsyncClient(transport=transport) as http:
        arr = Arr(KeyedServer(http, "Sonarr", "http://sonarr", key), "series")
        subject = MediaSeries(Shelves([arr]), Clock(LONDON, NOON))
        assert len(str(await subject.list_followed()).splitlines()) <= 12
