"""Finds the disk, the folder or the kind of junk that people mean."""

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath

from memory.errors import Mistake
from tools.pc.models import DiskNow, Junk
from tools.pc.words import join_words


def is_path(words: str) -> bool:
    """Whether `words` is a full path, on Linux or Windows, rather than a name."""
    return words.startswith("~") or PurePosixPath(words).is_absolute() or PureWindowsPath(words).is_absolute()


def find_disk(disks: Sequence[DiskNow], words: str) -> DiskNow | None:
    """The disk with that id, mount or label; None if there is no such one."""
    wanted = _plain(words)
    for disk in disks:
        if wanted in {_plain(disk.id), _plain(disk.mount), _plain(disk.label)}:
            return disk
    return None


def find_kind(junk: Sequence[Junk], words: str) -> list[Junk]:
    """The junk of one kind, by its id or label or a part of it.

    Raises:
        Mistake: If there is no such kind of junk now; names those there are.
    """
    wanted = _plain(words)
    exact = [item for item in junk if wanted in {_plain(item.root_id), _plain(item.label)}]
    found = exact or [item for item in junk if wanted in _plain(item.label) or wanted in _plain(item.root_id)]
    if found:
        return found
    labels = sorted({item.label for item in junk})
    there = f"there is: {join_words(labels)}" if labels else "there is nothing to clean up at all"
    raise Mistake(f"I found no {words} to clean up; {there}.")


def folder_named(path: str, words: str) -> bool:
    """Whether the last part of `path` is what people call `words`."""
    return _plain(path.replace("\\", "/").rstrip("/").rpartition("/")[2]) == _plain(words)


def _plain(words: str) -> str:
    return words.strip().rstrip(":\\").casefold() or words
