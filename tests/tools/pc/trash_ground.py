"""Two folders to try the trash in: what could go, and where it goes."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from tools.pc.folders import list_junk
from tools.pc.models import Junk
from tools.pc.settings import CleanupRoot
from tools.pc.stopping import Stop
from tools.pc.trash import Trash

NOW = datetime.now(UTC) + timedelta(days=60)

SECOND_DISK = Path("/dev/shm")

Tree = dict[str, tuple[int, int, bytes]]


def snapshot(folder: Path) -> Tree:
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        facts = path.lstat()
        body = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        body = str(path.readlink()).encode() if path.is_symlink() else body
        found[str(path.relative_to(folder))] = (facts.st_mode, facts.st_mtime_ns, body)
    return found


class Ground:
    """A folder where cleaning is allowed, and a trash on the same or another file system."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.root = folder.resolve() / "cache"
        self.root.mkdir()
        self.data = data
        self.roots = {"cache": CleanupRoot(id="cache", path=self.root, label="caches", older_than_days=10)}
        self.trash = Trash(data / "trash", self.roots)

    def junk(self) -> list[Junk]:
        return list(list_junk(Stop(), list(self.roots.values()), self.data, NOW).items)

    def one(self, name: str, text: str = "old") -> Junk:
        (self.root / name).write_text(text)
        return next(item for item in self.junk() if item.path == str(self.root / name))


Planted: TypeAlias = "bytes | str | Mapping[str, Planted]"
"""A file's bytes, where a link points, or a folder's content by name."""


def plant(folder: Path, tree: Planted) -> None:
    if isinstance(tree, bytes):
        folder.write_bytes(tree)
        folder.chmod(0o640 if len(tree) % 2 else 0o755)
        os.utime(folder, ns=(10**18, 10**18 + len(tree)))
    elif isinstance(tree, str):
        folder.symlink_to(tree)
    else:
        folder.mkdir(exist_ok=True)
        for name, inner in tree.items():
            plant(folder / name, inner)
