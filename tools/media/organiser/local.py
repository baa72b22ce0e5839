"""The disks of this computer: every name is used relative to an opened folder, so that a link can't lead elsewhere."""

import asyncio
import errno
import os
import stat
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.failpoints import failpoint
from memory.holding import hold
from tools.media.organiser.models import FileNow, FolderNow, Mark, Tree

T = TypeVar("T")

SECONDS = 30.0
MOST_FILES = 200_000
EDGE = 1 << 20
PIECE = 64 << 20
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES, errno.ENOSYS}
_FOLDER = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
_FILE = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
)
_LEFT_ALONE = frozenset({"@eadir", "#recycle", "$recycle.bin", "lost+found", "system volume information"})


class LocalDisk:
    """Implements `Disk` for the folders in `roots`, by their names."""

    def __init__(self, roots: Mapping[str, Path]) -> None:
        self._roots = roots

    async def tree(self) -> Tree:
        """See `Disk`."""
        return await asyncio.to_thread(self._tree)

    async def digest(self, file: FileNow, *, whole: bool) -> str | None:
        """See `Disk`; can be called off between two pieces."""
        size, found = file.mark.size, blake2b(digest_size=20)
        if whole:
            pieces = [(at, min(PIECE, size - at)) for at in range(0, size, PIECE)]
        else:
            pieces = [(0, min(EDGE, size)), (max(0, size - EDGE), min(EDGE, size))]
        try:
            with self._folder(file.root, file.folder) as folder:
                opened = os.open(file.name, _FILE, dir_fd=folder)
                try:
                    for at, length in pieces:
                        found.update(await asyncio.to_thread(_read, opened, at, length))
                    return found.hexdigest() if _mark(os.fstat(opened)) == file.mark else None
                finally:
                    os.close(opened)
        except (OSError, Mistake):
            return None

    async def mark(self, root: str, path: str) -> Mark | None:
        """See `Disk`."""
        return await self._do(lambda: self._mark(root, path))

    async def make_folder(self, root: str, path: str) -> None:
        """See `Disk`."""
        hold("make_folder")
        await self._do(lambda: self._make(root, path))

    async def drop_folder(self, root: str, path: str) -> None:
        """See `Disk`."""
        hold("drop_folder")
        await self._do(lambda: self._drop(root, path))

    async def move(self, root: str, path: str, to: str, mark: Mark) -> bool:
        """See `Disk`."""
        hold("move")
        return await self._do(lambda: self._move(root, path, to, mark))

    async def _do(self, what: Callable[[], T]) -> T:
        working: Awaitable[T] = asyncio.to_thread(what)
        try:
            return await working
        except FileNotFoundError as error:
            raise Mistake("A folder of it is gone; ask for the plan again.") from error
        except OSError as error:
            told = error.strerror or str(error)
            raise Unavailable(f"The disk refused: {told}; check the rights of HomeOps there.") from error

    def _tree(self) -> Tree:
        files, folders = list[FileNow](), list[FolderNow]()
        whole, odd, until = True, 0, time.monotonic() + SECONDS
        for name in self._roots:
            with self._folder(name, "") as root:
                device, waiting = os.fstat(root).st_dev, [""]
                while waiting:
                    at = waiting.pop()
                    if len(files) > MOST_FILES or time.monotonic() > until:
                        whole = False
                        break
                    try:
                        found, below, strange = self._look(name, at, device)
                    except (OSError, Mistake):
                        whole = False
                        continue
                    files += found
                    odd += strange
                    folders += [FolderNow(root=name, path=each) for each in below]
                    waiting += below
        files.sort(key=lambda each: (each.root, each.path))
        folders.sort(key=lambda each: (each.root, each.path))
        return Tree(files=tuple(files), folders=tuple(folders), complete=whole, unreadable=odd)

    def _look(self, root: str, path: str, device: int) -> tuple[list[FileNow], list[str], int]:
        """The files right in a folder, the folders in it, and how many names are no text."""
        files, folders, odd = list[FileNow](), list[str](), 0
        with self._folder(root, path) as opened, os.scandir(opened) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.casefold() in _LEFT_ALONE:
                    continue
                if not _is_text(entry.name):
                    odd += 1
                    continue
                facts, below = entry.stat(follow_symlinks=False), f"{path}/{entry.name}".lstrip("/")
                if stat.S_ISREG(facts.st_mode):
                    files.append(FileNow(root=root, path=below, mark=_mark(facts)))
                elif stat.S_ISDIR(facts.st_mode) and facts.st_dev == device:
                    folders.append(below)
        return files, folders, odd

    def _mark(self, root: str, path: str) -> Mark | None:
        folder, name = _split(path)
        try:
            with self._folder(root, folder) as opened:
                return _regular(opened, name)
        except FileNotFoundError:
            return None

    def _make(self, root: str, path: str) -> None:
        folder, name = _split(path)
        with self._folder(root, folder) as opened:
            try:
                os.mkdir(name, dir_fd=opened)
            except FileExistsError:
                if not stat.S_ISDIR(os.stat(name, dir_fd=opened, follow_symlinks=False).st_mode):
                    raise Mistake("Something else lies where a folder is wanted; it stays.") from None

    def _drop(self, root: str, path: str) -> None:
        folder, name = _split(path)
        try:
            with self._folder(root, folder) as opened:
                os.rmdir(name, dir_fd=opened)
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
                raise

    def _move(self, root: str, path: str, to: str, mark: Mark) -> bool:
        (one, name), (other, new) = _split(path), _split(to)
        with self._folder(root, other) as there:
            target = _facts(there, new)
            try:
                with self._folder(root, one) as here:
                    return _move_in(here, name, there, new, mark)
            except FileNotFoundError:
                if target is not None and _mark(target) == mark:
                    return False
                raise Mistake("It is not there any more.") from None

    @contextmanager
    def _folder(self, root: str, path: str) -> Generator[int]:
        """A folder of a root, opened part by part without following a link.

        Raises:
            Mistake: A link or something that is no folder is on the way, or the path is not one within a root.
        """
        if root not in self._roots:
            raise Mistake("That is in none of the folders that HomeOps may tidy.")
        try:
            opened = os.open(self._roots[root].expanduser().resolve(strict=True), _FOLDER)
        except OSError as error:
            raise Misconfigured(
                f"The folder {self._roots[root]} can't be opened; check media.organiser.roots and whether its disk is there."
            ) from error
        try:
            for part in parts_of(path):
                try:
                    below = os.open(part, _FOLDER, dir_fd=opened)
                except OSError as error:
                    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
                        raise Mistake("A link lies on the way; HomeOps does not follow it.") from error
                    raise
                os.close(opened)
                opened = below
            yield opened
        finally:
            os.close(opened)


