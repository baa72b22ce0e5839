"""The trash when the power is cut: what was begun is finished or undone, and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.tools.pc.trash_ground import NOW, SECOND_DISK, Ground, plant, snapshot
from tools.pc.models import Junk
from tools.pc.stopping import Stop

PUT = """
import sys
from datetime import datetime
from pathlib import Path
from pydantic import TypeAdapter
from tools.pc.models import Junk
from tools.pc.settings import CleanupRoot
from tools.pc.stopping import Stop
from tools.pc.trash import Trash
data, root, what, now = sys.argv[1:]
roots = {"cache": CleanupRoot(id="cache", path=Path(root), label="caches", older_than_days=10)}
trash = Trash(Path(data) / "trash", roots)
if what == "put":
    trash.put(Stop(), "r", TypeAdapter(list[Junk]).validate_json(sys.stdin.read()), datetime.fromisoformat(now))
else:
    trash.restore(Stop(), "r")
"""


def killed(ground: Ground, what: str, junk: list[Junk], point: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", PUT, str(ground.data), str(ground.root), what, NOW.isoformat()],
        input="[" + ",".join(item.model_dump_json() for item in junk) + "]",
        env={**os.environ, "HOMEOPS_FAILPOINT": point},
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode in {0, -9}
    return done.returncode == -9


@pytest.fixture
def cut(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ground]:
    """A furnished ground for the disk and the point that a test names."""
    elsewhere = str(request.param).startswith("another disk")
    if elsewhere and not SECOND_DISK.exists():
        pytest.skip("this machine has one file system only")
    with TemporaryDirectory(dir=SECOND_DISK if elsewhere else tmp_path) as data:
        ground = Ground(tmp_path, Path(data))
        plant(ground.root, {"file": b"one", "folder": {"in": b"two", "link": "../file"}, "last": b"three"})
        yield ground


SAME = ["same disk, trash-moved", "same disk, place-linked"]

OTHER = [
    f"another disk, place-{point}"
    for point in ("linked", "linked:2", "linked:3", "claimed", "copied", "placed", "placed:2")
]


def point_of(request: pytest.FixtureRequest) -> str:
    return request.node.callspec.id.split(", ")[1]


@pytest.mark.parametrize("cut", ["same disk, trash-written", *SAME, *OTHER], indirect=True, ids=str)
def test_a_power_cut_while_cleaning_up_is_finished(cut: Ground, request: pytest.FixtureRequest) -> None:
    before, junk = snapshot(cut.root), cut.junk()
    assert killed(cut, "put", junk, point_of(request))

    receipt = cut.trash.put(Stop(), "r", junk, NOW)

    assert [item.path for item in receipt.items] == [item.path for item in junk]
    assert snapshot(cut.root) == {}
    cut.trash.restore(Stop(), "r")
    assert snapshot(cut.root) == before


@pytest.mark.parametrize("cut", [*SAME, *OTHER[3:]], indirect=True, ids=str)
def test_a_power_cut_while_cleaning_up_is_undone(cut: Ground, request: pytest.FixtureRequest) -> None:
    before, junk = snapshot(cut.root), cut.junk()
    assert killed(cut, "put", junk, point_of(request))

    cut.trash.restore(Stop(), "r")

    assert snapshot(cut.root) == before


@pytest.mark.parametrize(
    "cut", ["same disk, trash-restored", "same disk, place-linked", *OTHER], indirect=True, ids=str
)
def test_a_power_cut_while_putting_back_is_finished(cut: Ground, request: pytest.FixtureRequest) -> None:
    before, junk = snapshot(cut.root), cut.junk()
    cut.trash.put(Stop(), "r", junk, NOW)
    assert killed(cut, "restore", [], point_of(request))

    assert cut.trash.put(Stop(), "r", junk, NOW).items
    cut.trash.restore(Stop(), "r")

    assert snapshot(cut.root) == before
