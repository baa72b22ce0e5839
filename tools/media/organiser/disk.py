"""What the organiser asks of a disk, real (`local.py`) or pretended (`simulated.py`)."""

from typing import Protocol

from tools.media.organiser.models import FileNow, Mark, Tree


class Disk(Protocol):
    """The roots, by their names. Paths are relative; no link is followed, and nothing outside of a root is touched.

    Each method raises `Mistake` where what it is to touch is not as it was told or not allowed, `Unavailable` where the
    disk does not do it.
    """

    async def tree(self) -> Tree:
        """What lies in all roots; hidden folders and links are left out."""
        ...

    async def digest(self, file: FileNow, *, whole: bool) -> str | None:
        """The content's fingerprint: of all of it, or of the first and last MiB; None if the file is another one now."""
        ...

    async def mark(self, root: str, path: str) -> Mark | None:
        """The mark of the regular file there, if there is one."""
        ...

    async def make_folder(self, root: str, path: str) -> None:
        """Make a folder, unless it is there; that which it lies in is there."""
        ...

    async def drop_folder(self, root: str, path: str) -> None:
        """Remove a folder if it is there and empty."""
        ...

    async def move(self, root: str, path: str, to: str, mark: Mark) -> bool:
        """Move a file within its root, never over something; False if it lies at `to` already.

        Raises:
            Mistake: It is not there, is another one now, or something else lies at `to`.
        """
        ...
