"""What there is to watch: about a title, where to watch it, what many watch, what comes, what this household may like."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import HomeOpsError, Misconfigured
from memory.people import Role
from tools.contract import Caller, Verb, World
from tools.media.discovery.answers import Recommended, Row, TitleShown, Trending, Upcoming, WhereShown
from tools.media.discovery.finding import Finder, Found
from tools.media.discovery.household import Household, Seen
from tools.media.discovery.kept import Dated
from tools.media.discovery.models import Details, Entry, Kind, Origin, Providers
from tools.media.discovery.moods import Mood, suits
from tools.media.discovery.recommending import Candidate, Chosen, Recommender, Wanted
from tools.media.discovery.tmdb import Tmdb

PHRASES = Path(__file__).parent / "phrases"
LATELY = timedelta(days=180)
EVER = timedelta(days=3650)
_ROWS = 8
_FEW = 5
_NO_TMDB = "Lists of titles come from TMDB; put a key of it in media.discovery.tmdb.key."

Text = Annotated[str, Field(min_length=1, max_length=200)]
Year = Annotated[int, Field(ge=1888, le=2100)]


class Discovery:
    """What TMDB and TVDB know, seen from this household."""

    def __init__(self, tmdb: Tmdb | None, finder: Finder, household: Household, world: World) -> None:
        self._tmdb = tmdb
        self._finder = finder
        self._household = household
        self._now = world.clock.now

    async def show_title(self, title: Text, year: Year | None = None) -> TitleShown:
        """Tell about any film or series: plot, year, length, rating, where to watch it, whether the household has it.

        Args:
            title: Its name, such as "Dune" or "The Crown".
            year: When it came out, 1888 to 2100, if several have that name.
        """
        found = await self._finder.find(title, year)
        return TitleShown(
            details=found.details,
            held=await self._household.holds(found.details.entry),
            others=found.others,
            origin=self._origin(found.source, found),
        )

    async def where_to_watch(self, title: Text, year: Year | None = None) -> WhereShown:
        """Tell where a film or series can be watched: own library and own subscriptions first, then others, rent, buy.

        Args:
            title: Its name, such as "Dune" or "The Crown".
            year: When it came out, 1888 to 2100, if several have that name.
        """
        found = await self._finder.find(title, year)
        source = "TMDB and JustWatch" if found.source == "TMDB" else found.source
        return WhereShown(
            details=found.details,
            held=await self._household.holds(found.details.entry),
            others=found.others,
            origin=self._origin(source, found),
        )

    async def show_trending(self, caller: Caller, kind: Kind | None = None) -> Trending:
        """Show which films and series are watched most in the world this week.

        Args:
            caller: Who asks; a child is shown what is made for families.
            kind: Only "film" or only "series"; both if left out.
        """
        told = await self._lists().trending(kind, "week")
        rows = await self._rows(_for(caller, told.value))
        return Trending(kind=kind, rows=rows, origin=self._origin("TMDB", told))

    async def show_upcoming(self, caller: Caller, kind: Kind = "film") -> Upcoming:
        """Show what comes soon: new films in the cinemas, or series with new episodes in the next seven days.

        Args:
            caller: Who asks.
            kind: "film" or "series".
        """
        told = await self._lists().upcoming(kind)
        entries = _for(caller, told.value)
        if kind == "film":
            today = self._now().date()
            entries = [each for each in entries if each.released is not None and each.released >= today]
            entries.sort(key=lambda each: (each.released or today, each.title))
        return Upcoming(kind=kind, rows=await self._rows(entries), origin=self._origin("TMDB", told))

    async def recommend(
        self, caller: Caller, kind: Kind | None = None, mood: Mood | None = None, person: Text | None = None
    ) -> Recommended:
        """Recommend what to watch, from what this household watched, with reasons; never what it has or requested.

        Args:
            caller: Who asks.
            kind: Only "film" or only "series"; both if left out.
            mood: What they feel like, such as "funny" or "scary"; anything if left out.
            person: For whom, by name, or "me"; the whole household if left out.
        """
        tmdb = self._lists()
        who = None if person is None else caller.person.id if person == "me" else person.strip().casefold()
        seen, known, without = await self._watched(who, person)
        child = caller.person.role is Role.CHILD
        wanted = Wanted(kind, mood, child, f"{self._now():%Y-%m-%d}", known)
        recommender = Recommender(tmdb, self._finder, self._household)
        chosen = await recommender.from_watched(seen, wanted, _FEW) if seen else Chosen(())
        if not chosen.candidates:
            without = without or "Nothing like what you watched is left."
            chosen = await recommender.from_trending(await tmdb.trending(kind, "week"), wanted, _FEW)
        else:
            without = ""
        return Recommended(
            kind=kind,
            mood=mood,
            rows=await self._explained(chosen.candidates),
            from_watched=not without,
            without=without,
            origin=self._origin("TMDB", Dated(None, chosen.at or self._now(), chosen.late)),
        )

    async def _watched(self, who: str | None, person: str | None) -> tuple[list[Seen], list[Seen], str]:
        """What was watched lately by whom it is for, all that anybody watched, and why nothing is known."""
        if not self._household.has_libraries:
            return [], [], "No media library is connected, so I don't know what you watched."
        now = self._now()
        try:
            known = await self._household.seen(None, now - EVER)
            seen = await self._household.seen(who, now - LATELY)
        except HomeOpsError:
            return [], [], "The media server does not answer, so I can't see what you watched."
        whose = "you watched" if person in (None, "me") else "that person watched"
        return seen, known, "" if seen else f"I don't know of anything {whose} lately."

    async def _explained(self, candidates: Sequence[Candidate]) -> tuple[Row, ...]:
        shown = await asyncio.gather(*(self._providers(each.entry) for each in candidates))
        return tuple(
            Row(entry=each.entry, providers=where, because=tuple(dict.fromkeys(each.because)))
            for each, where in zip(candidates, shown, strict=True)
        )

    async def _rows(self, entries: Sequence[Entry]) -> tuple[Row, ...]:
        some = entries[:_ROWS]
        held = await asyncio.gather(*(self._household.holds(each) for each in some))
        shown = await asyncio.gather(*(self._providers(each) for each in some))
        return tuple(
            Row(entry=entry, held=here, providers=where)
            for entry, here, where in zip(some, held, shown, strict=True)
        )

    async def _providers(self, entry: Entry) -> Providers:
        """Where it is shown; nothing where that can't be told, for a list is worth telling without."""
        try:
            known = await self._lists().details(entry.kind, entry.tmdb or 0)
        except HomeOpsError:
            return Providers()
        return Providers() if known is None else known.value.providers

    def _lists(self) -> Tmdb:
        if self._tmdb is None:
            raise Misconfigured(_NO_TMDB)
        return self._tmdb

    def _origin(self, source: str, told: Found | Dated[Details] | Dated[list[Entry]] | Dated[None]) -> Origin:
        at: datetime = told.at
        return Origin(source=source, at=at, asked_at=self._now(), late=told.late)


def _for(caller: Caller, entries: Sequence[Entry]) -> list[Entry]:
    """A child is shown what is made for families."""
    child = caller.person.role is Role.CHILD
    return [each for each in entries if suits(each, None, for_child=child)]


def verbs(subject: Discovery) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.show_title, keywords="film movie series show about plot rating cast length how long good"
        ),
        Verb(
            subject.where_to_watch,
            keywords="film movie series stream streaming netflix disney prime subscription rent buy watch where",
        ),
        Verb(subject.show_trending, keywords="popular films movies series hits everyone watching chart top"),
        Verb(
            subject.show_upcoming, keywords="cinema new coming soon films movies episodes release this week"
        ),
        Verb(
            subject.recommend,
            keywords="suggest suggestion something to watch tonight film movie series like mood idea evening",
        ),
    )
