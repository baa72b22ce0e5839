"""Tidying in the simulated house: told as a plan, carried out, put back."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.verbs import Verbs
from memory.errors import Misconfigured, Mistake, Unavailable
from memory.people import Role
from tests.tools.rig import Rig
from tests.tools.worlds import LONDON, NOON, open_world
from tools.contract import Call, Json, Risk
from tools.farend import FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE, read_house
from tools.media import library, organiser
from tools.media.fake import MediaHouse
from tools.media.library.fake import library_routes
from tools.media.organiser.fake import organiser_routes
from tools.media.organiser.settings import OrganiserSettings
from tools.media.settings import MediaSettings
from tools.parts import join_parts
from tools.simulation import Simulation, house_settings


@asynccontextmanager
async def open_organiser(folder: Path, **change: Json) -> AsyncGenerator[Rig]:
    far = FarEnd(now=NOON)
    house = MediaHouse.model_validate(read_house(BUILT_IN_HOUSE)["media"])
    routes = [*organiser_routes(house.organiser, LONDON, far), *library_routes(house.library, LONDON, far)]
    async with served(Misbehaving(Starlette(routes=routes), far)) as url, open_world(folder) as world:
        told = MediaSettings.model_validate(house_settings(BUILT_IN_HOUSE, Simulation(url, 0))["media"])
        shelves, known = library.connect(told.library, world, url)
        settings = OrganiserSettings.model_validate({**told.organiser.model_dump(), **change})
        domain = join_parts(
            "media", "films", [organiser.connect(settings, world, url, known)], simulated=True
        )
        yield Rig(domain, Verbs([domain]), far, url, world)
        if shelves.close is not None:
            await shelves.close()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_organiser(tmp_path) as opened:
        yield opened


def disk(rig: Rig) -> Json:
    return rig.far.described()["media.organiser"]


async def test_the_plan_tells_all_in_a_few_lines_and_touches_nothing(rig: Rig) -> None:
    before = disk(rig)
    told = await rig.ask("plan_tidying")
    assert "5 files to rename or move:" in told
    assert "The Matrix (1999)/The Matrix (1999).mkv" in told
    assert "1 duplicate for the trash folder (18.6 GB), such as To sort/interstellar copy.mkv." in told
    assert "No year or episode number to go by: Home videos/summer at the lake.mp4." in told
    assert "Lawrence of Arabia (71.3 GB, 27 months)" in told
    assert len(told.splitlines()) <= 12
    assert disk(rig) == before
    assert rig.far.writes == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("names", "5 files to rename"),
        ("duplicates", "1 duplicate"),
        ("metadata", "No year or episode number"),
        ("unwatched", "Big and never watched, left alone: Lawrence of Arabia"),
    ],
)
async def test_one_kind_alone_can_be_asked_for(rig: Rig, kind: str, told: str) -> None:
    assert (await rig.ask("plan_tidying", kind=kind)).startswith(told)


async def test_it_is_carried_out_undone_and_done_again(rig: Rig) -> None:
    before = disk(rig)
    await rig.ask("plan_tidying")
    assert await rig.card("apply_tidying") == (
        "Rename or move 5 files and put 1 duplicate (18.6 GB) in the trash folder. It can be undone."
    )
    done = await rig.do("apply_tidying")
    assert str(done.answer) == "5 files renamed or moved and 1 duplicate put in the trash folder."
    after = disk(rig)
    assert "films/The Matrix (1999)/The Matrix (1999).en.srt" in str(after)
    assert "films/To sort" not in str(after)

    back = await rig.undo(done)
    assert str(back.answer) == "6 files back where they were."
    assert disk(rig) == before
    await rig.undo(back)
    assert disk(rig) == after


async def test_what_was_shown_last_is_what_is_applied(rig: Rig) -> None:
    await rig.ask("plan_tidying", kind="duplicates")
    assert (await rig.card("apply_tidying")).startswith("Put 1 duplicate")
    assert (await rig.card("apply_tidying", kind="names")).startswith("Rename or move 5 files. ")


async def test_a_plan_of_other_days_and_one_made_up_are_refused(rig: Rig) -> None:
    done = await rig.do("apply_tidying")
    assert isinstance(done.inverse, Call)
    with pytest.raises(Mistake, match="done already"):
        await rig.do("apply_tidying", plan=done.inverse.args["plan"])
    with pytest.raises(Mistake, match="nothing to tidy"):
        await rig.do("apply_tidying")
    for plan in ("all-0000000000", "../../etc", "names-"):
        with pytest.raises(Mistake):
            await rig.do("apply_tidying", plan=plan)
    with pytest.raises(Mistake, match="no such tidying"):
        await rig.do("undo_tidying", plan="all-0000000000")


async def test_a_disk_that_fails_half_way_ends_it_and_undo_puts_back_what_was_done(rig: Rig) -> None:
    before = disk(rig)
    rig.misbehave(path="/media/organiser/move", how="slow", times=2, seconds=0)
    rig.misbehave(path="/media/organiser/move", how="error", times=1)
    done = await rig.do("apply_tidying")
    assert str(done.answer).startswith(
        "2 files renamed or moved.\nI stopped half-way, 4 files not reached: The simulated disk"
    )
    await rig.undo(done)
    assert disk(rig) == before


async def test_a_disk_that_fails_at_once_changes_nothing(rig: Rig) -> None:
    before = disk(rig)
    for how in ("error", "garbage", "drop"):
        rig.misbehave(path="/media/organiser/make_folder", how=how)
        with pytest.raises(Unavailable):
            await rig.do("apply_tidying")
        assert disk(rig) == before, how


async def test_off_by_default_it_only_plans(tmp_path: Path) -> None:
    assert OrganiserSettings().switched_on is False
    async with open_organiser(tmp_path, switched_on=False) as rig:
        assert "switched off" in await rig.ask("plan_tidying")
        with pytest.raises(Misconfigured, match="switched_on"):
            await rig.do("apply_tidying")
        assert rig.far.writes == []


async def test_what_was_watched_is_not_made_up(rig: Rig) -> None:
    rig.misbehave(path="/media/library", how="error", times=200)
    assert (
        await rig.ask("plan_tidying", kind="unwatched")
        == "What was watched I can't tell: no media library answers."
    )


async def test_only_adults_tidy_and_undoing_is_not_for_models(rig: Rig) -> None:
    told = {each.name: (each.risk, each.role, each.model) for each in rig.domain.verbs}
    assert told == {
        "plan_tidying": (Risk.READ, Role.ADULT, True),
        "apply_tidying": (Risk.WRITE, Role.ADULT, True),
        "undo_tidying": (Risk.WRITE, Role.ADULT, False),
    }
    await rig.job("compare media files")
    assert (await rig.domain.checks[0].ask()).ok
