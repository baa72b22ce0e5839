"""Cleaning up, with a way back."""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from memory.clock import Clock
from memory.errors import Mistake, Unavailable
from tools.contract import Args, Call, Done, Irreversible, Risk, World
from tools.farend import Behaviour, FarEnd
from tools.pc.local import LocalMachine
from tools.pc.models import JunkList
from tools.pc.pretend_state import PcState
from tools.pc.settings import CleanupRoot, PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.pc.storage.answers import CleanedUp, EmptiedTrash, NothingToClean, PutBack
from tools.pc.storage.tools import Storage, verbs

LONDON = ZoneInfo("Europe/London")


async def do(storage: Storage, call: object) -> Done:
    """Run the call that undoes something, as the door would."""
    assert isinstance(call, Call)
    verb = {verb.name: verb for verb in verbs(storage)}[call.verb.removeprefix("pc_")]
    done = await verb.run(**call.args)
    assert isinstance(done, Done)
    return done


def same(before: JunkList, after: JunkList) -> bool:
    return sorted(before.items, key=lambda item: item.path) == sorted(after.items, key=lambda item: item.path)


async def test_the_preview_tells_every_kind_and_touches_nothing(storage: Storage, far: FarEnd) -> None:
    found = await storage.preview_cleanup()

    assert {kind.kind for kind in found.kinds} >= {"temporary files", "thumbnails", "half-finished downloads"}
    assert "14 GB could go" in str(found)
    assert "Nothing has been touched" in str(found)
    assert far.writes == []


async def test_cleaning_up_and_undoing_it_leaves_all_as_it_was(
    storage: Storage, machine: SimulatedMachine
) -> None:
    before = await machine.junk()

    done = await storage.clean_up()
    assert (await machine.junk()).items == ()
    assert "Moved 14 GB (6 things) to the trash" in str(done.answer)
    back = await do(storage, done.inverse)

    assert same(before, await machine.junk())
    assert str(back.answer) == "Put 14 GB (6 things) back where it was."


async def test_undo_can_be_undone_and_undone_again(storage: Storage, machine: SimulatedMachine) -> None:
    before = await machine.junk()
    done = await storage.clean_up("temporary files")
    after = await machine.junk()

    back = await do(storage, done.inverse)
    again = await do(storage, back.inverse)
    assert same(after, await machine.junk())
    await do(storage, again.inverse)

    assert same(before, await machine.junk())


async def test_only_the_kind_that_was_asked_for_goes(storage: Storage, machine: SimulatedMachine) -> None:
    await storage.clean_up("Thumbnails")

    left = {item.label for item in (await machine.junk()).items}
    assert "thumbnails" not in left
    assert "temporary files" in left
    with pytest.raises(Mistake, match="temporary files"):
        await storage.clean_up("holiday photos")


async def test_nothing_to_clean_is_said_and_has_no_undo(storage: Storage, far: FarEnd) -> None:
    await storage.clean_up()
    writes = len(far.writes)

    done = await storage.clean_up()

    assert isinstance(done.answer, NothingToClean)
    assert isinstance(done.inverse, Irreversible)
    assert len(far.writes) == writes


async def test_what_holds_nothing_is_nothing_to_clean(
    storage: Storage, world: World, pc_url: str, far: FarEnd
) -> None:
    state = PcState.model_validate_json((await world.http.get(f"{pc_url}/pc/_state")).content)
    state.junk = [item.model_copy(update={"bytes": 0}) for item in state.junk[:1]]
    await world.http.put(f"{pc_url}/pc/_state", content=state.model_dump_json())

    done = await storage.clean_up()

    assert str(done.answer) == "There is nothing to clean up."
    assert isinstance(done.inverse, Irreversible)
    assert str(await storage.preview_cleanup()) == "There is nothing to clean up."
    assert await storage.cleanups.say_cleanup({}) == "Clean up: there is nothing to move now."
    assert far.writes == []


async def test_an_empty_trash_is_not_asked_about(storage: Storage) -> None:
    with pytest.raises(Mistake, match="nothing in the trash"):
        await storage.cleanups.say_empty({})


async def test_a_clean_up_whose_answer_was_lost_is_recognised_and_undone_whole(
    storage: Storage, world: World, machine: SimulatedMachine, settings: PcSettings, far: FarEnd
) -> None:
    before = await machine.junk()
    far.behaviours.append(Behaviour(path="/pc/to_trash", how="drop"))
    with pytest.raises(Unavailable):
        await storage.clean_up()
    again = Storage(machine, world, settings)  # as after a restart
    verb = {verb.name: verb for verb in verbs(again)}["clean_up"]
    assert verb.observe is not None
    assert verb.happened is not None
    assert verb.happened({}, await verb.observe({})) is False

    done = await again.clean_up()

    assert isinstance(done.answer, CleanedUp)
    assert done.answer.items == len(before.items)
    assert [write.verb for write in far.writes] == ["to_trash"]
    assert verb.happened({}, await verb.observe({})) is True
    await do(again, done.inverse)
    assert same(before, await machine.junk())


async def test_an_interrupted_clean_up_is_not_taken_for_another_one(
    storage: Storage, machine: SimulatedMachine, far: FarEnd
) -> None:
    far.behaviours.append(Behaviour(path="/pc/to_trash", how="error"))
    with pytest.raises(Unavailable):
        await storage.clean_up()

    done = await storage.clean_up("thumbnails")

    assert isinstance(done.answer, CleanedUp)
    assert done.answer.items == 1
    assert len((await machine.junk()).items) == 5


