"""What the controller must know after a kill: a small file, written whole or not at all.

A file and no table: it is read before the database's server can be found by name, and says something of this host only.
"""

import asyncio
import os
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from tools.network.failover.models import Decision, Standing

MOST_DECISIONS = 50


class Kept(BaseModel):
    """What is remembered.

    `serving` is the resolver that the house was last told to use (without a hook: that people were told to use), `wanted`
    the one it is being switched to: where they differ, a switch was cut off and is done again. `chosen` is the one that a
    person wanted to stay with; `since` is when `serving` was last changed.
    """

    model_config = ConfigDict(extra="ignore", defer_build=True)

    automatic: bool = True
    serving: str = ""
    wanted: str = ""
    chosen: str | None = None
    since: AwareDatetime | None = None
    standings: dict[str, Standing] = {}
    decisions: list[Decision] = []

    def decide(self, decision: Decision) -> None:
        """Add a decision."""
        self.decisions = [*self.decisions, decision][-MOST_DECISIONS:]


class Record:
    """The file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Kept:
        """What was kept; nothing where the file is missing or spoilt."""
        try:
            return Kept.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return Kept()

    async def write(self, kept: Kept) -> None:
        """Keep it, over a power cut too."""
        await asyncio.to_thread(_replace, self._path, kept.model_dump_json())


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
