"""HomeOps' own trash: whatever is moved there can be put back exactly, also after a power cut in between.

`<trash>/<receipt>/receipt.json` is written before anything moves; things lie beside it under their number.
"""

import fnmatch
import os
import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel

from memory.errors import Mistake
from memory.failpoints import failpoint
from tools.pc.folders import look_at
from tools.pc.models import Junk, TrashItem, TrashReceipt, TrashRefusal
from tools.pc.places import MARK, ChangedError, Place, Steps, path_place, place_in
from tools.pc.settings import CleanupRoot
from tools.pc.stopping import Stop

RECEIPT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
CHANGED = "It has changed or gone since it was listed."
NOT_ALLOWED = "It is not in a place where HomeOps may clean up."


class Entry(BaseModel):
    """One thing of a receipt; `root` is the folder it lies in, `refused` why it stayed."""

    item: Junk
    root: Path
    refused: str = ""


class Written(BaseModel):
    """A receipt as it is written down; once `closed` (put back or emptied) nothing is moved in for it again."""

    id: str
    at: AwareDatetime
    entries: list[Entry]
    closed: bool = False


class Trash:
    """The trash in `folder` for things out of `roots`."""

    def __init__(self, folder: Path, roots: Mapping[str, CleanupRoot]) -> None:
        self._folder = folder
        self._roots = roots
        self._alone = threading.Lock()
        """One thing at a time: what was called off may still be at its last file."""

    def put(self, stop: Stop, receipt_id: str, items: Sequence[Junk], now: datetime) -> TrashReceipt:
        """See `Machine.to_trash`; once `stop` is called off, nothing more is moved and StoppedError raised."""
        with self._alone:
            return self._put(stop, receipt_id, items, now)

    def _put(self, stop: Stop, receipt_id: str, items: Sequence[Junk], now: datetime) -> TrashReceipt:
        written = self._read(receipt_id)
        if written is None:
            written = Written(id=receipt_id, at=now, entries=[self._entry(stop, item, now) for item in items])
            self._write(written)
        failpoint("trash-written")
        if not written.closed:
            for number, entry in enumerate(written.entries):
                if not entry.refused:
                    stop.check()
                    entry.refused = self._move_in(stop, receipt_id, number, entry)
                    failpoint("trash-moved")
            self._write(written)
        return self._receipt(written)

    def find(self, receipt_id: str) -> TrashReceipt | None:
        """See `Machine.receipt`."""
        written = self._read(receipt_id)
        return None if written is None else self._receipt(written)

    def restore(self, stop: Stop, receipt_id: str) -> TrashReceipt:
        """See `Machine.restore`; stops as `put` does."""
        with self._alone:
            return self._restore(stop, receipt_id)

    def _restore(self, stop: Stop, receipt_id: str) -> TrashReceipt:
        written = self._read(receipt_id)
        here = [] if written is None else self._here(written)
        if written is None or not here:
            raise Mistake("Nothing of that clean-up is in the trash any more.")
        for number, entry in here:
            self._refuse_if_taken(receipt_id, number, entry)
        receipt = self._receipt(written)
        self._write(written.model_copy(update={"closed": True}))
        for number, entry in here:
            stop.check()
            with self._place(entry, make=True) as place:
                inward, back = self._steps(receipt_id, number, place, stop)
                if inward.placed():
                    inward.copied.delete()
                if inward.begun():
                    inward.take_back()
                else:
                    back.go(lambda _: True)
            failpoint("trash-restored")
        return receipt

    def empty(self, stop: Stop, before: datetime) -> int:
        """Delete for good what came before that instant; returns the bytes that came free. Stops as `put` does."""
        with self._alone:
            return self._empty(stop, before)

    def _empty(self, stop: Stop, before: datetime) -> int:
        freed = 0
        for file in sorted(self._folder.glob("*/receipt.json")):
            written = Written.model_validate_json(file.read_bytes())
            if written.at >= before:
                continue
            self._write(written.model_copy(update={"closed": True}))
            for number, entry in enumerate(written.entries):
                slot = self._slot(written.id, number)
                stop.check()
                gone = slot.beside(f"{MARK}{number}-gone")
                gone.delete()
                if slot.facts() is not None:
                    slot.move(gone)  # so that what is half deleted can't be put back
                    gone.delete()
                    freed += entry.item.bytes
        return freed

    def _entry(self, stop: Stop, item: Junk, now: datetime) -> Entry:
        """What the settings allow to go, and what still looks as it did when it was listed."""
        stop.check()
        root = self._roots.get(item.root_id)
        if root is None:
            return Entry(item=item, root=Path(), refused=NOT_ALLOWED)
        folder, path = root.path.expanduser().resolve(), Path(item.path)
        if path.parent != folder or not fnmatch.fnmatchcase(path.name, root.pattern):
            return Entry(item=item, root=folder, refused=NOT_ALLOWED)
        look = look_at(path)
        refused = ""
        if look is None or look.mark != item.mark or not look.plain:
            refused = CHANGED
        elif now - look.last_used < timedelta(days=root.older_than_days):
            refused = "It was used meanwhile."
        elif look.linked and self._elsewhere(path):
            refused = "It has other names elsewhere, which moving it would cut off."
        return Entry(item=item, root=folder, refused=refused)

    def _elsewhere(self, path: Path) -> bool:
        """Whether the trash is on another file system."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return os.lstat(path).st_dev != self._folder.stat().st_dev

    def _move_in(self, stop: Stop, receipt_id: str, number: int, entry: Entry) -> str:
        """Move one thing in, or go on with it; returns why it stayed, or nothing."""
        slot = self._slot(receipt_id, number)
        try:
            with self._place(entry) as place:
                steps, _ = self._steps(receipt_id, number, place, stop)
                mine, there = place.facts(), slot.facts()
                cut_short = mine is not None and there is not None and os.path.samestat(mine, there)
                if there is None or steps.begun() or cut_short:
                    try:
                        steps.go(lambda path: _looks_like(path, entry.item))
                    except ChangedError:  # back at its place, or kept if that is taken again
                        return "" if steps.begun() or slot.facts() is not None else CHANGED
            return ""
        except FileNotFoundError:
            return "" if slot.facts() is not None else CHANGED
        except Mistake as mistake:
            return mistake.sentence
        except OSError as error:
            return f"The PC refused: {error.strerror or error}."

    def _refuse_if_taken(self, receipt_id: str, number: int, entry: Entry) -> None:
        with self._place(entry, make=True) as place:
            inward, back = self._steps(receipt_id, number, place)
            present = place.facts()
            held = [one.facts() for one in (inward.target, inward.claimed, inward.copied, back.draft)]
            ours = any(present and one and os.path.samestat(present, one) for one in held)
            if present is not None and not ours and not back.placed():
                raise Mistake(
                    f"Something else is at {entry.item.path} now; move it away first. Nothing was put back."
                )

    def _here(self, written: Written) -> list[tuple[int, Entry]]:
        """What of a receipt lies in the trash, or was cut short on its way in or back."""
        found: list[tuple[int, Entry]] = []
        for number, entry in enumerate(written.entries):
            if entry.refused:
                continue
            if self._slot(written.id, number).facts() is not None:
                found.append((number, entry))
                continue
            try:
                with self._place(entry) as place:
                    if any(steps.begun() for steps in self._steps(written.id, number, place)):
                        found.append((number, entry))
            except (FileNotFoundError, Mistake):
                continue
        return found

    def _place(self, entry: Entry, *, make: bool = False) -> AbstractContextManager[Place]:
        return place_in(Path(entry.item.path), entry.root, make=make)

    def _steps(
        self, receipt_id: str, number: int, place: Place, stop: Stop | None = None
    ) -> tuple[Steps, Steps]:
        slot, stop = self._slot(receipt_id, number), stop or Stop()
        tag = f"{receipt_id}-{number}"
        return Steps(place, slot, f"{tag}-in", stop), Steps(slot, place, f"{tag}-back", stop)

    def _slot(self, receipt_id: str, number: int) -> Place:
        return path_place(self._folder / receipt_id / str(number))

    def _receipt(self, written: Written) -> TrashReceipt:
        return TrashReceipt(
            id=written.id,
            at=written.at,
            items=tuple(
                TrashItem(path=entry.item.path, bytes=entry.item.bytes) for _, entry in self._here(written)
            ),
            refused=tuple(
                TrashRefusal(path=entry.item.path, reason=entry.refused)
                for entry in written.entries
                if entry.refused
            ),
        )

    def _file(self, receipt_id: str) -> Path:
        assert RECEIPT_ID.fullmatch(receipt_id), "a receipt's id is a file name"
        return self._folder / receipt_id / "receipt.json"

    def _read(self, receipt_id: str) -> Written | None:
        try:
            return Written.model_validate_json(self._file(receipt_id).read_bytes())
        except FileNotFoundError:
            return None

    def _write(self, written: Written) -> None:
        file = self._file(written.id)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as out:
            out.write(written.model_dump_json())
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)


def _looks_like(path: Path, item: Junk) -> bool:
    look = look_at(path)
    return look is not None and look.mark == item.mark
