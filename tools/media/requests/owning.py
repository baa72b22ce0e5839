"""Whether a film stands in a library of the household though Jellyseerr has not seen it yet."""

import asyncio

from memory.errors import HomeOpsError
from tools.media.libraries import Libraries, Owned
from tools.media.requests.models import Offer, split_id
from tools.media.titles import Title

_SECONDS = 3.0


class Owning:
    """Asks the libraries; where none answers in time, Jellyseerr's word counts."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries

    async def has(self, offer: Offer, *, in_4k: bool) -> bool:
        """Whether a film is owned in this quality; of series Jellyseerr knows the seasons better."""
        if offer.kind != "film":
            return False
        _, number = split_id(offer.id)
        title = Title(kind="film", title=offer.name, year=offer.year, tmdb=number)
        try:
            owned: list[Owned] = await asyncio.wait_for(self._libraries.owned(title), _SECONDS)
        except (HomeOpsError, TimeoutError):
            return False
        return any(each.resolution == "4K" if in_4k else True for each in owned)
