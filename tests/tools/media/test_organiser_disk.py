"""On a real disk: plan, apply and undo give the very same tree; nothing outside of the roots is ever touched."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.holding import HeldBack, held
from tests.tools.rig import ANNA
from tests.tools.worlds import NOON
from tools.contract import Call
from tools.media.libraries import Libraries
from tools.media.organiser.duplicates import Comparer
from tools.media.organiser.journal import Journal
from tools.media.organiser.local import LocalDisk
from tools.media.organiser.models import TRASH, Mark
from tools.media.organiser.mover import back, walk
from tools.media.organiser.names import read_episode, read_film, safe_name
from tools.media.organiser.planning import ALL, Plan, Planner
from tools.media.organiser.settings import OrganiserSettings
from tools.media.organiser.tools import Organiser

Snap = dict[str, tuple[str, bytes | str, int]]


def snap(folder: Path) -> Snap:
    """All that lies in a folder: kind, content and inode of each name."""
    found: Snap = {}
    for each in sorted(folder.rglob("*")):
        facts = each.lstat()
        if each.is_symlink():
            found[str(each.relative_to(folder))] = ("link", os.readlink(each), facts.st_ino)  # noqa: PTH115
        elif each.is_dir():
            found[str(each.relative_to(folder))] = ("folder", "", 0)
        else:
            found[str(each.relative_to(folder))] = ("file", each.read_bytes(), facts.st_ino)
    return found


class Ground:
    """Two roots beside something that is nobody's business."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.films, self.series, self.outside = folder / "films", folder / "series", folder / "outside"
        for each in (self.films, self.series, self.outside):
            each.mkdir(parents=True, exist_ok=True)
        (self.outside / "Secret.2001.mkv").write_bytes(b"not yours")
        told = {
            "roots": [
                {"path": str(self.films), "kind": "films"},
                {"path": str(self.series), "kind": "series"},
            ]
        }
        self.settings = OrganiserSettings.model_validate(told)
        self.disk: LocalDisk = LocalDisk({"films": self.films, "series": self.series})

    def put(self, path: str, content: bytes = b"") -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content or path.encode())
        return file

    @property
    def planner(self) -> Planner:
        return Planner(self.disk, self.settings, Libraries(), lambda: NOON)

    def organiser(self, *, switched_on: bool = True) -> Organiser:
        journal = Journal(self.folder.parent / "journal")
        return Organiser(self.disk, self.planner, journal, lambda: NOON, switched_on=switched_on)

    async def plan(self, kind: str = ALL) -> Plan:
        return await self.planner.plan(kind)


class Refusing(LocalDisk):
    """A disk that gives up after some moves."""

    def __init__(self, roots: Mapping[str, Path], after: int) -> None:
        super().__init__(roots)
        self.left = after

    async def move(self, root: str, path: str, to: str, mark: Mark) -> bool:
        if not self.left:
            raise Unavailable("The disk refused: No space left on device; check the rights of HomeOps there.")
        self.left -= 1
        return await super().move(root, path, to, mark)


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


async def test_misnamed_files_get_the_usual_names_and_take_their_subtitles_along(ground: Ground) -> None:
    ground.put("films/Blade.Runner.2049.2017.2160p.WEB/Blade.Runner.2049.2017.2160p.WEB.mkv")
    ground.put("films/Blade.Runner.2049.2017.2160p.WEB/Blade.Runner.2049.2017.2160p.WEB.en.srt")
    ground.put("films/Blade.Runner.2049.2017.2160p.WEB/Extras/making of.mkv")
    ground.put("films/up_2009.mp4")
    ground.put("series/Silo/silo.1x02.mkv")
    ground.put("series/andor.s01e03.reckoning.720p/andor.s01e03.reckoning.720p.mkv")

    await walk(ground.disk, (await ground.plan()).steps)

    assert {each for each, what in snap(ground.folder).items() if what[0] == "file"} == {
        "films/Blade Runner 2049 (2017)/Blade Runner 2049 (2017).mkv",
        "films/Blade Runner 2049 (2017)/Blade Runner 2049 (2017).en.srt",
        "films/Blade Runner 2049 (2017)/Extras/making of.mkv",
        "films/Up (2009)/Up (2009).mp4",
        "series/Silo/Season 01/Silo - S01E02.mkv",
        "series/Andor/Season 01/Andor - S01E03 - Reckoning.mkv",
        "outside/Secret.2001.mkv",
    }
    assert not (ground.films / "Blade.Runner.2049.2017.2160p.WEB").exists()
    assert (await ground.plan()).steps == ()