def parts_of(path: str) -> list[str]:
    """The parts of a path within a root.

    Raises:
        Mistake: It could lead out of it.
    """
    parts = path.split("/") if path else []
    if any(each in {"", ".", ".."} or "\0" in each or (os.sep != "/" and os.sep in each) for each in parts):
        raise Mistake("That is in none of the folders that HomeOps may tidy.")
    return parts


def _split(path: str) -> tuple[str, str]:
    parts = parts_of(path)
    if not parts:
        raise Mistake("That is in none of the folders that HomeOps may tidy.")
    return "/".join(parts[:-1]), parts[-1]


def _move_in(here: int, name: str, there: int, new: str, mark: Mark) -> bool:
    source, target = _facts(here, name), _facts(there, new)
    done = target is not None and stat.S_ISREG(target.st_mode) and _mark(target) == mark
    if source is None and done:
        return False
    if source is None or not stat.S_ISREG(source.st_mode) or _mark(source) != mark:
        raise Mistake("It has changed or gone since it was looked at.")
    if done:  # cut short when it had both names
        os.unlink(name, dir_fd=here)
        return True
    if target is not None:
        raise Mistake("Something else lies at its new place.")
    try:
        # A second name is refused where one exists, in one step; a rename would replace it.
        os.link(name, new, src_dir_fd=here, dst_dir_fd=there, follow_symlinks=False)
    except OSError as error:
        if error.errno == errno.EEXIST:
            raise Mistake("Something else lies at its new place.") from error
        if error.errno not in _NO_LINKS:
            raise
        os.rename(name, new, src_dir_fd=here, dst_dir_fd=there)
        return True
    failpoint("tidy-linked")
    moved = _facts(there, new)
    if moved is None or _mark(moved) != mark:
        os.unlink(new, dir_fd=there)
        raise Mistake("It has changed since it was looked at.")
    os.unlink(name, dir_fd=here)
    return True


def _facts(folder: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def _regular(folder: int, name: str) -> Mark | None:
    facts = _facts(folder, name)
    return _mark(facts) if facts is not None and stat.S_ISREG(facts.st_mode) else None


def _mark(facts: os.stat_result) -> Mark:
    return Mark(device=facts.st_dev, inode=facts.st_ino, size=facts.st_size, mtime_ns=facts.st_mtime_ns)


def _read(opened: int, at: int, length: int) -> bytes:
    read = bytearray()
    while len(read) < length:
        piece = os.pread(opened, length - len(read), at + len(read))
        if not piece:
            break
        read += piece
    return bytes(read)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
