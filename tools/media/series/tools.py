"""What is followed by Sonarr and Radarr, what is missing of it and why."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.clock import Clock
from memory.errors import HomeOpsError, Mistake, Unavailable
from tools.contract import Args, Call, Done, Irreversible, Json, Name
from tools.media.series.answers import (
    Calendar,
    Explanations,
    FollowedList,
    MissingList,
    Past,
    QualityChanged,
    QualityShown,
    Searched,
    say_followed,
    say_number,
)
from tools.media.series.arr import Arr
from tools.media.series.diagnosing import Diagnosis, Seen, diagnose, needs_search
from tools.media.series.meant import Shelves, choose_profile, next_pieces, pick_pieces
from tools.media.series.models import Followed, FollowedKind, Happened, Piece, Profile, Rejected

PHRASES = Path(__file__).parent / "phrases"
SEARCH, SET_QUALITY = "media_search_again", "media_set_quality"
Title = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[int, Field(ge=1, le=999)]
_MOST_PIECES = 3
_MOST_SEARCHED = 50
_MOST_PAST = 30
_SPOKEN = {
    "ultra|2160|4k|uhd": ("4k", "ultra hd", "uhd", "four k"),
    "1080": ("1080p", "full hd", "1080"),
    "720": ("720p", "720"),
}
"""What people say instead of a profile's name."""