async def test_what_is_called_well_is_left_alone(ground: Ground) -> None:
    for path in (
        "films/Dune (2021)/Dune (2021) - 4K.mkv",
        "films/Dune (2021) {tmdb-438631}/Dune (2021) {tmdb-438631}.mkv",
        "films/Up (2009)/Up (2009)-trailer.mkv",
        "series/Doctor Who (2005)/Specials/Doctor Who - S00E01 - Extra.mkv",
        "series/Bluey/Season 2/Bluey - S02E01-E02 - Two.mkv",
    ):
        ground.put(path)
    assert (await ground.plan("names")).steps == ()


async def test_names_that_are_taken_in_another_case_are_told_and_left(ground: Ground) -> None:
    ground.put("films/the matrix (1999)/THE MATRIX (1999).mkv", b"one")
    ground.put("films/The.Matrix.1999.mkv", b"two")
    ground.put("films/the.matrix.1999.720p.mp4", b"three")
    before = snap(ground.films)

    plan = await ground.plan()
    await walk(ground.disk, plan.steps)

    files = [each for each in snap(ground.films) if not (ground.films / each).is_dir()]
    assert len(files) == len({each.casefold() for each in files}) == 3
    await walk(ground.disk, back(plan.steps))
    assert snap(ground.films) == before


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


CHILD = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from tools.media.libraries import Libraries
from tools.media.organiser.journal import Journal
from tools.media.organiser.local import LocalDisk
from tools.media.organiser.planning import Planner
from tools.media.organiser.settings import OrganiserSettings
from tools.media.organiser.tools import Organiser
folder, verb, handle, now = Path(sys.argv[1]), sys.argv[2], sys.argv[3], datetime.fromisoformat(sys.argv[4])
roots = {each: folder / each for each in ("films", "series")}
told = OrganiserSettings(roots=[{"path": str(path), "kind": name} for name, path in roots.items()])
disk = LocalDisk(roots)
planner = Planner(disk, told, Libraries(), lambda: now)
organiser = Organiser(disk, planner, Journal(folder.parent / "journal"), lambda: now, switched_on=True)
asyncio.run(organiser.undo_tidying(handle) if verb == "undo_tidying" else organiser.apply_tidying(None, handle))
"""


async def killed(ground: Ground, verb: str, handle: str, point: str) -> bool:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(ground.folder),
        verb,
        handle,
        NOON.isoformat(),
        env={**os.environ, "HOMEOPS_FAILPOINT": point},
    )
    code = await asyncio.wait_for(child.wait(), 30)
    assert code in {0, -signal.SIGKILL}
    return code != 0


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


@pytest.mark.parametrize(
    ("words", "title", "year"),
    [
        ("1917.2019.1080p.BluRay", "1917", 2019),
        ("2001.A.Space.Odyssey.1968.REMASTERED.1080p", "2001 A Space Odyssey", 1968),
        ("Blade Runner 2049", None, None),
        ("[GRP] Spirited Away (2001) [1080p]", "Spirited Away", 2001),
        ("the.princess.and.the.frog.2009", "The Princess and the Frog", 2009),
        ("1999", None, None),
    ],
)
def test_films_are_read_from_names(words: str, title: str | None, year: int | None) -> None:
    film = read_film(words, "", 2028)
    assert (film and film.title, film and film.year) == (title, year)


@pytest.mark.parametrize(
    ("words", "show", "number", "title"),
    [
        ("Severance.S01E02.Half.Loop.1080p.WEB.H264", "Severance", "S01E02", "Half Loop"),
        ("the bear - 2x05 - Pop", "The Bear", "S02E05", "Pop"),
        ("Bluey S02E01-E02", "Bluey", "S02E01-E02", ""),
        ("s1e3", "", "S01E03", ""),
    ],
)
def test_episodes_are_read_from_names(words: str, show: str, number: str, title: str) -> None:
    episode = read_episode(words)
    assert episode is not None
    assert (episode.show, episode.number, episode.title) == (show, number, title)


@given(st.text(max_size=300))
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name)
    if safe is not None:
        assert not set(safe) & set('/\\:*?"<>|\0\n')
        assert safe not in {".", ".."}
        assert len(safe.encode()) <= 255


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
