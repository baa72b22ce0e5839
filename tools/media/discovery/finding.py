"""Which film or series some words mean: TMDB first, TVDB where it knows nothing or does not answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from memory.errors import HomeOpsError, Mistake
from tools.media.discovery.kept import Dated
from tools.media.discovery.models import Details, Entry
from tools.media.discovery.tmdb import Tmdb
from tools.media.discovery.tvdb import Tvdb
from tools.media.titles import plain_title

_YEAR = re.compile(r"^(?P<title>.+?)[\s,]*\(?\b(?P<year>(?:19|20)\d\d)\)?$")
_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A title with all that is known of it, and what else has that name."""

    details: Details
    source: str
    at: datetime
    late: bool
    others: tuple[Entry, ...] = ()


class Finder:
    """Finds titles by words; at least one of both is there."""

    def __init__(self, tmdb: Tmdb | None, tvdb: Tvdb | None) -> None:
        self._tmdb = tmdb
        self._tvdb = tvdb

    async def find(self, words: str, year: int | None = None) -> Found:
        """The title that is meant.

        Raises:
            Mistake: Nobody knows such a title.
            HomeOpsError: Nobody answers.
        """
        fault: HomeOpsError | None = None
        for said, when in _readings(words, year):
            for ask in (self._ask_tmdb, self._ask_tvdb):
                try:
                    found = await ask(said, when)
                except HomeOpsError as error:
                    fault = fault or error
                    continue
                if found is not None:
                    return found
        if fault is not None:
            raise fault
        dated = f" of {year}" if year else ""
        raise Mistake(f"I know no film or series called “{words.strip()}”{dated}; try fewer words.")

    async def entry(self, words: str, year: int | None, kind: str) -> Entry | None:
        """The entry of that kind at TMDB, if it is there under that very name."""
        if self._tmdb is None:
            return None
        rows = (await self._tmdb.search(words)).value
        return next(iter(_called([each for each in rows if each.kind == kind], words, year)), None)

    async def _ask_tmdb(self, words: str, year: int | None) -> Found | None:
        if self._tmdb is None:
            return None
        rows = await self._tmdb.search(words)
        best, others = _choose(rows.value, words, year)
        if best is None or best.tmdb is None:
            return None
        known = await self._tmdb.details(best.kind, best.tmdb)
        if known is None:
            known = Dated(Details(entry=best), rows.at, rows.late)
        return Found(known.value, "TMDB", known.at, known.late or rows.late, others)

    async def _ask_tvdb(self, words: str, year: int | None) -> Found | None:
        if self._tvdb is None:
            return None
        rows = await self._tvdb.search(words)
        best, others = _choose([each.entry for each in rows.value], words, year)
        if best is None:
            return None
        details = next(each for each in rows.value if each.entry is best)
        return Found(details, "TVDB", rows.at, rows.late, others)


def _readings(words: str, year: int | None) -> list[tuple[str, int | None]]:
    """A year at the end may be of the title ("Blade Runner 2049") or say which ("Dune 2021")."""
    readings = [(words.strip(), year)]
    if year is None and (dated := _YEAR.match(words.strip())):
        readings.append((dated["title"], int(dated["year"])))
    return readings


def _choose(rows: Sequence[Entry], words: str, year: int | None) -> tuple[Entry | None, tuple[Entry, ...]]:
    """The row that is meant, and the others of the very same name."""
    dated = [each for each in rows if year is None or (each.year is not None and abs(each.year - year) <= 1)]
    same = _called(dated, words, year)
    if same:
        return same[0], tuple(same[1 : _MOST_OTHERS + 1])
    return (dated[0] if dated else None), ()


def _called(rows: Sequence[Entry], words: str, year: int | None) -> list[Entry]:
    """The rows of exactly this name, those of the very year first, then the best known."""
    wanted = plain_title(words)
    same = [each for each in rows if plain_title(each.title) == wanted]
    near = [each for each in same if year is None or each.year is None or abs(each.year - year) <= 1]
    return sorted(near, key=lambda each: (each.year != year if year else False, -each.votes))
