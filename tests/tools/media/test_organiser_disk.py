"""On a real disk: plan, apply and undo give the very same tree; nothing outside of the roots is ever touched."""

import asyncio
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.errors import Misconfigured, Mistake
from memory.holding import HeldBack, held
from tests.tools.media.organiser_ground import Ground, snap
from tools.media.organiser.duplicates import Comparer
from tools.media.organiser.models import TRASH, Mark
from tools.media.organiser.mover import back, walk


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground")


PARTS = st.one_of(
    st.sampled_from(
        ["The.Matrix.1999.1080p.x264-G", "The Matrix (1999)", "the matrix (1999)", "Dune (2021)", "dune.2021", "Season 01",
         "Season 1", "Severance", "severance.s01e02.web", "Severance - S01E02", "2x03", "con.1999", "...", "-", "Extras",
         "x" * 240, "\N{LATIN SMALL LETTER E WITH ACUTE}" * 120 + ".1999", "a\nb.2001", " 1999", "CON (1999)", "~", "$(x).2003",
         "e\N{COMBINING ACUTE ACCENT}tude.2004", "\N{LATIN SMALL LETTER E WITH ACUTE}tude.2004", "....1999", ". . .2002.720p"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=12),
).filter(lambda part: part not in {".", ".."})  # fmt: skip
ENDINGS = st.sampled_from([".mkv", ".mp4", ".srt", ".en.srt", "", ".nfo", ".avi"])
FILES = st.lists(
    st.tuples(
        st.sampled_from(["films", "series"]),
        st.lists(PARTS, min_size=1, max_size=3),
        ENDINGS,
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_plan_apply_undo_gives_the_very_same_tree(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, list[str], str, int]]
) -> None:
    ground = Ground(tmp_path_factory.mktemp("tree") / "ground")
    for root, parts, ending, content in files:
        try:
            ground.put("/".join([root, *parts]) + ending, b"same %d" % content)
        except OSError:
            continue  # too long, or a file where a folder is wanted
    before = snap(ground.folder)

    async def there_and_back() -> None:
        plan = await ground.plan()
        done = await walk(ground.disk, plan.steps)
        assert done.stopped is None
        assert done.stayed == []
        moved = snap(ground.folder)
        assert sorted(v for v in moved.values() if v[0] == "file") == sorted(
            v for v in before.values() if v[0] == "file"
        )
        assert all(each.startswith(("films", "series", "outside")) for each in moved)
        undone = await walk(ground.disk, back(plan.steps))
        assert (undone.stopped, undone.stayed) == (None, [])

    asyncio.run(there_and_back())
    assert snap(ground.folder) == before


async def test_duplicates_go_by_content_and_the_well_named_one_stays(ground: Ground) -> None:
    big = random.Random(1).randbytes(3 << 20)
    ground.put("films/Up (2009)/Up (2009).mkv", big)
    ground.put("films/a/up copy.mkv", big)
    ground.put(
        "films/b/other.mkv", big[: 1 << 20] + b"x" * (1 << 20) + big[2 << 20 :]
    )  # same size, same ends
    ground.put("films/c/empty one", b"")
    os.link(ground.films / "b/other.mkv", ground.films / "b/again.mkv")

    plan = await ground.plan("duplicates")

    assert [(each.path, kept.path) for each, kept in plan.moves.duplicates] == [
        ("a/up copy.mkv", "Up (2009)/Up (2009).mkv")
    ]
    await walk(ground.disk, plan.steps)
    (gone,) = (ground.films / TRASH).rglob("*.mkv")
    assert gone.read_bytes() == big
    assert (await ground.plan("duplicates")).steps == ()


async def test_no_link_is_followed_neither_at_planning_nor_at_moving(ground: Ground) -> None:
    (ground.films / "Secret.2001.mkv").symlink_to(ground.outside / "Secret.2001.mkv")
    (ground.films / "way out").symlink_to(ground.outside)
    film = ground.put("films/Dune.2021/Dune.2021.mkv")
    plan = await ground.plan()
    assert {each.path for each in plan.tree.files} == {"Dune.2021/Dune.2021.mkv"}

    # In between somebody puts a link where the new folder was to be, then where the old one was.
    (ground.films / "Dune (2021)").symlink_to(ground.outside)
    walked = await walk(ground.disk, plan.steps)
    assert walked.moved == []
    assert film.exists()
    film.parent.rename(ground.films / "elsewhere")
    film.parent.symlink_to(ground.outside)
    assert (await walk(ground.disk, plan.steps)).moved == []

    assert [each.name for each in ground.outside.iterdir()] == ["Secret.2001.mkv"]


@pytest.mark.parametrize(
    "path",
    ["../outside/Secret.2001.mkv", "/etc/passwd", "a/../../outside/x", "..", "", "a//b", "./a", "a\0b"],
)
async def test_no_path_leads_out_of_a_root(ground: Ground, path: str) -> None:
    before, mark = snap(ground.folder), Mark(device=0, inode=0, size=0, mtime_ns=0)
    for what in (
        ground.disk.make_folder("films", path),
        ground.disk.drop_folder("films", path),
        ground.disk.move("films", path, "x.mkv", mark),
        ground.disk.move("films", "x.mkv", path, mark),
        ground.disk.make_folder("elsewhere", "a"),
    ):
        with pytest.raises(Mistake):
            await what
    assert snap(ground.folder) == before


async def test_a_file_that_changed_since_stays_and_the_others_go(ground: Ground) -> None:
    one, two = ground.put("films/Dune.2021.mkv"), ground.put("films/Up.2009.mkv")
    plan = await ground.plan()
    one.write_bytes(b"another cut")

    walked = await walk(ground.disk, plan.steps)

    assert [step.path for step, _ in walked.stayed] == ["Dune.2021.mkv"]
    assert one.read_bytes() == b"another cut"
    assert (ground.films / "Up (2009)/Up (2009).mkv").exists()
    assert not two.exists()


async def test_nothing_is_written_over(ground: Ground) -> None:
    ground.put("films/Dune.2021.mkv", b"mine")
    plan = await ground.plan()
    theirs = ground.put("films/Dune (2021)/Dune (2021).mkv", b"theirs")

    assert len((await walk(ground.disk, plan.steps)).stayed) == 1
    assert theirs.read_bytes() == b"theirs"


async def test_a_rehearsal_moves_nothing(ground: Ground) -> None:
    ground.put("films/Dune.2021.mkv")
    plan, before = await ground.plan(), snap(ground.folder)
    with held(), pytest.raises(HeldBack):
        await walk(ground.disk, plan.steps)
    assert snap(ground.folder) == before


async def test_a_root_that_is_away_is_said(ground: Ground) -> None:
    ground.films.rmdir()
    with pytest.raises(Misconfigured, match="organiser"):
        await ground.plan()


async def test_names_that_are_no_text_are_counted_and_left(ground: Ground) -> None:
    with open(os.fsencode(ground.films) + b"/bad\xff.2001.mkv", "wb"):  # noqa: PTH123, ASYNC230
        pass
    plan = await ground.plan()
    assert (plan.tree.unreadable, plan.steps) == (1, ())


async def test_comparing_reads_each_file_once(ground: Ground) -> None:
    ground.put("films/a.mkv", b"same content")
    ground.put("films/b.mkv", b"same content")
    tree = await ground.disk.tree()
    comparer = Comparer(ground.disk)
    first = await comparer.groups(tree.files)
    for each in tree.files:
        (ground.films / each.path).chmod(0)
    assert await comparer.groups(tree.files) == first
