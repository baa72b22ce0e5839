"""Moves files and folders so that nothing is overwritten, no link is followed, and a power cut loses nothing."""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from memory.errors import Mistake
from memory.failpoints import failpoint
from tools.pc.stopping import Stop, StoppedError

BY_FOLDER = os.open in os.supports_dir_fd and os.rename in os.supports_dir_fd
"""Whether a name can be used relative to an opened folder (POSIX); elsewhere whole paths are used."""

NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES}
MARK = ".homeops-"


@dataclass(frozen=True, slots=True)
class Place:
    """A name in an opened folder, so that a link swapped in on the way can't lead elsewhere.

    Where `folder` is None, `name` is the whole path.
    """

    path: Path
    folder: int | None
    name: str

    def beside(self, name: str) -> "Place":
        """Another name in the same folder."""
        path = self.path.with_name(name)
        return Place(path, self.folder, str(path) if self.folder is None else name)

    def facts(self) -> os.stat_result | None:
        """What lies there, links not followed; None if nothing does."""
        try:
            return os.stat(self.name, dir_fd=self.folder, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def move(self, to: "Place") -> None:
        """Rename, never over something else; the same call again finishes one that was cut short.

        Raises:
            FileExistsError: If something else is there.
            FileNotFoundError: If nothing is here.
            OSError: With EXDEV if `to` is on another file system.
        """
        mine, there = self.facts(), to.facts()
        if mine is None:
            raise FileNotFoundError(errno.ENOENT, "It is gone", str(self.path))
        if stat.S_ISREG(mine.st_mode) and there is not None and os.path.samestat(mine, there):
            os.unlink(self.name, dir_fd=self.folder)
            return
        if there is not None:
            raise FileExistsError(errno.EEXIST, "Something else is there", str(to.path))
        if stat.S_ISREG(mine.st_mode) and BY_FOLDER:
            try:
                # A second name is refused where one exists, in one step; a rename would replace it.
                os.link(
                    self.name, to.name, src_dir_fd=self.folder, dst_dir_fd=to.folder, follow_symlinks=False
                )
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
            else:
                failpoint("place-linked")
                os.unlink(self.name, dir_fd=self.folder)
                return
        # A folder could only replace an empty folder made in this instant, so that nothing is lost.
        os.rename(self.name, to.name, src_dir_fd=self.folder, dst_dir_fd=to.folder)

    def delete(self) -> None:
        """Delete what lies there, a folder with all that is in it; links are not followed."""
        facts = self.facts()
        if facts is None:
            return
        if stat.S_ISDIR(facts.st_mode):
            shutil.rmtree(self.name, dir_fd=self.folder) if BY_FOLDER else shutil.rmtree(self.name)
        else:
            os.unlink(self.name, dir_fd=self.folder)


def path_place(path: Path) -> Place:
    """A place by its whole path, in a folder that only HomeOps writes to."""
    return Place(path, None, str(path))


@contextmanager
def place_in(path: Path, root: Path, *, make: bool = False) -> Generator[Place]:
    """The place `path` right inside `root`, which is held open; `make` makes the folder if it is missing.

    Raises:
        Mistake: If `path` is not right inside `root`, or `root` is reached over a link.
        FileNotFoundError: If there is no such folder.
    """
    if path.parent != root or path.name in {"", ".", ".."}:
        raise Mistake(f"{path} is not in a place where HomeOps may clean up.")
    if make:
        root.mkdir(parents=True, exist_ok=True)
    if root.resolve(strict=True) != root:
        raise Mistake(f"A link leads to {root} now; HomeOps does not follow it.")
    if not BY_FOLDER:
        yield path_place(path)
        return
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        yield Place(path, folder, path.name)
    finally:
        os.close(folder)


class ChangedError(Exception):
    """What was moved is not what was meant; it is back where it was."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The names between `source` and `target` when they lie on two file systems; what exists tells how far it came.

    1. source → claimed: nobody else finds it any more. 2. copied to draft, claimed → copied: the draft is complete.
    3. draft → target. 4. copied is deleted.
    """

    source: Place
    target: Place
    tag: str
    stop: Stop = field(default_factory=Stop)

    @property
    def claimed(self) -> Place:
        """The original while it is being copied."""
        return self.source.beside(f"{MARK}{self.tag}-claimed")

    @property
    def copied(self) -> Place:
        """The original once its copy is complete."""
        return self.source.beside(f"{MARK}{self.tag}-copied")

    @property
    def draft(self) -> Place:
        """The copy until it gets its name."""
        return self.target.beside(f"{MARK}{self.tag}-draft")

    def begun(self) -> bool:
        """Whether a move over file systems was cut short."""
        return self.claimed.facts() is not None or self.copied.facts() is not None

    def placed(self) -> bool:
        """Whether the target is complete, and only what it was copied from is left (perhaps in part)."""
        return self.copied.facts() is not None and self.draft.facts() is None

    def take_back(self) -> None:
        """Undo a move over file systems that was cut short before `placed`: the original gets its name again."""
        assert not self.placed()
        _finish(self.claimed, self.copied)
        for place in (self.claimed, self.copied):
            if place.facts() is not None:
                place.move(self.source)
        self.draft.delete()

    def go(self, check: Callable[[Path], bool]) -> None:
        """Move, or go on where it was cut short.

        Args:
            check: Whether what lies at a path is what was meant; asked once nobody else can reach it.

        Raises:
            StoppedError: If it was called off while it copied; the original has its name again.
            ChangedError: If it was not; it has its name again, or lies at `claimed` if that is taken.
            FileExistsError: If something else is at the target; nothing is lost.
        """
        _finish(self.source, self.claimed)
        _finish(self.claimed, self.copied)
        if self.copied.facts() is None:
            if self.claimed.facts() is None:
                try:
                    self.source.move(self.target)
                except OSError as error:
                    if error.errno != errno.EXDEV:
                        raise
                    self.source.move(self.claimed)
                else:
                    self._insist(self.target, check)
                    return
            self._insist(self.claimed, check)
            failpoint("place-claimed")
            self.draft.delete()
            try:
                _copy(self.claimed.path, self.draft.path, self.stop)
            except StoppedError:
                self.take_back()
                raise
            failpoint("place-copied")
            self.claimed.move(self.copied)
        if self.draft.facts() is not None:
            self.draft.move(self.target)
        failpoint("place-placed")
        self.copied.delete()

    def _insist(self, moved: Place, check: Callable[[Path], bool]) -> None:
        if not check(moved.path):
            with suppress(FileExistsError):
                moved.move(self.source)
            raise ChangedError


def _finish(old: Place, new: Place) -> None:
    """Finish a rename of a file that was cut short when it had both names."""
    mine, there = old.facts(), new.facts()
    if mine is not None and there is not None and os.path.samestat(mine, there):
        old.move(new)


def _copy(source: Path, target: Path, stop: Stop) -> None:
    """Copy with times, rights and extended attributes, and have it on the disk before returning."""

    def copy_next(one: str, to: str) -> None:
        stop.check()
        _copy_file(one, to)

    if stat.S_ISDIR(os.lstat(source).st_mode):
        shutil.copytree(source, target, symlinks=True, copy_function=copy_next)
    else:
        _copy_file(str(source), str(target))
    _flush(target.parent)


def _copy_file(source: str, target: str) -> None:
    shutil.copy2(source, target, follow_symlinks=False)
    if not Path(target).is_symlink():
        with Path(target).open("rb") as file:
            os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    if BY_FOLDER:
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
