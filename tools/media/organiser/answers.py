"""What verbs about the folders answer; `str()` is the chat answer."""

from collections.abc import Sequence

from tools.media.organiser.models import Noun
from tools.media.organiser.unwatched import Idle
from tools.trust import Ours, Untrusted

MOST_FIELDS = 60
_FEW = 3


class Rename(Noun, frozen=True):
    """A file that is called otherwise than usual."""

    root: Ours
    path: Untrusted
    to: Untrusted


class Double(Noun, frozen=True):
    """A file that is there twice, and the one that stays."""

    root: Ours
    path: Untrusted
    keeps: Untrusted
    bytes: int


class Lying(Noun, frozen=True):
    """A file that is only told of."""

    root: Ours
    path: Untrusted


class TidyPlan(Noun, frozen=True):
    """What could be tidied. Lists are cut after 60; `handle` names the plan for carrying it out."""

    handle: Ours
    switched_on: bool
    renames: tuple[Rename, ...] = ()
    rename_count: int = 0
    doubles: tuple[Double, ...] = ()
    double_count: int = 0
    double_bytes: int = 0
    clashes: tuple[Rename, ...] = ()
    clash_count: int = 0
    nameless: tuple[Lying, ...] = ()
    nameless_count: int = 0
    idle: tuple[Idle, ...] | None = ()
    idle_asked: bool = False
    comparing: bool = False
    complete: bool = True
    unreadable: int = 0
    interrupted: bool = False

    def __str__(self) -> str:
        """At most twelve lines: what would be renamed, what is there twice, what is only told."""
        lines = [*self._says_renames(), *self._says_doubles(), *self._says_others()]
        lines = lines or ["Everything is called as it should be, and nothing is there twice."]
        if self.rename_count or self.double_count:
            how = "Say “apply it” and I do it; it can be undone."
            lines.append(how if self.switched_on else "I only plan: tidying is switched off in the settings.")
        if self.interrupted:
            lines.append("An earlier tidying was cut short; “apply the tidying” finishes it.")
        return "\n".join(lines)

    def _says_renames(self) -> list[str]:
        if not self.rename_count:
            return []
        head = f"{_count(self.rename_count, 'file')} to rename or move:"
        rows = [f"• {show(each.path)} → {show(each.to)}" for each in self.renames[:_FEW]]
        more = self.rename_count - len(rows)
        return [head, *rows, *([f"  … and {more} more"] if more else [])]

    def _says_doubles(self) -> list[str]:
        if not self.double_count:
            return []
        one = self.doubles[0]
        size = say_size(self.double_bytes)
        head = f"{_count(self.double_count, 'duplicate')} for the trash folder ({size}), such as {show(one.path)}."
        return [head]

    def _says_others(self) -> list[str]:
        lines = list[str]()
        if self.clash_count:
            lines.append(
                f"Left alone, as the right name is taken: {_some([each.path for each in self.clashes], self.clash_count)}."
            )
        if self.nameless_count:
            lines.append(
                f"No year or episode number to go by: {_some([each.path for each in self.nameless], self.nameless_count)}."
            )
        if self.idle:
            told = [f"{show(each.name)} ({say_size(each.bytes)}, {each.months} months)" for each in self.idle]
            lines.append(f"Big and never watched, left alone: {_list(told, len(told))}.")
        if self.idle is None and self.idle_asked:
            lines.append("What was watched I can't tell: no media library answers.")
        if self.comparing:
            lines.append("I am still comparing big files; ask again in a while for more duplicates.")
        if not self.complete:
            lines.append("I could not look at everything.")
        if self.unreadable:
            lines.append(f"{_count(self.unreadable, 'name')} can't be read and stay as they are.")
        return lines


class Tidied(Noun, frozen=True):
    """What a tidying did, or its undoing; `stayed` are files that were left with the reason."""

    back: bool
    renamed: int
    doubled: int
    stayed: tuple[tuple[Untrusted, Ours], ...] = ()
    left: int = 0
    """Files that were not reached, as it stopped half-way."""
    stopped: Ours = ""

    def __str__(self) -> str:
        """What was done, what was not and why."""
        if self.back:
            lines = [f"{_count(self.renamed + self.doubled, 'file')} back where they were."]
        else:
            did = [f"{_count(self.renamed, 'file')} renamed or moved"] if self.renamed else []
            did += [f"{_count(self.doubled, 'duplicate')} put in the trash folder"] if self.doubled else []
            lines = [" and ".join(did) + "." if did else "Nothing was moved."]
        if self.stopped:
            lines.append(f"I stopped half-way, {_count(self.left, 'file')} not reached: {self.stopped}")
        lines += [f"• {show(path)} stayed: {why}" for path, why in self.stayed[:_FEW]]
        if len(self.stayed) > _FEW:
            lines.append(f"  … and {len(self.stayed) - _FEW} more stayed")
        return "\n".join(lines)


def show(path: str, most: int = 70) -> str:
    """A path on one line, its middle left out where it is long."""
    bare = "".join(each if each.isprintable() else "?" for each in path)
    return bare if len(bare) <= most else f"{bare[: most // 2 - 1]}…{bare[-most // 2 :]}"


def say_size(size: int) -> str:
    """Bytes in GB or MB (1000^3, 1000^2)."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _some(paths: Sequence[str], count: int) -> str:
    return _list([show(each, 50) for each in paths], count)


def _list(told: Sequence[str], count: int) -> str:
    more = count - min(count, _FEW)
    return ", ".join(told[:_FEW]) + (f" and {more} more" if more else "")
