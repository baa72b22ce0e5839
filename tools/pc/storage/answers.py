"""What the verbs of storage answer; `str()` is the chat answer."""

from collections.abc import Iterable

from memory.messages import Attachment
from tools.pc.models import FolderSize, Junk, Noun, TrashRefusal
from tools.pc.words import format_count, format_disk, list_lines
from tools.trust import Ours, Untrusted


class FolderReport(Noun):
    """What fills a folder or disk, biggest first; `complete` is False when looking was cut short."""

    path: Untrusted
    total_bytes: int
    folders: tuple[FolderSize, ...]
    complete: bool

    def __str__(self) -> str:
        """The biggest folders, a line each."""
        cut = [] if self.complete else ["I stopped looking after 20 seconds, so there may be more."]
        if not self.folders:
            return "\n".join([f"{self.path} holds no folders to speak of.", *cut])
        least = "" if self.complete else "at least "
        rows = [f"• {folder.path}: {format_disk(folder.bytes)}" for folder in self.folders]
        return list_lines(f"{self.path} holds {least}{format_disk(self.total_bytes)}:", rows, cut)

    def chart(self) -> Attachment | None:
        """Bars, one a folder."""
        from tools.charts import Bar, draw_bars

        if len(self.folders) < 2:
            return None
        bars = [Bar(folder.path, folder.bytes / 1e9, format_disk(folder.bytes)) for folder in self.folders]
        return draw_bars(f"What fills {self.path}", bars, unit="GB")


class JunkKind(Noun):
    """One kind of things that could go, by the name that `clean_up` takes."""

    kind: Ours
    items: int
    bytes: int

    def __str__(self) -> str:
        """Such as "Temporary files: 4.1 GB"."""
        return f"{self.kind[:1].upper()}{self.kind[1:]}: {format_disk(self.bytes)}"


class CleanupPreview(Noun):
    """What could go, by kind, biggest first. Nothing was touched."""

    kinds: tuple[JunkKind, ...]
    complete: bool
    trash_days: int

    @property
    def bytes(self) -> int:
        """All kinds together."""
        return sum(kind.bytes for kind in self.kinds)

    def __str__(self) -> str:
        """The total and the kinds, a line each."""
        cut = [] if self.complete else ["I stopped looking early, so there may be more."]
        if not self.kinds:
            return "\n".join(["There is nothing to clean up.", *cut])
        rows = [f"• {kind}" for kind in self.kinds]
        kept = f"Nothing has been touched. What is cleaned up can be put back for {self.trash_days} days."
        return list_lines(f"{format_disk(self.bytes)} could go:", rows, [*cut, kept])

    def chart(self) -> Attachment | None:
        """Bars, one a kind."""
        from tools.charts import Bar, draw_bars

        if len(self.kinds) < 2:
            return None
        bars = [Bar(kind.kind, kind.bytes / 1e9, format_disk(kind.bytes)) for kind in self.kinds]
        return draw_bars("What could be cleaned up", bars, unit="GB")


class CleanedUp(Noun):
    """What a clean-up moved to the trash, as the trash says afterwards, and what stayed where it was."""

    receipt: Ours
    items: int
    bytes: int
    trash_days: int
    refused: tuple[TrashRefusal, ...] = ()
    complete: bool = True

    def __str__(self) -> str:
        """How much was moved, and what stayed."""
        size = f"{format_disk(self.bytes)} ({format_count(self.items, 'thing', 'things')})"
        days = format_count(self.trash_days, "day", "days")
        lines = [f"Moved {size} to the trash. It can be put back for {days}; then the space comes free."]
        if not self.items:
            lines = ["Nothing was moved."]
        if self.refused:
            lines.append(f"{format_count(len(self.refused), 'thing', 'things')} stayed:")
            lines += [f"• {refusal.path}: {refusal.reason}" for refusal in self.refused[:5]]
        if not self.complete:
            lines.append("I stopped looking early, so there may be more.")
        return "\n".join(lines)


class NothingToClean(Noun):
    """There was nothing that could go."""

    complete: bool = True

    def __str__(self) -> str:
        """One sentence."""
        return "There is nothing to clean up." + (
            "" if self.complete else " I stopped looking early, so there may be more."
        )


class PutBack(Noun):
    """What came back from the trash."""

    receipt: Ours
    items: int
    bytes: int

    def __str__(self) -> str:
        """How much came back."""
        if not self.items:
            return "Nothing of that clean-up is in the trash any more."
        size = f"{format_disk(self.bytes)} ({format_count(self.items, 'thing', 'things')})"
        return f"Put {size} back where it was."


class EmptiedTrash(Noun):
    """What came free for good."""

    bytes: int

    def __str__(self) -> str:
        """How much."""
        if not self.bytes:
            return "The trash was empty."
        return f"The trash is empty now: {format_disk(self.bytes)} came free. It can't be put back."


def group_junk(items: Iterable[Junk]) -> tuple[JunkKind, ...]:
    """What could go by what people call it, biggest first."""
    grouped: dict[str, list[Junk]] = {}
    for item in items:
        grouped.setdefault(item.label, []).append(item)
    kinds = [
        JunkKind(kind=label, items=len(group), bytes=sum(item.bytes for item in group))
        for label, group in grouped.items()
    ]
    return tuple(sorted(kinds, key=lambda kind: -kind.bytes))
