"""What there is to watch, as TMDB and TVDB tell it and as this household stands to it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.verbs import Verbs
from memory.errors import Misconfigured, Mistake, Unavailable
from memory.people import Person, Role
from tests.tools.rig import ANNA, Rig
from tests.tools.worlds import LONDON, NOON, open_world
from tools.contract import Caller, Json
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE, read_house
from tools.media import discovery, library
from tools.media.discovery.answers import Recommended
from tools.media.discovery.fake import discovery_routes
from tools.media.discovery.household import Requested
from tools.media.discovery.models import Kind
from tools.media.discovery.settings import DiscoverySettings
from tools.media.fake import MediaHouse
from tools.media.library.fake import library_routes
from tools.media.library.settings import LibrarySettings
from tools.media.settings import MediaSettings
from tools.parts import Part, join_parts
from tools.simulation import Simulation, house_settings

TMDB = "/media/discovery/tmdb"
LEO = Caller(Person("leo", "Leo", Role.CHILD), "ask:leo", "a test")


@asynccontextmanager
async def open_discovery(
    folder: Path, *, requested: Requested | None = None, libraries: bool = True, **change: Json
) -> AsyncGenerator[Rig]:
    """Discovery beside the libraries of the house; `change` are other settings of discovery."""
    far = FarEnd(now=NOON)
    house = MediaHouse.model_validate(read_house(BUILT_IN_HOUSE)["media"])
    routes = [*discovery_routes(house.discovery, LONDON, far), *library_routes(house.library, LONDON, far)]
    app = Misbehaving(Starlette(routes=routes), far)
    async with served(app) as url, open_world(folder) as world:
        told = MediaSettings.model_validate(house_settings(BUILT_IN_HOUSE, Simulation(url, 0))["media"])
        shelves_settings = told.library if libraries else LibrarySettings()
        shelves, known = library.connect(shelves_settings, world, url)
        settings = DiscoverySettings.model_validate({**told.discovery.model_dump(), **change})
        part: Part = discovery.connect(settings, world, url, known, requested)
        domain = join_parts("media", "films", [part], simulated=True)
        yield Rig(domain, Verbs([domain]), far, url, world)
        if shelves.close is not None:
            await shelves.close()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_discovery(tmp_path) as opened:
        yield opened


async def test_a_title_is_told_with_facts_where_to_watch_it_and_what_else_has_the_name(rig: Rig) -> None:
    told = await rig.ask("show_title", title="dune")
    assert told.startswith(
        "Dune (2021): film, 2 h 35 min, 7.8 of 10.\nScience Fiction, Adventure.\nPaul Atreides"
    )
    assert "There is also Dune (1984)." in told
    assert told.endswith("(TMDB, just now)")
    assert len(told.splitlines()) <= 12
    assert "137" not in told


async def test_the_year_says_which_one(rig: Rig) -> None:
    for title, year in (("Dune", 1984), ("dune 1984", None), ("Dune (1984)", None)):
        told = await rig.ask("show_title", title=title, year=year)
        assert told.startswith("Dune (1984): film, 2 h 17 min")
        assert "You have it: Plex" in told
    assert (await rig.ask("show_title", title="Blade Runner 2049")).startswith("Blade Runner 2049 (2017)")


async def test_where_to_watch_names_what_is_owned_and_paid_for_first(rig: Rig) -> None:
    lines = (await rig.ask("where_to_watch", title="the martian")).splitlines()
    assert lines == [
        "The Martian (2015):",
        "You have it: Plex in 1080p.",
        "With your Disney Plus.",
        "To rent or buy: Apple TV.",
        "(TMDB and JustWatch, just now)",
    ]
    assert "Not with yours, but with: Apple TV+." in await rig.ask("where_to_watch", title="Ted Lasso")
    assert "To rent or buy: Apple TV, Amazon Video." in await rig.ask("where_to_watch", title="Get Out")


async def test_tvdb_is_asked_where_tmdb_knows_nothing_or_does_not_answer(rig: Rig) -> None:
    told = await rig.ask("show_title", title="the larkspur letters")
    assert told.startswith("The Larkspur Letters (2026)")
    assert told.endswith("(TVDB, just now)")
    rig.misbehave(path=TMDB, how="error", times=9)
    assert (await rig.ask("show_title", title="severance")).endswith("(TVDB, just now)")


async def test_an_unknown_title_is_a_mistake_and_two_dead_servers_are_not(rig: Rig) -> None:
    with pytest.raises(Mistake, match="no film or series called “Xyzzy Plugh”"):
        await rig.ask("show_title", title="Xyzzy Plugh")
    rig.misbehave(path="/media/discovery", how="error", times=9)
    with pytest.raises(Unavailable, match="TMDB failed"):
        await rig.ask("show_title", title="Conclave")


async def test_answers_are_kept_for_a_day_and_longer_while_tmdb_is_away(rig: Rig) -> None:
    first = await rig.ask("show_trending")
    rig.misbehave(path=TMDB, how="garbage", times=50)
    assert await rig.ask("show_trending") == first

    rig.world.clock.advance(timedelta(hours=30))
    late = await rig.ask("show_trending")
    assert late.splitlines()[:-1] == first.splitlines()[:-1]
    assert late.endswith("(TMDB, 30 hours ago, it does not answer now)")


async def test_what_many_watch_tells_how_it_stands_here(rig: Rig) -> None:
    told = await rig.ask("show_trending")
    assert told.splitlines()[1:4] == [
        "• Project Hail Mary (2026)",
        "• Zootropolis 2 (2025); with your Disney Plus",
        "• Wake Up Dead Man (2025); with your Netflix",
    ]
    assert "• Slow Horses (2022), the series; you have it" in told
    assert "Project" not in await rig.ask("show_trending", kind="series")
    assert "Conclave" not in await rig.ask("show_trending", LEO)


async def test_what_comes_is_told_by_its_day(rig: Rig) -> None:
    assert (await rig.ask("show_upcoming")).splitlines()[1:3] == [
        "• Avengers: Doomsday, 17 December",
        "• Dune: Part Three, 18 December",
    ]
    assert "Doctor Who (2024), the series; with your Disney Plus" in await rig.ask(
        "show_upcoming", kind="series"
    )


async def recommended(rig: Rig, caller: Caller = ANNA, **args: Json) -> Recommended:
    found = await rig.run("recommend", caller, **args)
    assert isinstance(found, Recommended)
    return found


async def test_what_is_recommended_follows_from_what_was_watched_and_is_not_here_yet(rig: Rig) -> None:
    found = await recommended(rig)
    assert len(found.rows) == 5
    assert found.from_watched
    assert {each.entry.kind for each in found.rows} == {"film", "series"}
    assert all(each.because for each in found.rows)
    for each in found.rows:
        assert "You have it" not in await rig.ask("where_to_watch", title=each.entry.title)
    assert "because you watched" in str(found)
    assert str(await recommended(rig)) == str(found)


async def test_a_mood_a_kind_and_a_person_narrow_it(rig: Rig) -> None:
    funny = await recommended(rig, kind="film", mood="funny")
    assert all(35 in each.entry.genres and each.entry.kind == "film" for each in funny.rows)
    mia, ben = await recommended(rig, person="Mia"), await recommended(rig, person="Ben")
    assert {each.entry.title for each in mia.rows} != {each.entry.title for each in ben.rows}
    nobody = await recommended(rig, person="Zoe")
    assert str(nobody).startswith("I don't know of anything that person watched lately. Many watch these")


async def test_a_child_is_shown_what_is_made_for_families(rig: Rig) -> None:
    found = await recommended(rig, LEO)
    assert found.rows
    assert all({10751, 10762} & set(each.entry.genres) for each in found.rows)


async def test_what_is_requested_is_neither_recommended_nor_news(tmp_path: Path) -> None:
    async with open_discovery(tmp_path) as rig:
        first = (await recommended(rig, kind="film")).rows[0].entry
    asked: frozenset[tuple[Kind, int]] = frozenset({first.key, ("film", 687163)})

    async def requested() -> frozenset[tuple[Kind, int]]:
        return asked

    async with open_discovery(tmp_path, requested=requested) as rig:
        found = await recommended(rig, kind="film")
        assert first.key not in {each.entry.key for each in found.rows}
        assert "• Project Hail Mary (2026); requested already" in await rig.ask("show_trending")


async def test_without_a_library_it_says_so_and_tells_what_others_watch(tmp_path: Path) -> None:
    async with open_discovery(tmp_path, libraries=False) as rig:
        found = await recommended(rig)
        assert str(found).startswith("No media library is connected")
        assert found.rows


async def test_a_library_that_is_away_makes_nothing_up(rig: Rig) -> None:
    rig.misbehave(path="/media/library", how="error", times=200)
    assert "I can't tell whether you have it" in await rig.ask("show_title", title="Conclave")


async def test_lists_want_tmdb(tmp_path: Path) -> None:
    async with open_discovery(tmp_path, tmdb=None) as rig:
        assert (await rig.ask("show_title", title="severance")).endswith("(TVDB, just now)")
        with pytest.raises(Misconfigured, match=r"media\.discovery\.tmdb"):
            await rig.ask("show_trending")


async def test_nothing_configured_is_nothing(tmp_path: Path) -> None:
    async with open_discovery(tmp_path, tmdb=None, tvdb=None) as rig:
        assert not rig.domain.verbs


async def test_the_checks_tell_who_does_not_answer(rig: Rig) -> None:
    assert [(await each.ask()).ok for each in rig.domain.checks] == [True, True]
    rig.misbehave(path=TMDB, how="error")
    finding = await rig.domain.checks[0].ask()
    assert (finding.ok, finding.summary) == (False, "TMDB failed at that.")
    assert rig.domain.endpoints["TMDB"] == f"{rig.url}{TMDB}"
