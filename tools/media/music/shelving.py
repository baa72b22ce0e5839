"""Moves what has come into the library: only between the two folders of the settings, never through a link, over nothing."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from memory.holding import hold
from tools.media.music.models import Fetched, name_folder


class Shelf:
    """The folder where slskd leaves what has come, and the library."""

    def __init__(self, finished: Path, library: Path) -> None:
        self._finished = finished
        self._library = library

    async def shelve(self, fetched: Sequence[Fetched]) -> list[str]:
        """Move every folder that is all there; the names of those that were moved."""
        ready = [name_folder(each.folder) for each in fetched if each.stage == "done"]
        return await asyncio.to_thread(lambda: [name for name in dict.fromkeys(ready) if self._move(name)])

    def has(self, name: str) -> bool:
        """Whether a folder of that name is in the library."""
        return _is_plain(name) and (self._library / name).is_dir()

    def _move(self, name: str) -> bool:
        source, target = self._finished / name, self._library / name
        if not _is_plain(name) or not _is_real_folder(source) or os.path.lexists(target):
            return False
        if not self._library.is_dir() or _holds_link(source):
            return False
        hold("move music into the library")
        shutil.move(source, target)
        return True


def _is_plain(name: str) -> bool:
    """Whether a name that a stranger chose is that of one folder, and of nothing above or beside it."""
    return name not in ("", ".", "..") and not any(each in name for each in "/\\\0:")


def _is_real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _holds_link(folder: Path) -> bool:
    return any(each.is_symlink() for each in folder.rglob("*"))
