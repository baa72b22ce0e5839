"""Makes a plan from how the folders are now: the same folders give the same plan under the same handle."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tools.media.libraries import Libraries
from tools.media.organiser.disk import Disk
from tools.media.organiser.duplicates import Comparer
from tools.media.organiser.models import FileNow, Step, Tree
from tools.media.organiser.names import is_main_video
from tools.media.organiser.naming import Naming, name_films, name_series
from tools.media.organiser.plan import Moves, choose_moves, name_plan, write_steps
from tools.media.organiser.settings import OrganiserSettings
from tools.media.organiser.unwatched import Idle, find_idle

COMPARE_SECONDS = 20.0
PlanKind = Literal["names", "duplicates", "metadata", "unwatched"]
ALL = "all"


@dataclass(frozen=True, slots=True)
class Plan:
    """What could be done, and what is only told of."""

    handle: str
    steps: tuple[Step, ...]
    moves: Moves
    tree: Tree
    nameless: tuple[FileNow, ...]
    idle: tuple[Idle, ...] | None
    comparing: bool


class Planner:
    """Looks at the disk and at what was watched."""

    def __init__(
        self, disk: Disk, settings: OrganiserSettings, libraries: Libraries, now: Callable[[], datetime]
    ) -> None:
        self._disk = disk
        self._settings = settings
        self._kinds: Mapping[str, str] = {name: each.kind for name, each in settings.names().items()}
        self._libraries = libraries
        self._now = now
        self._comparer = Comparer(disk)

    async def plan(self, kind: str) -> Plan:
        """A plan of one kind (`PlanKind`), or of all."""
        tree = await self._disk.tree()
        naming = self._name(tree) if kind in (ALL, "names", "metadata") else Naming()
        groups = await self._compare(tree) if kind in (ALL, "duplicates") else ()
        idle = await self._idle(tree) if kind in (ALL, "unwatched") else ()
        moves = choose_moves(tree, naming.moves if kind in (ALL, "names") else (), groups or ())
        steps = write_steps(tree, moves)
        doubles = {(each.root, each.path) for each, _ in moves.duplicates}
        unnamed = naming.nameless if kind in (ALL, "metadata") else ()
        nameless = tuple(each for each in unnamed if (each.root, each.path) not in doubles)
        return Plan(name_plan(kind, steps), steps, moves, tree, nameless, idle, groups is None)

    async def compare_all(self) -> None:
        """Read what is needed to know all duplicates, however long it takes; for a job."""
        await self._comparer.groups((await self._disk.tree()).files)

    async def _compare(self, tree: Tree) -> Sequence[Sequence[FileNow]] | None:
        """Files that are the same; None where there was no time to read enough of them."""
        try:
            async with asyncio.timeout(COMPARE_SECONDS):
                return await self._comparer.groups(tree.files)
        except TimeoutError:
            return None

    def _name(self, tree: Tree) -> Naming:
        found, latest = Naming(), self._now().year + 2
        for root, kind in self._kinds.items():
            files = [each for each in tree.files if each.root == root]
            if kind == "films":
                one = name_films(files, latest)
            elif kind == "series":
                one = name_series(files, [each.path for each in tree.folders if each.root == root])
            else:
                continue
            found.moves += one.moves
            found.nameless += one.nameless
        return found

    async def _idle(self, tree: Tree) -> tuple[Idle, ...] | None:
        told = self._settings
        files = [(each, self._kinds[each.root]) for each in tree.files if is_main_video(each.path)]
        found = await find_idle(
            files, self._libraries, self._now(), months=told.unwatched_months, large=told.large_gb * 1e9
        )
        return None if found is None else tuple(found)
