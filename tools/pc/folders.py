"""Looks through folders without following links or leaving their file system, within limits."""

import fnmatch
import os
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from memory.errors import Mistake
from tools.pc.models import FolderSize, FolderSizes, Junk, JunkList
from tools.pc.places import MARK
from tools.pc.settings import CleanupRoot
from tools.pc.stopping import Stop

WALK_SECONDS = 20.0
WALK_ENTRIES = 3_000_000
JUNK_SECONDS = 15.0
BIG_FILE_BYTES = 256 * 2**20
MOSTLY = 0.6
"""Share of a folder that one subfolder must hold to be told instead of it."""


@dataclass(slots=True)
class Budget:
    """What looking may cost; `spent` is set once it was cut short."""

    until: float
    stop: Stop = field(default_factory=Stop)
    entries: int = WALK_ENTRIES
    spent: bool = False

    def take(self) -> bool:
        """Whether one more entry may be looked at."""
        self.entries -= 1
        over = self.entries < 0 or time.monotonic() > self.until
        self.spent = self.spent or over or self.stop.called_off
        return not self.spent


@dataclass(slots=True)
class Node:
    """A folder, or a big file, while it is being measured."""

    path: str
    bytes: int = 0
    files: int = 0
    children: list["Node"] = field(default_factory=list["Node"])


def measure_folders(stop: Stop, path: str | None, limit: int) -> FolderSizes:
    """See `Machine.folder_sizes`."""
    if not 1 <= limit <= 50:
        raise Mistake("How many folders? Between 1 and 50.")
    top = Path(path).expanduser() if path else Path(Path.home().anchor)
    try:
        start = top.resolve(strict=True)
        os.scandir(start).close()
    except OSError as error:
        raise Mistake(f"There is no folder {top} that HomeOps can read.") from error
    budget = Budget(time.monotonic() + WALK_SECONDS, stop)
    root = _measure(str(start), budget)
    return FolderSizes(
        path=str(start),
        total_bytes=root.bytes,
        folders=tuple(
            FolderSize(path=_printable(node.path), bytes=node.bytes, files=node.files)
            for node in _biggest(root)[:limit]
        ),
        complete=not budget.spent,
    )


def _measure(top: str, budget: Budget) -> Node:
    device = os.lstat(top).st_dev
    root = Node(top)
    linked: set[int] = set()
    order: list[tuple[Node, Node | None]] = []
    todo: list[tuple[Node, Node | None]] = [(root, None)]
    while todo:
        node, parent = todo.pop()
        order.append((node, parent))
        for entry, facts in _entries(node.path, budget):
            if facts.st_dev != device or (facts.st_nlink > 1 and facts.st_ino in linked):
                continue
            if stat.S_ISDIR(facts.st_mode):
                todo.append((Node(entry.path), node))
                continue
            if facts.st_nlink > 1:  # counted once, as it lies on the disk once
                linked.add(facts.st_ino)
            size = _on_disk(facts)
            node.bytes += size
            node.files += 1
            if size >= BIG_FILE_BYTES:
                node.children.append(Node(entry.path, size, 1))
    for node, parent in reversed(order):  # children before parents
        if parent is not None:
            parent.bytes += node.bytes
            parent.files += node.files
            parent.children.append(node)
    return root


def _biggest(root: Node) -> list[Node]:
    found: list[Node] = []
    todo = list(root.children)
    while todo:
        node = todo.pop()
        biggest = max((child.bytes for child in node.children), default=0)
        if biggest and biggest >= MOSTLY * node.bytes:
            todo += node.children
        elif node.bytes:
            found.append(node)
    return sorted(found, key=lambda node: (-node.bytes, node.path))


def _entries(path: str, budget: Budget) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """What lies in a folder; what can't be read, or vanishes meanwhile, is passed over."""
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if not budget.take():
                    return
                try:
                    yield entry, entry.stat(follow_symlinks=False)
                except OSError:
                    continue
    except OSError:
        return


