"""The nouns of folders with films and series; some cross a wire when the disk is pretended."""

from typing import Literal

from pydantic import BaseModel

from tools.trust import Ours, Untrusted

TRASH = ".homeops-trash"
"""The folder in each root that takes duplicates; it is never looked into."""


class Noun(BaseModel, frozen=True, extra="forbid"):
    """A fact as it was read; never changed afterwards."""


class Mark(Noun, frozen=True):
    """By what a file is known again: another one, or one that was written to, has another mark."""

    device: int
    inode: int
    size: int
    mtime_ns: int


class FileNow(Noun, frozen=True):
    """A regular file; `path` is relative to its root, with "/" between its parts."""

    root: Ours
    path: Untrusted
    mark: Mark

    @property
    def name(self) -> str:
        """Its name without folders."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folder it lies in, "" for the root itself."""
        return self.path.rpartition("/")[0]


class FolderNow(Noun, frozen=True):
    """A folder below a root."""

    root: Ours
    path: Untrusted


class Tree(Noun, frozen=True):
    """What lies in the roots. `complete` is False where it was too much or something could not be read.

    `unreadable` counts names that are no text.
    """

    files: tuple[FileNow, ...]
    folders: tuple[FolderNow, ...]
    complete: bool = True
    unreadable: int = 0


class Step(Noun, frozen=True):
    """One thing that is done on the disk: make a folder, move a file within its root, drop an empty folder."""

    do: Literal["make", "move", "drop"]
    root: Ours
    path: Untrusted
    to: Untrusted = ""
    mark: Mark | None = None

    def back(self) -> "Step":
        """What puts it back."""
        match self.do:
            case "make":
                return self.model_copy(update={"do": "drop"})
            case "drop":
                return self.model_copy(update={"do": "make"})
            case "move":
                return self.model_copy(update={"path": self.to, "to": self.path})
