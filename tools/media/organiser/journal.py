"""What a tidying set out to do, written down before anything is moved: it lets one that was cut short be put back or finished."""

import asyncio
import os
import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from memory.errors import Misconfigured
from memory.holding import hold
from tools.media.organiser.models import Step

_HANDLE = re.compile(r"[a-z]{1,20}-[0-9a-f]{10}")


class Phase(StrEnum):
    """How far a tidying has come."""

    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class Tidying(BaseModel):
    """A tidying as it stands in the journal."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    handle: str
    at: AwareDatetime
    phase: Phase
    steps: tuple[Step, ...]


class Journal:
    """The tidyings, a file each in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, handle: str) -> Tidying | None:
        """The tidying of that handle, if there was one."""
        if not _HANDLE.fullmatch(handle):
            return None
        return await asyncio.to_thread(self._read, self._folder / f"{handle}.json")

    async def cut_short(self) -> Tidying | None:
        """The latest one that never came to its end; one whose undoing was cut short is undone again instead."""
        files = await asyncio.to_thread(lambda: sorted(self._folder.glob("*.json")))
        found = [await asyncio.to_thread(self._read, each) for each in files]
        open_ = [each for each in found if each and each.phase is Phase.APPLYING]
        return max(open_, key=lambda each: each.at, default=None)

    async def write(self, tidying: Tidying) -> None:
        """Keep it, on the disk before this returns."""
        hold("write_tidying")
        await asyncio.to_thread(self._write, tidying)

    async def mark(self, tidying: Tidying, phase: Phase, at: datetime) -> Tidying:
        """Note how far it has come."""
        marked = tidying.model_copy(update={"phase": phase, "at": at})
        await self.write(marked)
        return marked

    def _read(self, file: Path) -> Tidying | None:
        try:
            return Tidying.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise Misconfigured(f"The journal {file} can't be read; move it away to go on.") from error

    def _write(self, tidying: Tidying) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{tidying.handle}.json"
        draft = file.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as opened:
            opened.write(tidying.model_dump_json())
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