def _on_disk(facts: os.stat_result) -> int:
    blocks = getattr(facts, "st_blocks", None)
    return facts.st_size if blocks is None else int(blocks) * 512


def _printable(path: str) -> str:
    """Names that are no text are shown with what can't be read replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Look:
    """What a file or folder looks like; `mark` changes when it, or anything in it, does."""

    mark: str
    bytes: int
    files: int
    last_used: datetime
    plain: bool
    """Nothing in it but files, folders and links, all of one owner and on one file system."""
    linked: bool
    """A file in it has another name elsewhere, which only a move within the file system keeps."""


def look_at(path: str | Path, budget: Budget | None = None) -> Look | None:
    """Look at a file or folder as a whole; None if it is gone, can't be read, or the budget ran out."""
    budget = budget or Budget(time.monotonic() + WALK_SECONDS)
    try:
        top = os.lstat(path)
    except OSError:
        return None
    size, files, newest, used, plain, linked = 0, 0, top.st_mtime_ns, top.st_mtime_ns, True, False
    todo = [str(path)] if stat.S_ISDIR(top.st_mode) else []
    facts_of_all = [top]
    while todo:
        for entry, facts in _entries(todo.pop(), budget):
            facts_of_all.append(facts)
            if stat.S_ISDIR(facts.st_mode) and facts.st_dev == top.st_dev:
                todo.append(entry.path)
    if budget.spent:
        return None
    for facts in facts_of_all:
        newest = max(newest, facts.st_mtime_ns)
        plain = plain and _is_plain(facts) and (facts.st_dev, facts.st_uid) == (top.st_dev, top.st_uid)
        if not stat.S_ISDIR(facts.st_mode):  # looking at a folder would count as using it
            used = max(used, facts.st_atime_ns, facts.st_mtime_ns)
            size += facts.st_size
            files += 1
            linked = linked or facts.st_nlink > 1
    return Look(
        mark=f"{top.st_dev}:{top.st_ino}:{stat.S_IFMT(top.st_mode):o}:{len(facts_of_all)}:{size}:{newest}",
        bytes=size,
        files=files,
        last_used=datetime.fromtimestamp(max(newest, used) / 1e9, UTC),
        plain=plain,
        linked=linked,
    )


def _is_plain(facts: os.stat_result) -> bool:
    return stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode) or stat.S_ISLNK(facts.st_mode)


def list_junk(stop: Stop, roots: Sequence[CleanupRoot], keep: Path, now: datetime) -> JunkList:
    """See `Machine.junk`; a place in two roots belongs to the first, and `keep` (the trash itself) stays."""
    budget = Budget(time.monotonic() + JUNK_SECONDS, stop)
    places = {root.path.expanduser().resolve() for root in roots} | {keep.resolve()}
    found: dict[str, Junk] = {}
    for root in roots:
        top = root.path.expanduser().resolve()
        for entry, facts in _entries(str(top), budget):
            if not fnmatch.fnmatchcase(entry.name, root.pattern) or not _may_go(entry, facts, places):
                continue
            look = look_at(entry.path, budget)
            if look is None or not look.plain or now - look.last_used < timedelta(days=root.older_than_days):
                continue
            junk = Junk(
                path=entry.path,
                bytes=look.bytes,
                files=look.files,
                last_used=look.last_used,
                root_id=root.id,
                label=root.label,
                mark=look.mark,
            )
            found.setdefault(entry.path, junk)
    items = sorted(found.values(), key=lambda item: (-item.bytes, item.path))
    return JunkList(items=tuple(items), complete=not budget.spent)


def _may_go(entry: os.DirEntry[str], facts: os.stat_result, places: set[Path]) -> bool:
    """One's own files and folders with a readable name; never a place of its own, or what holds one."""
    mine = getattr(os, "getuid", lambda: facts.st_uid)() == facts.st_uid
    kind = stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)
    readable = _printable(entry.path) == entry.path and not entry.name.startswith(MARK)
    here = Path(entry.path)
    return mine and kind and readable and not any(place.is_relative_to(here) for place in places)
