"""Downloads as the family asks about them and changes them."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from memory.errors import Mistake
from tests.tools.media.downloads_rig import open_downloads
from tests.tools.rig import ANNA, Rig
from tests.tools.worlds import NOON
from tools.contract import Call, Done, Irreversible, Json, Risk, Unclear
from tools.events import Noticed

MAGNET = f"magnet:?xt=urn:btih:{'ab' * 20}&dn=Dune.Part.Two.2024.1080p.WEB"
NZB = "https://indexer.example.org/get/Dark.S01E01.nzb?key=1"
SECOND = Path(__file__).parents[2] / "bench" / "houses" / "second.toml"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_downloads(tmp_path) as opened:
        yield opened


def held(rig: Rig) -> Json:
    told = rig.far.described()["media.downloads.qbittorrent"]
    assert isinstance(told, dict)
    return told["held by torrent"]


async def undone(rig: Rig, done: Done, before: object) -> None:
    await rig.undo(done)
    assert rig.far.described() == before


async def test_the_list_tells_what_is_stuck_and_what_runs(rig: Rig) -> None:
    lines = (await rig.ask("list_downloads")).splitlines()
    assert lines[0].startswith(
        "1 failed, 1 stuck, 3 downloading, 1 waiting, 1 paused and 2 finished and seeding"
    )
    assert lines[2] == "• Slow Horses S05E03: stuck at 37 %, nobody has it to give"
    assert len(lines) <= 12
    assert await rig.ask("list_downloads", state="checking") == "Nothing is being checked or unpacked."
    assert "Bluey S03" in await rig.ask("list_downloads", state="seeding")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("slow horses", "Wait a day, or delete it and search for another release."),
        ("only murders", "Delete it with its files and search for another release."),
        ("the wild robot", "62 % of 9.8 GB."),
    ],
)
async def test_one_is_explained_with_a_proposal(rig: Rig, said: str, told: str) -> None:
    assert told in await rig.ask("show_download", download=said)


async def test_a_broken_tracker_is_told_with_its_words(tmp_path: Path) -> None:
    async with open_downloads(tmp_path, house=SECOND) as rig:
        told = await rig.ask("show_download", download="ubuntu")
    assert "Its tracker, which knows who has it, does not work." in told
    assert "“unregistered torrent”" in told


async def test_a_pause_until_midnight_holds_what_ran_and_ends_by_itself(rig: Rig) -> None:
    before = rig.far.described()
    midnight = (NOON + timedelta(hours=12)).isoformat()
    done = await rig.do("pause_downloads", until=midnight)
    assert "They go on tomorrow at 00:00." in str(done.answer)
    assert done.left == await rig.observe("pause_downloads")
    told = rig.far.described()["media.downloads.sabnzbd"]
    assert isinstance(told, dict)
    assert told["paused"] is True
    (waiting,) = await rig.world.later.under("downloads:")
    assert waiting.due_at == NOON + timedelta(hours=12)

    await rig.run(waiting.verb.removeprefix("media_"), ANNA, **waiting.args)
    assert rig.far.described() == before  # the documentaries were paused before, and still are
    assert await rig.world.later.under("downloads:") == []


async def test_undoing_a_pause_lets_only_those_go_on_that_ran(rig: Rig) -> None:
    before = rig.far.described()
    done = await rig.do("pause_downloads", minutes=60)
    await undone(rig, done, before)
    assert await rig.world.later.under("downloads:") == []
    again = await rig.do("pause_downloads", downloads=["wild robot"])
    assert str(again.answer) == "Paused: The Wild Robot 2024."
    await undone(rig, again, before)


async def test_undoing_a_resume_puts_the_timed_pause_back(rig: Rig) -> None:
    await rig.do("pause_downloads", minutes=60)
    before, (waiting,) = rig.far.described(), await rig.world.later.under("downloads:")
    done = await rig.do("resume_downloads")
    assert "Nature.Documentaries.Complete.2160p.HEVC" in str(held(rig))
    assert await rig.world.later.under("downloads:") == []
    await undone(rig, done, before)
    (back,) = await rig.world.later.under("downloads:")
    assert back.due_at == waiting.due_at


async def test_a_second_pause_moves_the_end_of_the_first(rig: Rig) -> None:
    await rig.do("pause_downloads", minutes=60)
    await rig.do("pause_downloads", minutes=120)
    (waiting,) = await rig.world.later.under("downloads:")
    assert waiting.due_at - NOON > timedelta(minutes=115)
    assert len(str(waiting.args["downloads"]).split(",")) == 4


async def test_the_end_of_a_pause_survives_that_one_was_deleted(rig: Rig) -> None:
    await rig.do("pause_downloads", minutes=60)
    (waiting,) = await rig.world.later.under("downloads:")
    await rig.do("delete_download", download="wild robot")
    await rig.do("resume_downloads", ANNA, **waiting.args)
    assert str(held(rig)).count("True") == 1


async def test_a_time_that_is_over_is_refused(rig: Rig) -> None:
    with pytest.raises(Mistake, match="still to come"):
        await rig.do("pause_downloads", until=(NOON - timedelta(hours=1)).isoformat())


async def test_a_limit_for_a_time_goes_back_to_what_was(rig: Rig) -> None:
    before = rig.far.described()
    done = await rig.do("limit_downloads", limit=16, unit="Mbit/s", minutes=60)
    assert str(done.answer) == "qBittorrent and SABnzbd: at most 2 MB/s each. As before again today at 13:00."
    assert done.left == await rig.observe("limit_downloads", limit=1)
    shorter = await rig.do("limit_downloads", limit=500, unit="kB/s", minutes=30)
    (waiting,) = await rig.world.later.under("downloads:")
    assert waiting.args == {"limits": {"qBittorrent": 0, "SABnzbd": 0}}
    await rig.undo(shorter)
    (again,) = await rig.world.later.under("downloads:")
    assert again.due_at - NOON > timedelta(minutes=55)
    assert again.args == waiting.args
    await rig.run("set_download_limits", ANNA, **waiting.args)
    assert rig.far.described() == before
    assert await rig.world.later.under("downloads:") == []


async def test_a_limit_by_time_of_day_is_set_and_undone(rig: Rig) -> None:
    before = rig.far.described()
    done = await rig.do(
        "set_limit_schedule", limit=1, start="18:00", end="2026-11-23T23:30:00+00:00", days="weekdays"
    )
    assert str(done.answer).startswith("qBittorrent: at most 1 MB/s from 18:00 to 23:30 on weekdays.")
    assert done.left == await rig.observe("set_limit_schedule", limit=1)
    off = await rig.do("set_limit_schedule", limit=0)
    assert str(off.answer).startswith("qBittorrent: no limit by time of day.")
    await rig.undo(off)
    await undone(rig, done, before)
    with pytest.raises(Mistake, match="From when to when"):
        await rig.do("set_limit_schedule", limit=1)


async def test_a_limit_in_the_hours_of_the_schedule_leaves_the_schedule_alone(rig: Rig) -> None:
    scheduled = await rig.do("set_limit_schedule", limit=1, start="11:00", end="13:00")
    assert "Limit: at most 1 MB/s." in await rig.ask("list_downloads")
    before = rig.far.described()
    done = await rig.do("limit_downloads", limit=0.5)
    assert str(done.answer).endswith(
        "Just now its limit by time of day holds for qBittorrent: at most 1 MB/s."
    )
    assert scheduled.left == await rig.observe("set_limit_schedule", limit=1)
    await undone(rig, done, before)


@pytest.mark.parametrize("link", [MAGNET, NZB, "http://example.org/Debian.torrent"])
async def test_what_is_added_is_there_and_undo_takes_it_away(rig: Rig, link: str) -> None:
    before = rig.far.described()
    done = await rig.do("add_download", link=link)
    assert rig.far.described() != before
    await undone(rig, done, before)
    written = rig.far.writes[-1]
    assert written.verb.endswith("delete")


async def test_adding_what_is_there_changes_nothing(rig: Rig) -> None:
    await rig.do("add_download", link=MAGNET)
    before = rig.far.described()
    again = await rig.do("add_download", link=MAGNET)
    assert "was there already" in str(again.answer)
    assert isinstance(again.inverse, Irreversible)
    assert rig.far.described() == before


async def test_who_wants_another_quality_is_told(rig: Rig) -> None:
    done = await rig.do("add_download", link=MAGNET)
    assert str(done.answer).endswith("Note that it is in 1080p; you usually want 2160p.")


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "magnet:?dn=nothing", "ftp://a/b.torrent", "http://a b", "dune"]
)
async def test_only_links_to_downloads_are_taken(rig: Rig, link: str) -> None:
    before = len(rig.far.writes)
    with pytest.raises(Mistake):
        await rig.do("add_download", link=link)
    assert len(rig.far.writes) == before


async def test_deleting_asks_names_it_and_takes_the_files_only_when_told(rig: Rig) -> None:
    assert await rig.risk("delete_download", download="debian") is Risk.DANGER
    card = await rig.card("delete_download", download="debian", with_files=True)
    assert card == "Delete debian-12.8.0 (qBittorrent), and all that it has fetched."
    done = await rig.do("delete_download", download="debian")
    assert str(done.answer) == "debian-12.8.0 is gone from qBittorrent, its files are still there."
    assert rig.far.writes[-1].args["files"] is False
    assert isinstance(done.inverse, Irreversible)
    failed = await rig.do("delete_download", download="only murders", with_files=True)
    assert "gone from SABnzbd" in str(failed.answer)


async def test_taking_back_what_has_finished_since_leaves_its_files(rig: Rig) -> None:
    await rig.do("take_back_download", download=await id_of(rig, "paddington"))
    assert rig.far.writes[-1].args["files"] is False


async def id_of(rig: Rig, said: str) -> str:
    return str((await rig.admit("delete_download", {"download": said}))["download"])


async def test_a_name_of_several_is_asked_about_with_buttons(rig: Rig) -> None:
    await rig.do("add_download", link=f"magnet:?xt=urn:btih:{'cd' * 20}&dn=Slow.Horses.S05E04.1080p")
    with pytest.raises(Unclear) as asked:
        await rig.admit("pause_downloads", {"downloads": ["slow horses"], "minutes": 30})
    label, call = asked.value.options[0]
    assert label == "Slow Horses S05E03 (qBittorrent)"
    assert call == Call("media_pause_downloads", {"downloads": call.args["downloads"], "minutes": 30})
    await rig.do("pause_downloads", ANNA, **call.args)
    with pytest.raises(Mistake, match="Nothing called"):
        await rig.admit("delete_download", {"download": "titanic"})


async def test_names_are_known_and_are_an_outsiders(rig: Rig) -> None:
    names = await rig.domain.names["download"]()
    assert "slow horses season 5 episode 3" in {each.spoken for each in names}
    assert not any(each.trusted for each in names)


async def test_what_fails_is_told_once_with_a_button(rig: Rig) -> None:
    told: list[Noticed] = []

    async def hear(noticed: Noticed) -> None:
        told.append(noticed)

    rig.world.events.subscribe(Noticed, hear)
    await rig.job("downloads")
    assert told == []  # it had failed long before
    await rig.do("add_download", link="https://indexer.example.org/Fake.Film.2025.nzb")
    rig.far.set_clock(NOON + timedelta(hours=2))
    await rig.job("downloads")
    await rig.job("downloads")
    (noticed,) = told
    assert noticed.text.startswith(
        "Fake Film 2025 (SABnzbd) has failed. The archive is locked with a password"
    )
    ((label, verb, args),) = noticed.options
    assert label == "Delete it"
    await rig.do(verb.removeprefix("media_"), ANNA, **args)
    assert "Fake" not in await rig.ask("list_downloads", state="failed")


async def test_five_stops_and_starts_what_four_pauses(tmp_path: Path) -> None:
    async with open_downloads(tmp_path, house=SECOND) as rig:
        before = rig.far.described()
        done = await rig.do("pause_downloads", downloads=["severance"])
        assert rig.far.writes[-1].verb == "qbittorrent.pause"
        await undone(rig, done, before)


async def test_a_child_may_not_add(rig: Rig) -> None:
    assert rig.verbs["media_add_download"].verb.role > rig.verbs["media_list_downloads"].verb.role
    assert ANNA.person.role >= rig.verbs["media_add_download"].verb.role
