"""The offers of the latest searches, kept in a file: one is taken by its number also after a restart."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from memory.errors import Mistake
from tools.media.music.choosing import Offered

_MOST_KEPT = 60


class _Kept(BaseModel):
    offers: dict[str, Offered] = {}
    last: list[str] = []


class Offers:
    """Keeps them in `file`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def remember(self, found: Sequence[Offered]) -> None:
        """These were shown last, in this order."""
        kept = await asyncio.to_thread(self._read)
        new = {each[0].handle: each for each in found}
        offers = {**{key: each for key, each in kept.offers.items() if key not in new}, **new}
        late = dict(list(offers.items())[-_MOST_KEPT:])
        text = _Kept(offers=late, last=list(new)).model_dump_json()
        await asyncio.to_thread(self._write, text)

    async def find(self, said: str) -> Offered:
        """The offer of that handle, or of that number in the last list.

        Raises:
            Mistake: There is none.
        """
        kept = await asyncio.to_thread(self._read)
        number = said.strip().casefold().removeprefix("number ").removeprefix("#")
        if number.isdecimal() and 1 <= int(number) <= len(kept.last):
            return kept.offers[kept.last[int(number) - 1]]
        if said in kept.offers:
            return kept.offers[said]
        raise Mistake(
            "That offer is not known any more; search for the music again, then take one of the list."
        )

    def _read(self) -> _Kept:
        try:
            return _Kept.model_validate_json(self._file.read_bytes())
        except (OSError, ValidationError):  # a torn file costs a search, no more
            return _Kept()

    def _write(self, text: str) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(text, "utf-8")
        draft.replace(self._file)
