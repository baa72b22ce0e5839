"""The history of typed lines, kept in the data folder; which folder that is may be known only after the prompt stands."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path

from prompt_toolkit.history import History

KEPT = 1000


class TypedLines(History):
    """Reads its file once `open` tells which; lines typed before are added to it then."""

    def __init__(self) -> None:
        super().__init__()
        self._file: Path | None = None
        self._known = asyncio.Event()
        self._early: list[str] = []

    def open(self, file: Path) -> None:
        """Use `file` from now on; created for its owner only."""
        if self._file is not None:
            return
        self._file = file
        with contextlib.suppress(OSError):
            file.touch(mode=0o600)
        for line in self._early:
            self.store_string(line)
        self._known.set()

    async def load(self) -> AsyncGenerator[str, None]:
        """The lines of earlier times, newest first."""
        await self._known.wait()
        async for line in super().load():
            yield line

    def load_history_strings(self) -> Iterable[str]:
        """The lines of the file, newest first."""
        if self._file is None:
            return []
        return reversed(self._file.read_text("utf-8", errors="replace").splitlines()[-KEPT:])

    def store_string(self, string: str) -> None:
        """Add a line to the file."""
        if self._file is None:
            self._early.append(string)
            return
        # Typing goes on when the disk is full.
        with contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as file:
            file.write(" ".join(string.splitlines()) + "\n")
