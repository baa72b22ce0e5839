"""What people may ask about the PC's disks, and what may be cleaned up."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Call, Done, Irreversible, Risk, Verb, World
from tools.forecast import Point
from tools.pc.machine import Machine
from tools.pc.models import DiskNow, disk_series
from tools.pc.settings import PcSettings
from tools.pc.storage.answers import (
    CleanedUp,
    CleanupPreview,
    EmptiedTrash,
    FolderReport,
    NothingToClean,
    PutBack,
    group_junk,
)
from tools.pc.storage.cleanups import Cleanups, asked_for, was_emptied
from tools.pc.storage.journal import Journal
from tools.pc.storage.outlook import DiskForecast, look_ahead
from tools.pc.storage.places import find_disk, folder_named, is_path
from tools.pc.tables import CleanupState
from tools.pc.words import join_words

PHRASES = Path(__file__).parent / "phrases"
PAST = timedelta(days=365)
FOLDERS = 10
DEEP = 50
NOTHING = Irreversible("Nothing was moved, so there is nothing to put back.")
FOR_GOOD = Irreversible("What was deleted from the trash can't be put back.")

Text = Annotated[str, Field(min_length=1, max_length=400)]


class Storage:
    """The disks of a PC: what fills them, what could go, when they are full.

    A clean-up is written down with the exact list of what it moves before it moves anything; its receipt follows from
    that list. One that was interrupted is finished by the next call for the same, under its own receipt, so that one
    undo puts all of it back.
    """

    def __init__(self, machine: Machine, world: World, settings: PcSettings) -> None:
        self._machine = machine
        self._samples = world.samples
        self._now = world.clock.now
        self._kept = timedelta(days=settings.trash_days)
        self._journal = Journal(world.store)
        self.cleanups = Cleanups(machine, self._journal, self._now, settings.trash_days)
        self._busy = asyncio.Lock()

    async def show_largest_folders(self, folder: Text | None = None) -> FolderReport:
        """Show what fills the disk: the biggest folders and files, on the whole disk or inside one folder.

        Args:
            folder: Where to look: a full path, a disk such as "D:", or the name of a folder such as "Downloads"; the
                system's disk if left out.
        """
        found = await self._machine.folder_sizes(
            None if folder is None else await self._place(folder), FOLDERS
        )
        return FolderReport(
            path=found.path, total_bytes=found.total_bytes, folders=found.folders, complete=found.complete
        )

    async def preview_cleanup(self) -> CleanupPreview:
        """Show what junk could be cleaned up to free disk space, by kind, with sizes. Touches nothing."""
        junk = await self.cleanups.find()
        return CleanupPreview(
            kinds=group_junk(junk.items), complete=junk.complete, trash_days=self._kept.days
        )

    async def clean_up(self, kind: Text | None = None, receipt: Text | None = None) -> Done:
        """Move junk files (old caches, temporary files, broken downloads) to the trash; they can be put back.

        Args:
            kind: Only this kind, as the preview names it, such as "temporary files"; all kinds if left out.
            receipt: Only what this earlier clean-up moved and what was put back since; for doing it again.
        """
        async with self._busy:
            args, complete = {"kind": kind, "receipt": receipt}, True
            begun = await self.cleanups.interrupted(args)
            if begun is None:
                junk = await self.cleanups.find()
                items, complete = await self.cleanups.choose(junk.items, args), junk.complete
                if not items:
                    return Done(NothingToClean(complete=complete), NOTHING, await self.cleanups.see_trash({}))
                begun = await self._journal.begin(asked_for(args), items, self._now())
            lying = await self._machine.receipt(begun.id)
            async with self.cleanups.moving(begun.id, 0 if lying is None else lying.bytes):
                moved = await self._machine.to_trash(begun.id, begun.items)
            await self._journal.mark(begun.id, CleanupState.IN_TRASH, self._now())
        answer = CleanedUp(
            receipt=begun.id,
            items=len(moved.items),
            bytes=moved.bytes,
            trash_days=self._kept.days,
            refused=moved.refused,
            complete=complete,
        )
        inverse = Call("pc_restore_cleanup", {"receipt": begun.id}) if moved.items else NOTHING
        return Done(answer, inverse, await self.cleanups.see_trash({}))

    async def restore_cleanup(self, receipt: Text | None = None) -> Done:
        """Put what a clean-up moved to the trash back where it was.

        Args:
            receipt: Which clean-up; the latest one if left out.
        """
        async with self._busy:
            cleanup = await self.cleanups.meant({"receipt": receipt})
            lying = await self._machine.receipt(cleanup.id)
            back = None
            if lying is not None and not lying.empty:
                async with self.cleanups.moving(cleanup.id, lying.bytes):
                    back = await self._machine.restore(cleanup.id)
            await self._journal.mark(cleanup.id, CleanupState.OVER, self._now())
        seen = await self.cleanups.see_restored({"receipt": receipt})
        if back is None:
            answer = PutBack(receipt=cleanup.id, items=0, bytes=0)
            return Done(answer, Irreversible("Nothing was put back."), seen)
        answer = PutBack(receipt=cleanup.id, items=len(back.items), bytes=back.bytes)
        return Done(answer, Call("pc_clean_up", {"receipt": cleanup.id}), seen)

    async def empty_trash(self) -> Done:
        """Delete for good all that clean-ups moved to HomeOps' trash, so that its space comes free."""
        async with self._busy:
            freed = await self._machine.empty_trash(timedelta(0))
            await self._journal.mark_emptied(self._now())
        return Done(EmptiedTrash(bytes=freed), FOR_GOOD, await self.cleanups.see_trash({}))

    async def forecast_disk(self, disk: Text | None = None) -> DiskForecast:
        """Tell when a disk will be full at the present pace, how sure that is, and how much is left.

        Args:
            disk: The disk, such as "C:" or "/home"; all of them, the soonest first, if left out.
        """
        chosen = disks = await self._machine.disks()
        if disk is not None:
            found = find_disk(disks, disk)
            if found is None:
                there = join_words([one.label or one.id for one in disks])
                raise Mistake(f"This PC has no disk {disk}; it has {there}.")
            chosen = [found]
        now = self._now()
        pasts = [await self._past(one, now) for one in chosen]
        looks = [
            await asyncio.to_thread(look_ahead, one, past, now)
            for one, past in zip(chosen, pasts, strict=True)
        ]
        return DiskForecast.of(looks)

    async def expire_trash(self) -> None:
        """Delete for good what has been in the trash longer than it is kept; for a job of every day."""
        async with self._busy:
            await self._machine.empty_trash(self._kept)

    async def _place(self, folder: str) -> str:
        """The path of a disk or folder that a person names."""
        disk = find_disk(await self._machine.disks(), folder)
        if disk is not None:
            return disk.mount
        if is_path(folder):
            return folder
        for big in (await self._machine.folder_sizes(None, DEEP)).folders:
            if folder_named(big.path, folder):
                return big.path
        return f"~/{folder}"

    async def _past(self, disk: DiskNow, now: datetime) -> list[Point]:
        """Bytes used on a disk over the last year: what we measured, and before that what the PC itself knows."""
        series = disk_series(disk.id)
        ours = await self._samples.between(series, now - PAST, now)
        first = ours[0][0] if ours else now
        told = [(point.at, point.value) for point in await self._machine.history(series)]
        return [point for point in told if now - PAST <= point[0] < first] + ours


def verbs(subject: Storage) -> tuple[Verb, ...]:
    """What `subject` can do."""
    cleanups = subject.cleanups
    return (
        Verb(subject.show_largest_folders, keywords="space full disk drive big files folders size usage"),
        Verb(subject.preview_cleanup, keywords="free space junk waste delete remove could go"),
        Verb(
            subject.clean_up,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=cleanups.say_cleanup,
            observe=cleanups.see_trash,
            happened=cleanups.was_moved,
            keywords="junk cache temporary files free space tidy",
        ),
        Verb(
            subject.restore_cleanup,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=cleanups.say_restore,
            observe=cleanups.see_restored,
            happened=cleanups.was_restored,
            keywords="put back undo junk trash recover deleted files",
        ),
        Verb(
            subject.empty_trash,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=cleanups.say_empty,
            observe=cleanups.see_trash,
            happened=was_emptied,
            keywords="bin delete for good free space",
        ),
        Verb(subject.forecast_disk, keywords="full when space run out left prediction how long"),
    )
