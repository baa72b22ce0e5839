"""A stopped or timed-out turn stops touching the disk between two files, and what was done is told truly."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from memory.clock import Clock
from tools.contract import World
from tools.pc import places
from tools.pc.folders import list_junk, measure_folders
from tools.pc.local import LocalMachine
from tools.pc.settings import CleanupRoot, PcSettings
from tools.pc.stopping import Stop, StoppedError, run_aside
from tools.pc.storage.tools import Storage, verbs
from tools.pc.trash import Trash

LATER = datetime.now(UTC) + timedelta(days=30)
ZONE = ZoneInfo("Europe/London")


class After(Stop):
    """Called off after so many looks at it."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._left = looks

    @property
    def called_off(self) -> bool:
        self._left -= 1
        return self._left < 0


class Ground:
    """A folder of junk and a trash beside it."""

    def __init__(self, folder: Path, files: int) -> None:
        self.junk = folder / "junk"
        self.junk.mkdir()
        for number in range(files):
            (self.junk / f"{number}.tmp").write_bytes(os.urandom(100))
        self.root = CleanupRoot(id="junk", path=self.junk, label="junk", older_than_days=1)
        self.data = folder / "data"
        self.trash = Trash(self.data / "trash", {"junk": self.root})
        self.settings = PcSettings(cleanup=(self.root,))

    def left(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.junk.iterdir()}


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path, 20)


def test_a_clean_up_stops_between_two_files_and_is_put_back_or_finished(ground: Ground) -> None:
    before = ground.left()
    items = list_junk(Stop(), [ground.root], ground.data, LATER).items

    with pytest.raises(StoppedError):
        ground.trash.put(After(len(items) + 3), "r", items, LATER)
    receipt = ground.trash.find("r")

    assert receipt is not None
    assert 0 < len(receipt.items) < 20
    assert len(ground.left()) == 20 - len(receipt.items)
    assert len(ground.trash.put(Stop(), "r", items, LATER).items) == 20
    with pytest.raises(StoppedError):
        ground.trash.restore(After(2), "r")
    assert len(ground.left()) == 2
    assert len(ground.trash.restore(Stop(), "r").items) == 18
    assert ground.left() == before


def test_emptying_the_trash_stops_between_two_things(ground: Ground) -> None:
    items = list_junk(Stop(), [ground.root], ground.data, LATER).items
    ground.trash.put(Stop(), "r", items, LATER)

    with pytest.raises(StoppedError):
        ground.trash.empty(After(5), LATER + timedelta(days=1))

    assert len(list((ground.data / "trash" / "r").glob("[0-9]*"))) == 15
    assert ground.trash.empty(Stop(), LATER + timedelta(days=1)) == 1500


def test_a_copy_to_another_disk_that_is_stopped_leaves_the_folder_as_it_was(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = ground.junk / "many"
    folder.mkdir()
    for number in range(10):
        (folder / str(number)).write_text("x")
    source, target = places.path_place(folder), places.path_place(elsewhere / "many")
    steps = places.Steps(source, target, "t", After(4))

    def refuse(place: places.Place, to: places.Place) -> None:
        if place.path.parent != to.path.parent:  # as two disks do
            raise OSError(18, "Invalid cross-device link")
        os.rename(place.path, to.path)  # noqa: PTH104

    monkeypatch.setattr(places.Place, "move", refuse)
    with pytest.raises(StoppedError):
        steps.go(lambda _: True)

    assert sorted(path.name for path in folder.iterdir()) == [str(number) for number in range(10)]
    assert list(elsewhere.iterdir()) == []
    assert [path.name for path in ground.junk.iterdir() if path.name.startswith(places.MARK)] == []


def test_looking_through_folders_stops_too(ground: Ground) -> None:
    assert not measure_folders(After(5), str(ground.junk), 10).complete
    assert len(list_junk(After(5), [ground.root], ground.data, LATER).items) < 20


async def test_a_cancelled_call_waits_for_its_thread_to_leave(tmp_path: Path) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    log: list[str] = []

    def work(stop: Stop) -> None:
        loop.call_soon_threadsafe(begun.set)
        while not stop.called_off:
            pass
        log.append("left")
        stop.check()

    task = asyncio.create_task(run_aside(60, work))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert log == ["left"]
    with pytest.raises(TimeoutError):
        await run_aside(0.01, work)
    assert log == ["left", "left"]


async def stopped_clean_up(storage: Storage, ground: Ground) -> None:
    """A clean-up that is cancelled once it has moved something."""
    files = len(ground.left())
    task = asyncio.create_task(storage.clean_up())
    while len(os.listdir(ground.junk)) == files:  # noqa: ASYNC110, PTH208 - nothing tells of a moved file
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_ledger_does_not_call_half_a_clean_up_done_or_undone(world: World, tmp_path: Path) -> None:
    ground = Ground(tmp_path, 3000)
    before = ground.left()
    clock = Clock(ZONE, LATER)
    storage = Storage(LocalMachine(ground.settings, ground.data, clock.now), world, ground.settings)
    clean_up = {verb.name: verb for verb in verbs(storage)}["clean_up"]
    assert clean_up.observe is not None
    assert clean_up.happened is not None

    await stopped_clean_up(storage, ground)

    left = len(ground.left())
    assert 0 < left < 3000
    assert clean_up.happened({}, await clean_up.observe({})) is None
    assert len(ground.left()) == left
    await storage.restore_cleanup()
    assert ground.left() == before


async def test_a_clean_up_that_was_stopped_is_finished_when_it_is_asked_again(
    world: World, tmp_path: Path
) -> None:
    ground = Ground(tmp_path, 3000)
    before = ground.left()
    clock = Clock(ZONE, LATER)
    storage = Storage(LocalMachine(ground.settings, ground.data, clock.now), world, ground.settings)
    clean_up = {verb.name: verb for verb in verbs(storage)}["clean_up"]
    assert clean_up.observe is not None
    assert clean_up.happened is not None

    await stopped_clean_up(storage, ground)
    done = await storage.clean_up()

    assert "3,000 things" in str(done.answer)
    assert ground.left() == {}
    assert clean_up.happened({}, await clean_up.observe({})) is True
    await storage.restore_cleanup()
    assert ground.left() == before
