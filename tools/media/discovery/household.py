"""What of it this household has, asked for and watched."""

from dataclasses import dataclass
from datetime import datetime

from memory.errors import HomeOpsError
from tools.media.discovery.models import Entry, Kind, Noun
from tools.media.libraries import Libraries
from tools.media.titles import Requested, Title, plain_title
from tools.trust import Ours, Untrusted


class Copy(Noun):
    """A copy of a title; `seasons` are those of a series that are there."""

    server: Ours
    resolution: Ours = ""
    seasons: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Such as "Plex in 4K" or "Plex, seasons 1 to 3"."""
        sharp = f" in {self.resolution}" if self.resolution else ""
        return f"{self.server[:1].upper()}{self.server[1:]}{sharp}{_say_seasons(self.seasons)}"


class Held(Noun):
    """How a title stands here; `known` is False where no library could tell."""

    copies: tuple[Copy, ...] = ()
    requested: bool = False
    known: bool = True

    @property
    def taken(self) -> bool:
        """Whether it is here or on its way."""
        return bool(self.copies) or self.requested


@dataclass(frozen=True, slots=True)
class Seen:
    """A film or series that was watched, the last time."""

    kind: Kind
    title: Untrusted
    year: int | None
    tmdb: int | None
    at: datetime


class Household:
    """The household's libraries and requests, as far as they are configured."""

    def __init__(self, libraries: Libraries | None, requested: Requested | None = None) -> None:
        self._libraries = libraries or Libraries()
        self._requested = requested

    @property
    def has_libraries(self) -> bool:
        """Whether anything can be owned or watched here."""
        return bool(self._libraries.shelves)

    async def requested(self) -> frozenset[tuple[Kind, int]]:
        """What is on its way, as far as can be told now."""
        try:
            return frozenset() if self._requested is None else await self._requested()
        except HomeOpsError:
            return frozenset()

    async def holds(self, entry: Entry) -> Held:
        """How a title stands here."""
        asked = entry.key in await self.requested()
        title = Title(kind=entry.kind, title=entry.title, year=entry.year, tmdb=entry.tmdb, tvdb=entry.tvdb)
        try:
            owned = await self._libraries.owned(title)
        except HomeOpsError:
            return Held(requested=asked, known=False)
        copies = [
            Copy(server=each.server, resolution=each.resolution or "", seasons=each.seasons) for each in owned
        ]
        return Held(copies=tuple(dict.fromkeys(copies)), requested=asked)

    async def seen(self, person: str | None, since: datetime) -> list[Seen]:
        """The films and series that were watched since then, each once, the latest first.

        Raises:
            HomeOpsError: No library answers.
        """
        if not self.has_libraries:
            return []
        found: dict[tuple[Kind, str], Seen] = {}
        for watched in await self._libraries.watched(person, since):
            seen = _seen(watched.title, watched.at)
            if seen is not None:
                found.setdefault((seen.kind, plain_title(seen.title)), seen)
        return list(found.values())


def _seen(title: Title, at: datetime) -> Seen | None:
    match title.kind:
        case "film" | "series":
            return Seen(title.kind, title.title, title.year, title.tmdb, at)
        case "episode" | "season" if title.series:
            return Seen("series", title.series, None, None, at)  # its ids are the episode's own
        case _:
            return None


def _say_seasons(seasons: tuple[int, ...]) -> str:
    numbers = sorted(each for each in seasons if each)
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f", season {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f", seasons {numbers[0]} to {numbers[-1]}"
    return f", seasons {', '.join(map(str, numbers))}"
