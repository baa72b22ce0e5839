"""The simulated house's folders, over its wire."""

import httpx2
from pydantic import TypeAdapter

from memory.holding import hold
from tools.media.organiser.models import FileNow, Mark, Tree
from tools.stand_in import StandIn


class SimulatedDisk:
    """Implements `Disk` over the pretended one at `address`; `http` belongs to the caller."""

    def __init__(self, http: httpx2.AsyncClient, address: str) -> None:
        self._disk = StandIn(http, address, "disk")

    async def tree(self) -> Tree:
        """See `Disk`."""
        return await self._disk.ask("tree", TypeAdapter(Tree))

    async def digest(self, file: FileNow, *, whole: bool) -> str | None:
        """See `Disk`."""
        kind = TypeAdapter[str | None](str | None)
        mark = file.mark.model_dump()
        return await self._disk.ask("digest", kind, root=file.root, path=file.path, mark=mark, whole=whole)

    async def mark(self, root: str, path: str) -> Mark | None:
        """See `Disk`."""
        return await self._disk.ask("mark", TypeAdapter[Mark | None](Mark | None), root=root, path=path)

    async def make_folder(self, root: str, path: str) -> None:
        """See `Disk`."""
        hold("make_folder")
        await self._disk.ask("make_folder", TypeAdapter(bool), root=root, path=path)

    async def drop_folder(self, root: str, path: str) -> None:
        """See `Disk`."""
        hold("drop_folder")
        await self._disk.ask("drop_folder", TypeAdapter(bool), root=root, path=path)

    async def move(self, root: str, path: str, to: str, mark: Mark) -> bool:
        """See `Disk`."""
        hold("move")
        return await self._disk.ask(
            "move", TypeAdapter(bool), root=root, path=path, to=to, mark=mark.model_dump()
        )