async def test_a_restore_whose_answer_was_lost_does_not_put_an_older_one_back(
    storage: Storage, machine: SimulatedMachine, far: FarEnd
) -> None:
    await storage.clean_up("thumbnails")
    await storage.clean_up("temporary files")
    far.behaviours.append(Behaviour(path="/pc/restore", how="drop"))
    with pytest.raises(Unavailable):
        await storage.restore_cleanup()

    done = await storage.restore_cleanup()

    assert isinstance(done.answer, PutBack)
    assert "thumbnails" not in {item.label for item in (await machine.junk()).items}


async def test_an_untouched_trash_looks_as_it_was_left(storage: Storage) -> None:
    verb = {verb.name: verb for verb in verbs(storage)}["clean_up"]
    assert verb.observe is not None
    first = await storage.clean_up("thumbnails")
    assert await verb.observe({}) == first.left

    second = await storage.clean_up("temporary files")
    assert await verb.observe({}) != first.left
    await do(storage, second.inverse)

    assert await verb.observe({}) == first.left


async def test_emptying_the_trash_asks_first_and_is_for_good(
    storage: Storage, machine: SimulatedMachine, far: FarEnd, settings: PcSettings
) -> None:
    done = await storage.clean_up()
    verb = {verb.name: verb for verb in verbs(storage)}["empty_trash"]
    assert verb.risk is Risk.DANGER
    assert verb.card is not None
    assert "14 GB" in await verb.card({})
    far.set_clock(far.now() + timedelta(minutes=1))

    emptied = await storage.empty_trash()

    assert isinstance(emptied.answer, EmptiedTrash)
    assert emptied.answer.bytes > 13.5e9
    assert isinstance(emptied.inverse, Irreversible)
    assert (
        str((await do(storage, done.inverse)).answer) == "Nothing of that clean-up is in the trash any more."
    )
    assert settings.trash_days == 30


async def test_two_clean_ups_at_once_move_everything_once(storage: Storage, far: FarEnd) -> None:
    one, two = await asyncio.gather(storage.clean_up(), storage.clean_up())

    assert {type(one.answer), type(two.answer)} == {CleanedUp, NothingToClean}
    assert len(far.writes) == 1


async def test_cards_say_what_would_happen(storage: Storage) -> None:
    cards: dict[str, Callable[[Args], object]] = {
        verb.name: verb.card for verb in verbs(storage) if verb.card is not None
    }
    assert set(cards) == {"clean_up", "restore_cleanup", "empty_trash"}
    card = await storage.cleanups.say_cleanup({"kind": "thumbnails"})
    assert card == "Move thumbnails (430 MB) to the trash.\nIt can be put back for 30 days."
    await storage.clean_up("thumbnails")
    assert "430 MB" in await storage.cleanups.say_restore({})


async def test_an_empty_folder_on_a_real_disk_stays(world: World, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    (junk / "old").mkdir(parents=True)
    (junk / "empty.tmp").touch()
    clock = Clock(LONDON, datetime.now(LONDON) + timedelta(days=30))
    settings = PcSettings(cleanup=(CleanupRoot(id="junk", path=junk, label="junk", older_than_days=1),))
    storage = Storage(LocalMachine(settings, tmp_path / "data", clock.now), world, settings)

    done = await storage.clean_up()

    assert str(done.answer) == "There is nothing to clean up."
    assert sorted(path.name for path in junk.iterdir()) == ["empty.tmp", "old"]


def make_files(root: Path, sizes: dict[str, int]) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for name, size in sizes.items():
        (root / name).write_bytes(os.urandom(size))


def read_files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(root.iterdir())}


@hypothesis.settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sizes=st.dictionaries(st.sampled_from(["a", "b", "c d", "é", "f.tmp"]), st.integers(1, 999), min_size=1),
    in_use=st.sampled_from(["a", "b", "f.tmp", None]),
    retaken=st.sampled_from(["a", "c d", "é", None]),
)
async def test_on_a_real_disk_do_then_undo_is_as_before(
    world: World,
    tmp_path_factory: pytest.TempPathFactory,
    sizes: dict[str, int],
    in_use: str | None,
    retaken: str | None,
) -> None:
    folder = tmp_path_factory.mktemp("pc")
    junk = folder / "junk"
    make_files(junk, sizes)
    clock = Clock(LONDON, datetime.now(LONDON) + timedelta(days=30))
    if in_use in sizes:
        os.utime(junk / in_use, (clock.now().timestamp(), clock.now().timestamp()))
    before = read_files(junk)
    settings = PcSettings(cleanup=(CleanupRoot(id="junk", path=junk, label="junk", older_than_days=1),))
    storage = Storage(LocalMachine(settings, folder / "data", clock.now), world, settings)

    done = await storage.clean_up()
    assert read_files(junk).keys() == {in_use} & sizes.keys()
    if isinstance(done.inverse, Irreversible):
        return
    if retaken in sizes and retaken != in_use:  # something else has its place meanwhile
        (junk / retaken).write_bytes(b"newer")
        with pytest.raises(Mistake, match="Something else"):
            await do(storage, done.inverse)
        assert (junk / retaken).read_bytes() == b"newer"
        (junk / retaken).unlink()
    await do(storage, done.inverse)

    assert read_files(junk) == before
