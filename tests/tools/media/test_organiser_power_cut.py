"""Tidying that is killed, refused half-way, switched off or asked for with an old plan."""

import asyncio
from pathlib import Path

import pytest

from memory.errors import Misconfigured, Mistake, Unavailable
from tests.tools.media.organiser_ground import Ground, Refusing, killed, snap
from tests.tools.rig import ANNA
from tools.contract import Call
from tools.media.organiser.journal import Journal
from tools.media.organiser.settings import OrganiserSettings


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground")


@pytest.mark.parametrize(
    "points",
    [("tidy-step:1", "tidy-linked:1"), ("tidy-linked:2", "tidy-step:2"), ("tidy-step:5", "tidy-linked:3")],
)
async def test_a_tidying_that_was_killed_is_finished_or_put_back(
    ground: Ground, points: tuple[str, str]
) -> None:
    for path in ("films/Dune.2021.x264/Dune.2021.x264.mkv", "films/Up.2009.mkv", "series/silo.1x02.mkv"):
        ground.put(path)
    ground.put("films/copy of up.mkv", b"films/Up.2009.mkv")
    before, handle = snap(ground.folder), (await ground.plan()).handle

    assert await killed(ground, "apply_tidying", handle, points[0])
    assert (await ground.organiser().plan_tidying(ANNA)).interrupted
    await ground.organiser().undo_tidying(handle)
    assert snap(ground.folder) == before

    assert await killed(ground, "apply_tidying", handle, points[0])
    done = await ground.organiser().apply_tidying(ANNA)
    assert isinstance(done.inverse, Call)
    assert (await ground.plan()).steps == ()
    assert await killed(ground, "undo_tidying", handle, points[1])
    await ground.organiser().undo_tidying(handle)
    assert snap(ground.folder) == before


async def test_a_disk_that_refuses_half_way_ends_it_with_what_was_done(ground: Ground) -> None:
    for path in ("films/Dune.2021.mkv", "films/Up.2009.mkv"):
        ground.put(path)
    before, plan = snap(ground.folder), await ground.plan()
    ground.disk = refusing = Refusing({"films": ground.films, "series": ground.series}, after=1)

    done = await ground.organiser().apply_tidying(ANNA, plan.handle)

    assert str(done.answer).startswith(
        "1 file renamed or moved.\nI stopped half-way, 1 file not reached: The disk refused"
    )
    refusing.left = 100
    await ground.organiser().undo_tidying(plan.handle)
    assert snap(ground.folder) == before


async def test_a_disk_that_refuses_at_once_leaves_everything(ground: Ground) -> None:
    ground.put("films/Dune.2021.mkv")
    before, plan = snap(ground.folder), await ground.plan()
    ground.disk = Refusing({"films": ground.films, "series": ground.series}, after=0)
    with pytest.raises(Unavailable):
        await ground.organiser().apply_tidying(ANNA, plan.handle)
    assert snap(ground.folder) == before


async def test_a_plan_of_other_folders_is_not_carried_out(ground: Ground) -> None:
    ground.put("films/Dune.2021.mkv")
    handle = (await ground.plan()).handle
    ground.put("films/Up.2009.mkv")
    with pytest.raises(Mistake, match="ask for the plan again"):
        await ground.organiser().apply_tidying(ANNA, handle)


async def test_it_is_off_unless_switched_on(ground: Ground) -> None:
    ground.put("films/Dune.2021.mkv")
    before = snap(ground.films)
    organiser = ground.organiser(switched_on=False)
    assert "switched off" in str(await organiser.plan_tidying(ANNA))
    for call in (organiser.apply_tidying(ANNA), organiser.resolve({})):
        with pytest.raises(Misconfigured, match="switched_on"):
            await call
    assert snap(ground.films) == before


def test_the_journal_refuses_names_that_are_none(tmp_path: Path) -> None:
    assert asyncio.run(Journal(tmp_path).read("../../etc/passwd")) is None


def test_roots_must_be_folders_of_their_own_and_apart() -> None:
    for path in ("/", "films", "C:\\", "/srv/../etc"):
        with pytest.raises(ValueError):
            OrganiserSettings.model_validate({"roots": [{"path": path, "kind": "films"}]})
    with pytest.raises(ValueError, match="lies in another"):
        OrganiserSettings.model_validate(
            {"roots": [{"path": "/srv/m", "kind": "films"}, {"path": "/srv/M/series", "kind": "series"}]}
        )
