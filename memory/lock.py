"""The lock on the data folder: one HomeOps at a time.

The kernel holds it, so that it is free again at the very moment its process is gone, however that ended.
"""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from memory.errors import Unavailable


class Held(Unavailable):
    """Another HomeOps has the data folder."""


class FolderLock:
    """The lock as held by this process, until `release` or its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def release(self) -> None:
        """Let others have the folder."""
        self._file.close()


def try_lock(folder: Path) -> FolderLock | None:
    """Take the folder (made if it is not there), or None if another HomeOps has it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "homeops.lock").open("ab", buffering=0)
    try:
        _lock(file)
    except OSError:
        file.close()
        return None
    file.truncate(0)
    file.write(f"{os.getpid()}\n".encode())
    return FolderLock(file)


def is_held(folder: Path) -> bool:
    """Whether a HomeOps has the folder at this moment; nothing is made where there is none."""
    if not (folder / "homeops.lock").exists():
        return False
    held = try_lock(folder)
    if held is not None:
        held.release()
    return held is None


def lock(folder: Path) -> FolderLock:
    """Take the folder, or raise `Held` with a sentence that says who has it."""
    held = try_lock(folder)
    if held is None:
        raise Held(f"Another HomeOps is already running on {folder}; talk to that one, or stop it first.")
    return held


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """Windows forbids others to read what is locked, so a byte beyond the end is locked and the pid stays legible."""

    def _lock(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
