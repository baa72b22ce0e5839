"""Two roots on a real disk beside something that is nobody's business, and one who is killed while tidying them."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from memory.errors import Unavailable
from tests.tools.worlds import NOON
from tools.media.libraries import Libraries
from tools.media.organiser.journal import Journal
from tools.media.organiser.local import LocalDisk
from tools.media.organiser.models import Mark
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
