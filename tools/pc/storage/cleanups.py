"""What the door asks about clean-ups beside running them: what would happen, and what has happened."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from memory.errors import Mistake
from tools.contract import Args, Json
from tools.pc.machine import Machine
from tools.pc.models import Junk, JunkList, TrashReceipt
from tools.pc.storage.answers import group_junk
from tools.pc.storage.journal import Cleanup, Journal
from tools.pc.storage.places import find_kind
from tools.pc.tables import CleanupState
from tools.pc.words import format_count, format_disk, format_time, join_words

FRESH = timedelta(minutes=15)
"""A clean-up that changed this shortly before is the one that was interrupted."""


class Cleanups:
    """The clean-ups that there were and the one that there could be."""

    def __init__(self, machine: Machine, journal: Journal, now: Callable[[], datetime], days: int) -> None:
        self._machine = machine
        self._journal = journal
        self._now = now
        self._days = days
        self._stopped: dict[str, int] = {}

    async def find(self) -> JunkList:
        """What could go and would free space; what holds nothing is not worth moving."""
        junk = await self._machine.junk()
        return JunkList(items=tuple(item for item in junk.items if item.bytes), complete=junk.complete)

    async def choose(self, junk: Sequence[Junk], args: Args) -> list[Junk]:
        """What of `junk` the arguments of `clean_up` mean.

        Raises:
            Mistake: If there is no such kind of junk, or no such clean-up.
        """
        kind, receipt = args.get("kind"), args.get("receipt")
        chosen = find_kind(junk, str(kind)) if kind else list(junk)
        if not receipt:
            return chosen
        before = {item.path for item in (await self.meant(args)).items}
        return [item for item in chosen if item.path in before]

    async def meant(self, args: Args) -> Cleanup:
        """The clean-up of `receipt`, or the latest one in the trash.

        Raises:
            Mistake: If there is none.
        """
        receipt = args.get("receipt")
        if receipt:
            found = await self._journal.find(str(receipt))
        else:
            found = await self._journal.latest(CleanupState.MOVING, CleanupState.IN_TRASH)
        if found is None:
            raise Mistake("There is no clean-up to put back.")
        return found

    async def interrupted(self, args: Args) -> Cleanup | None:
        """A clean-up for the same that never came to its end; one for something else is left as far as it got."""
        begun = await self._journal.latest(CleanupState.MOVING)
        if begun is None or begun.asked == asked_for(args):
            return begun
        await self._journal.mark(begun.id, CleanupState.IN_TRASH, self._now())
        return None

    @asynccontextmanager
    async def moving(self, cleanup: str, lying: int) -> AsyncGenerator[None]:
        """While things are moved; if that is called off, it is remembered what lay in the trash before, in bytes.

        Only in this process: after a crash what was begun is gone on with instead.
        """
        self._stopped.pop(cleanup, None)
        try:
            yield
        except asyncio.CancelledError:
            self._stopped[cleanup] = lying
            raise

    async def say_cleanup(self, args: Args) -> str:
        """The card of `clean_up`: what would be moved now."""
        items = await self.choose((await self.find()).items, args)
        if not items:
            return "Clean up: there is nothing to move now."
        what = join_words([one.kind for one in group_junk(items)])
        size, days = format_disk(sum(item.bytes for item in items)), format_count(self._days, "day", "days")
        return f"Move {what} ({size}) to the trash.\nIt can be put back for {days}."

    async def say_restore(self, args: Args) -> str:
        """The card of `restore_cleanup`: what would come back."""
        cleanup = await self.meant(args)
        when = format_time(cleanup.at, self._now())
        lying = await self._machine.receipt(cleanup.id)
        return f"Put what was cleaned up at {when} back where it was ({_size(lying)})."

    async def say_empty(self, args: Args) -> str:
        """The card of `empty_trash`: what would be gone for good.

        Raises:
            Mistake: If nothing lies there, so that nobody is asked about nothing.
        """
        del args
        lying = [await self._machine.receipt(cleanup) for cleanup in await self._journal.lying()]
        if all(one is None or one.empty for one in lying):
            raise Mistake("There is nothing in the trash.")
        size = format_disk(sum(one.bytes for one in lying if one is not None))
        return (
            f"Delete for good what clean-ups moved to the trash ({size}).\nIt can't be put back after that."
        )

    async def see_trash(self, args: Args) -> Json:
        """The clean-up that lies on top in the trash, or is on its way there."""
        del args
        return await self._facts(await self._journal.latest(CleanupState.MOVING, CleanupState.IN_TRASH))

    async def see_restored(self, args: Args) -> Json:
        """The clean-up that `restore_cleanup` is about; if left out, the one that changed last."""
        receipt = args.get("receipt")
        return await self._facts(
            await (self._journal.find(str(receipt)) if receipt else self._journal.touched())
        )

    def was_moved(self, args: Args, seen: Json) -> bool | None:
        """Whether `clean_up` came to its end: one for the same did just now. Running it again is safe.

        None when it was called off with some of it moved.
        """
        if self._is_half_way(seen):
            return None
        return (
            isinstance(seen, dict)
            and seen["state"] == CleanupState.IN_TRASH.value
            and seen["asked"] == asked_for(args)
            and self._is_fresh(seen)
        )

    def was_restored(self, args: Args, seen: Json) -> bool | None:
        """Whether `restore_cleanup` took effect: nothing of it lies in the trash; None if it was called off half-way."""
        if self._is_half_way(seen):
            return None
        if not isinstance(seen, dict) or seen["bytes"] or seen["state"] == CleanupState.MOVING.value:
            return False
        return bool(args.get("receipt")) or self._is_fresh(seen)

    def _is_half_way(self, seen: Json) -> bool:
        if not isinstance(seen, dict):
            return False
        before = self._stopped.get(str(seen["receipt"]))
        return before is not None and seen["bytes"] not in {0, before}

    async def _facts(self, cleanup: Cleanup | None) -> Json:
        if cleanup is None:
            return None
        lying = await self._machine.receipt(cleanup.id)
        return {
            "receipt": cleanup.id,
            "asked": cleanup.asked,
            "state": cleanup.state.value,
            "at": cleanup.at.isoformat(),
            "bytes": 0 if lying is None else lying.bytes,
        }

    def _is_fresh(self, seen: dict[str, Json]) -> bool:
        return self._now() - datetime.fromisoformat(str(seen["at"])) < FRESH


def asked_for(args: Args) -> str:
    """What `clean_up` was asked for, as it stands in the journal."""
    return f"{args.get('kind') or ''}|{args.get('receipt') or ''}"


def was_emptied(args: Args, seen: Json) -> bool:
    """Whether `empty_trash` took effect: nothing lies in the trash."""
    del args
    return not isinstance(seen, dict) or not seen["bytes"]


def _size(lying: TrashReceipt | None) -> str:
    return "nothing of it is there any more" if lying is None or lying.empty else format_disk(lying.bytes)
