"""What goes to the trash, what stays, and how it comes back exactly."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from memory.errors import Mistake
from tests.tools.pc.trash_ground import NOW, SECOND_DISK, Ground, Planted, plant, snapshot
from tools.pc.stopping import Stop


@pytest.fixture(params=["same disk", "another disk"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    if request.param == "same disk":
        yield Ground(tmp_path, tmp_path / "data")
        return
    if not SECOND_DISK.exists() or SECOND_DISK.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has one file system only")
    with TemporaryDirectory(dir=SECOND_DISK) as data:
        yield Ground(tmp_path, Path(data))


names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20
).filter(
    lambda name: name not in {".", ".."} and not name.startswith(".homeops-") and len(name.encode()) < 80
)

leaves = st.one_of(st.binary(max_size=40), names.map(lambda name: "../" + name))

trees = st.dictionaries(
    names,
    st.recursive(leaves, lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=6),
    max_size=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=trees, elsewhere=st.booleans())
def test_what_was_moved_comes_back_exactly(tree: dict[str, Planted], *, elsewhere: bool) -> None:
    with (
        TemporaryDirectory() as here,
        TemporaryDirectory(dir=SECOND_DISK if elsewhere and SECOND_DISK.exists() else None) as data,
    ):
        ground = Ground(Path(here), Path(data))
        plant(ground.root, tree)
        before, junk = snapshot(ground.root), ground.junk()
        assume(junk)

        receipt = ground.trash.put(Stop(), "r", junk, NOW)
        assert [item.path for item in receipt.items] == [item.path for item in junk]
        assert all(not os.path.lexists(item.path) for item in junk)
        after = snapshot(ground.root)
        assert ground.trash.put(Stop(), "r", junk, NOW) == receipt
        assert snapshot(ground.root) == after
        assert ground.trash.restore(Stop(), "r").items == receipt.items
        assert snapshot(ground.root) == before
        # A late repetition of the clean-up does not undo the undo.
        assert ground.trash.put(Stop(), "r", junk, NOW).empty
        assert snapshot(ground.root) == before


def test_only_old_things_right_inside_are_listed(tmp_path: Path) -> None:
    ground = Ground(tmp_path, tmp_path / "cache" / "homeops")
    (ground.root / "homeops").mkdir()
    (ground.root / "old").write_text("x")
    (ground.root / "link").symlink_to(tmp_path)
    os.mkfifo(ground.root / "pipe")
    (ground.root / "folder").mkdir()
    (ground.root / "folder" / "fresh").write_text("x")
    fresh = (NOW - timedelta(days=1)).timestamp()
    os.utime(ground.root / "folder" / "fresh", (fresh, fresh))

    assert [Path(item.path).name for item in ground.junk()] == ["old"]


def test_a_thing_outside_or_behind_a_link_stays(ground: Ground, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    item = ground.one("old")
    (ground.root / "way").symlink_to(tmp_path)
    forged = [
        item.model_copy(update={"path": path})
        for path in (
            str(secret),
            f"{ground.root}/../secret",
            f"{ground.root}/way/secret",
            str(ground.root),
            "/",
        )
    ]

    receipt = ground.trash.put(Stop(), "r", [*forged, item.model_copy(update={"root_id": "other"})], NOW)

    assert receipt.items == ()
    assert len(receipt.refused) == 6
    assert secret.read_text() == "mine"
    assert (ground.root / "old").exists()


def test_a_root_that_became_a_link_is_not_followed(ground: Ground, tmp_path: Path) -> None:
    item = ground.one("old")
    ground.root.rename(tmp_path / "moved")
    ground.root.symlink_to(tmp_path / "moved")

    assert ground.trash.put(Stop(), "r", [item], NOW).items == ()
    assert (tmp_path / "moved" / "old").read_text() == "old"


@pytest.mark.parametrize("change", ["text", "link", "folder", "gone", "used"])
def test_what_changed_since_it_was_listed_stays(ground: Ground, tmp_path: Path, change: str) -> None:
    item = ground.one("old")
    path = Path(item.path)
    (tmp_path / "precious").write_text("mine")
    if change != "used":
        path.unlink()
    match change:
        case "text":
            path.write_text("new")
        case "link":
            path.symlink_to(tmp_path / "precious")
        case "folder":
            path.mkdir()
        case "used":
            os.utime(path, (NOW.timestamp(), path.stat().st_mtime))
        case _:
            pass

    receipt = ground.trash.put(Stop(), "r", [item], NOW)

    assert receipt.items == ()
    assert receipt.refused[0].reason
    assert (tmp_path / "precious").read_text() == "mine"
    assert os.path.lexists(path) == (change != "gone")


def test_an_occupied_place_is_not_overwritten_and_nothing_moves(ground: Ground) -> None:
    items = [ground.one("a"), ground.one("b")]
    ground.trash.put(Stop(), "r", items, NOW)
    (ground.root / "b").write_text("new")

    with pytest.raises(Mistake, match="Something else is at"):
        ground.trash.restore(Stop(), "r")

    assert (ground.root / "b").read_text() == "new"
    assert not (ground.root / "a").exists()
    (ground.root / "b").unlink()
    ground.trash.restore(Stop(), "r")
    assert (ground.root / "a").read_text() == (ground.root / "b").read_text() == "old"
    with pytest.raises(Mistake, match="Nothing of that clean-up"):
        ground.trash.restore(Stop(), "r")


def test_a_hard_link_stays_one_or_the_thing_stays(ground: Ground, tmp_path: Path) -> None:
    item = ground.one("old")
    os.link(ground.root / "old", tmp_path / "other name")

    receipt = ground.trash.put(Stop(), "r", [item], NOW)
    if receipt.items:
        ground.trash.restore(Stop(), "r")

    assert (ground.root / "old").samefile(tmp_path / "other name")


def test_the_trash_is_emptied_for_good_after_its_days(ground: Ground) -> None:
    ground.trash.put(Stop(), "r", [ground.one("old", "12345")], NOW)

    assert ground.trash.empty(Stop(), NOW - timedelta(days=30)) == 0
    assert ground.trash.empty(Stop(), NOW + timedelta(days=1)) == 5
    receipt = ground.trash.find("r")
    assert receipt is not None
    assert receipt.empty
    with pytest.raises(Mistake):
        ground.trash.restore(Stop(), "r")
    assert ground.trash.find("never") is None
