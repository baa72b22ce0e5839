"""What this household may like next, and why: from what it watched lately, never what it has or asked for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from memory.errors import HomeOpsError
from tools.media.discovery.finding import Finder
from tools.media.discovery.household import Household, Seen
from tools.media.discovery.kept import Dated
from tools.media.discovery.models import Entry, Kind
from tools.media.discovery.moods import Mood, suits
from tools.media.discovery.tmdb import Tmdb
from tools.media.titles import plain_title

MOST_SEEDS = 8
MOST_LOOKED_AT = 60
_AT_ONCE = 4
_LIST = 20
_SHUFFLE = 0.08
"""How much a day moves the order, so that another day brings something else."""


@dataclass(slots=True)
class Candidate:
    """A title that may be recommended; `because` are the watched titles that speak for it, the strongest first."""

    entry: Entry
    score: float = 0.0
    because: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `known` are all that were ever watched, not only by the one who asks."""

    kind: Kind | None
    mood: Mood | None
    for_child: bool
    day: str
    known: Sequence[Seen] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is recommended, the best first, and how old the oldest answer is that it rests on."""

    candidates: tuple[Candidate, ...]
    at: datetime | None = None
    late: bool = False


class Recommender:
    """Finds what is like what was watched."""

    def __init__(self, tmdb: Tmdb, finder: Finder, household: Household) -> None:
        self._tmdb = tmdb
        self._finder = finder
        self._household = household

    async def from_watched(self, seen: Sequence[Seen], wanted: Wanted, count: int) -> Chosen:
        """The best `count` titles that speak of what was watched.

        Raises:
            HomeOpsError: TMDB tells nothing of any of it.
        """
        seeds = [each for each in seen if wanted.kind in (None, each.kind)] or list(seen)
        alone = asyncio.Semaphore(_AT_ONCE)

        async def ask(seed: Seen) -> Dated[list[Entry]] | HomeOpsError | None:
            async with alone:
                try:
                    return await self._like(seed)
                except HomeOpsError as error:
                    return error

        seeds = _some_of_both(seeds)
        answers = await asyncio.gather(*(ask(each) for each in seeds))
        told = [each for each in answers if isinstance(each, Dated)]
        faults = [each for each in answers if isinstance(each, HomeOpsError)]
        if faults and not told:
            raise faults[0]
        found: dict[tuple[Kind, int], Candidate] = {}
        for place, (seed, answer) in enumerate(zip(seeds, answers, strict=True)):
            if isinstance(answer, Dated):
                _weigh(found, seed, place, answer.value)
        ranked = await self._free(list(found.values()), wanted, count)
        return Chosen(
            tuple(ranked), min((each.at for each in told), default=None), any(each.late for each in told)
        )

    async def from_trending(self, rows: Dated[list[Entry]], wanted: Wanted, count: int) -> Chosen:
        """What many watch now, for a household of which nothing is known."""
        all_ = [
            Candidate(each, 1 - place / (_LIST * 2), [])
            for place, each in enumerate(rows.value[:MOST_LOOKED_AT])
        ]
        return Chosen(tuple(await self._free(all_, wanted, count)), rows.at, rows.late)

    async def _like(self, seed: Seen) -> Dated[list[Entry]] | None:
        tmdb = seed.tmdb
        if tmdb is None:
            entry = await self._finder.entry(seed.title, seed.year, seed.kind)
            tmdb = None if entry is None else entry.tmdb
        return None if tmdb is None else await self._tmdb.like(seed.kind, tmdb)

    async def _free(self, candidates: list[Candidate], wanted: Wanted, count: int) -> list[Candidate]:
        """Those that fit and are neither here, nor on their way, nor watched; the best first."""
        watched = {(each.kind, each.tmdb) for each in wanted.known if each.tmdb}
        names = {(each.kind, plain_title(each.title)) for each in wanted.known}
        fitting = [
            each
            for each in candidates
            if wanted.kind in (None, each.entry.kind)
            and suits(each.entry, wanted.mood, for_child=wanted.for_child)
            and each.entry.key not in watched
            and (each.entry.kind, plain_title(each.entry.title)) not in names
        ]
        fitting.sort(key=lambda each: (-each.score * _luck(each.entry, wanted.day), each.entry.key))
        free: list[Candidate] = []
        for each in fitting[:MOST_LOOKED_AT]:
            same = sum(one.entry.kind == each.entry.kind for one in free)
            if wanted.kind is None and same > count // 2:
                continue  # some of both
            held = await self._household.holds(each.entry)
            if held.known and not held.taken:
                free.append(each)
            if len(free) == count:
                break
        return free


def _some_of_both(seen: Sequence[Seen]) -> list[Seen]:
    """The latest, half of them films: a series of ten episodes must not crowd them out."""
    films = [each for each in seen if each.kind == "film"]
    series = [each for each in seen if each.kind == "series"]
    half = MOST_SEEDS // 2
    chosen = [*films[: max(half, MOST_SEEDS - len(series))], *series[: max(half, MOST_SEEDS - len(films))]]
    return sorted(chosen, key=lambda each: each.at, reverse=True)


def _weigh(found: dict[tuple[Kind, int], Candidate], seed: Seen, place: int, rows: Sequence[Entry]) -> None:
    """The later it was watched and the higher it stands in its list, the more it counts."""
    for rank, entry in enumerate(rows[:_LIST]):
        one = found.setdefault(entry.key, Candidate(entry))
        one.score += (1 / (1 + place / 4)) * (1 - rank / (_LIST + 5)) * ((entry.rating or 5) / 10)
        one.because.append(seed.title)


def _luck(entry: Entry, day: str) -> float:
    """A number near 1 that is the same all day."""
    first = sha256(f"{day} {entry.kind} {entry.tmdb}".encode()).digest()[0]
    return 1 + _SHUFFLE * (first / 255 - 0.5)