class MediaSeries:
    """What is followed, and how it is got."""

    def __init__(self, shelves: Shelves, clock: Clock) -> None:
        self.shelves = shelves
        self._clock = clock

    async def list_followed(self, kind: FollowedKind | None = None) -> FollowedList:
        """List the series and films that are followed (Sonarr, Radarr), with what is missing of each.

        Args:
            kind: Only series, or only films.
        """
        found = await self.shelves.followed(kind)
        found.sort(key=lambda each: (each.have >= each.total, each.next_at is None, each.name.casefold()))
        return FollowedList(followed=tuple(found), now=self._clock.now())

    async def show_calendar(self, days: Annotated[int, Field(ge=1, le=60)] = 7) -> Calendar:
        """Show which episodes and films come out in the next days, of what is followed.

        Args:
            days: How many, today included, 1 to 60: 1 for today or tonight, 7 for a week.
        """
        now = self._clock.now()
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        found: list[Piece] = []
        for arr in self.shelves.arrs:
            # What airs in the small hours belongs to the evening before.
            found += await arr.coming(start, start + timedelta(days=days, hours=4))
        found.sort(key=lambda each: each.out_at or now)
        return Calendar(days=days, coming=tuple(found), now=now)

    async def list_missing(self, kind: FollowedKind | None = None) -> MissingList:
        """List episodes and films that came out, are followed and are not here.

        Args:
            kind: Only series, or only films.
        """
        total, found = 0, list[Piece]()
        for arr in self.shelves.arrs:
            if kind is None or arr.kind == kind:
                count, pieces = await arr.missing()
                total, found = total + count, [*found, *pieces]
        now = self._clock.now()
        dated = sorted(found, key=lambda each: each.out_at.timestamp() if each.out_at else 0, reverse=True)
        return MissingList(total=total, missing=tuple(dated), now=now)

    async def explain_missing(
        self, title: Title | None = None, season: Number | None = None, episode: Number | None = None
    ) -> Explanations:
        """Tell why an episode or film is not here: not out yet, download stalled, indexer down, disk full and so on.

        Args:
            title: The series or film; if left out, whatever is missing of tonight, today or last night.
            season: Number of the season, 1 to 999, only if it was said.
            episode: Number of the episode, 1 to 999; the latest that is missing if left out.
        """
        now = self._clock.now()
        if title is None:
            recent = [each for each in await self.shelves.recent(now) if not each.is_here]
            found = [await self._explain(each) for each in recent[: 2 * _MOST_PIECES]]
            # What simply hasn't aired yet is only worth a word where nothing else is missing.
            late = [each for each in found if each.cause != "not out yet"]
            return Explanations(found=tuple(late or found))
        followed = await self.shelves.find(
            title, lambda each: Call("media_explain_missing", {"title": each.id})
        )
        pieces = await self.shelves.of(followed.kind).pieces(followed)
        wanted = pick_pieces(pieces, now, season, episode)
        if episode is not None and not wanted:
            raise Mistake(f"{say_followed(followed)} has no such episode; ask for its calendar.")
        wanted = wanted or next_pieces(pieces)
        found = [await self._explain(each) for each in wanted[:1]]
        return Explanations(found=tuple(found), about=say_followed(followed))

    async def search_again(
        self, title: Title, season: Number | None = None, episode: Number | None = None
    ) -> Done:
        """Have what is missing of a series or film looked for once more.

        Args:
            title: The series or film.
            season: Only this season, 1 to 999.
            episode: Only this episode, 1 to 999.
        """
        followed, wanted = await self._to_search(title, season, episode)
        arr = self.shelves.of(followed.kind)
        state = await arr.search([each.number for each in wanted[:_MOST_SEARCHED]])
        answer = Searched(pieces=tuple(wanted[:_MOST_SEARCHED]), server=arr.name, state=state)
        return Done(answer, Irreversible("Searching can't be taken back; it changes nothing by itself."))

    async def show_quality(self, title: Title) -> QualityShown:
        """Show by which quality profile a series or film is taken, what is here of it, and which profiles there are.

        Args:
            title: The series or film.
        """
        followed = await self.shelves.find(title, lambda each: Call("media_show_quality", {"title": each.id}))
        arr = self.shelves.of(followed.kind)
        profiles = await arr.profiles()
        counts = Counter(each.quality for each in await arr.pieces(followed) if each.is_here and each.quality)
        present = [
            f"{name} ({count})" if followed.kind == "series" else name
            for name, count in counts.most_common(4)
        ]
        return QualityShown(
            followed=followed,
            profile=_name_of(profiles, followed.profile_number),
            present=tuple(present),
            profiles=tuple(each.name for each in profiles),
        )

    async def set_quality(self, title: Title, profile: Title) -> Done:
        """Choose the quality profile by which a series or film is taken from now on.

        Args:
            title: The series or film.
            profile: The profile's name, such as "HD-1080p" or "4K".
        """
        followed = await self.followed(title, SET_QUALITY, {"profile": profile})
        arr = self.shelves.of(followed.kind)
        profiles = await arr.profiles()
        chosen, before = choose_profile(profiles, profile), _name_of(profiles, followed.profile_number)
        if chosen.number == followed.profile_number:
            answer = QualityChanged(followed=followed, profile=before, before=before)
            return Done(answer, Irreversible("Nothing was changed."), chosen.name)
        await arr.set_profile(followed.number, chosen.number)
        after = await self.shelves.find(followed.id, lambda each: Call(SET_QUALITY, {"title": each.id}))
        if after.profile_number != chosen.number:
            raise Unavailable(f"{arr.name} took that, but still has the profile “{before}”; look there.")
        answer = QualityChanged(followed=after, profile=chosen.name, before=before)
        return Done(answer, Call(SET_QUALITY, {"title": followed.id, "profile": before}), chosen.name)

    async def show_title_history(self, title: Title) -> Past:
        """Show what was found, loaded, failed or deleted for a series or film, the latest first.

        Args:
            title: The series or film.
        """
        followed = await self.shelves.find(
            title, lambda each: Call("media_show_title_history", {"title": each.id})
        )
        arr = self.shelves.of(followed.kind)
        pieces = {each.number: each for each in await arr.pieces(followed)}
        rows = [each for each in await arr.history(followed.number) if each.piece in pieces]
        told = tuple((pieces[each.piece], each) for each in rows[:_MOST_PAST])
        return Past(about=followed, happened=told, now=self._clock.now())

    async def followed(self, title: str, verb: str, more: dict[str, Json]) -> Followed:
        """What is meant by a title; a button for each, where several may be."""
        return await self.shelves.find(title, lambda each: Call(verb, {"title": each.id, **more}))

    async def _to_search(
        self, title: str, season: int | None, episode: int | None
    ) -> tuple[Followed, list[Piece]]:
        more: dict[str, Json] = {
            key: each for key, each in (("season", season), ("episode", episode)) if each
        }
        followed = await self.followed(title, SEARCH, more)
        pieces = await self.shelves.of(followed.kind).pieces(followed)
        now = self._clock.now()
        found = [each for each in pick_pieces(pieces, now, season, episode) if episode or each.is_monitored]
        if not found:
            raise Mistake(f"Nothing of {say_followed(followed)} is missing, so there is nothing to look for.")
        return followed, found

    async def _explain(self, piece: Piece) -> Diagnosis:
        arr = self.shelves.of(piece.kind)
        seen = Seen(
            server=arr.name,
            now=self._clock.now(),
            downloads=await arr.queue(),
            history=[each for each in await _history(arr, piece) if each.piece == piece.number],
            complaints=await arr.complaints(),
            folders=await arr.folders(),
            searchers=await arr.searchers(),
        )
        if not needs_search(piece, seen):
            return diagnose(piece, seen)
        return diagnose(piece, replace(seen, rejected=await _rejected(arr, piece)))

    async def resolve_title(self, args: Args) -> Args:
        """The title as its id, the profile by its whole name."""
        verb = SET_QUALITY if "profile" in args else SEARCH
        more: dict[str, Json] = {
            key: each
            for key in ("profile", "season", "episode")
            if isinstance(each := args.get(key), str | int)
        }
        followed = await self.followed(str(args["title"]), verb, more)
        if "profile" not in args:
            return {**args, "title": followed.id}
        chosen = choose_profile(await self.shelves.of(followed.kind).profiles(), str(args["profile"]))
        return {**args, "title": followed.id, "profile": chosen.name}

    async def say_search(self, args: Args) -> str:
        """The card of `search_again`."""
        season, episode = (
            each if isinstance(each := args.get(key), int) else None for key in ("season", "episode")
        )
        followed, found = await self._to_search(str(args["title"]), season, episode)
        what = say_number(found[0]) if len(found) == 1 else f"{len(found)} episodes"
        about = "" if followed.kind == "film" else f" ({what})"
        return f"Look for {say_followed(followed)}{about} once more."

    async def say_quality(self, args: Args) -> str:
        """The card of `set_quality`."""
        followed = await self.followed(str(args["title"]), SET_QUALITY, {})
        before = _name_of(await self.shelves.of(followed.kind).profiles(), followed.profile_number)
        return (
            f"Take {say_followed(followed)} by the quality profile “{args['profile']}” instead of “{before}”."
        )

    async def observe_quality(self, args: Args) -> Json:
        """The quality profile's name."""
        followed = await self.followed(str(args["title"]), SET_QUALITY, {})
        return _name_of(await self.shelves.of(followed.kind).profiles(), followed.profile_number)

    async def name_followed(self) -> Sequence[Name]:
        """What is followed."""
        return [Name(each.id, each.name, trusted=False) for each in await self.shelves.followed()]

    async def name_profiles(self) -> Sequence[Name]:
        """The quality profiles."""
        names = [each.name for arr in self.shelves.arrs for each in await arr.profiles()]
        unique = dict.fromkeys(names)
        # "4K" means one profile only where there is one of the kind.
        called = [
            Name(fits[0], word)
            for mark, words in _SPOKEN.items()
            if len(fits := [each for each in unique if re.search(mark, each.casefold())]) == 1
            for word in words
        ]
        return [*(Name(each, each) for each in unique), *called]


async def _history(arr: Arr, piece: Piece) -> list[Happened]:
    return await arr.history(int(piece.followed_id.partition("/")[2]))


async def _rejected(arr: Arr, piece: Piece) -> list[Rejected]:
    """What the indexers have that isn't taken; where that takes too long, the rest must do."""
    try:
        return await arr.rejected(piece.number)
    except HomeOpsError:
        return []


def _name_of(profiles: Sequence[Profile], number: int) -> str:
    return next((each.name for each in profiles if each.number == number), f"profile {number}")
