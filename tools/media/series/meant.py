"""Which series or film, which episodes and which quality profile are meant."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from memory.errors import HomeOpsError, Mistake
from tools.contract import Call, Unclear
from tools.media.series.answers import say_followed
from tools.media.series.arr import Arr
from tools.media.series.models import Followed, FollowedKind, Piece, Profile
from tools.media.titles import plain_title

_ID = re.compile(r"(film|series)/\d+")
_MOST_CHOICES = 4


class Shelves:
    """Sonarr and Radarr together, or the one that is there."""

    def __init__(self, arrs: Sequence[Arr]) -> None:
        self.arrs = tuple(arrs)

    def of(self, kind: FollowedKind) -> Arr:
        """The one for a kind.

        Raises:
            Mistake: It is not there.
        """
        found = next((each for each in self.arrs if each.kind == kind), None)
        if found is None:
            raise Mistake(f"{'Sonarr' if kind == 'series' else 'Radarr'} is not connected here.")
        return found

    async def followed(self, kind: FollowedKind | None = None) -> list[Followed]:
        """Everything that is followed, of the servers that answer.

        Raises:
            HomeOpsError: None of them answers.
        """
        found: list[Followed] = []
        errors: list[HomeOpsError] = []
        asked = [each for each in self.arrs if kind is None or each.kind == kind]
        for arr in asked:
            try:
                found += await arr.followed()
            except HomeOpsError as error:
                errors.append(error)
        if errors and len(errors) == len(asked):
            raise errors[0]
        return found

    async def find(self, said: str, option: Callable[[Followed], Call]) -> Followed:
        """The series or film that is called so.

        Args:
            said: Its id, its name, or some words of it.
            option: What a button does that chooses one of several.

        Raises:
            Mistake: None is followed.
            Unclear: Several may be meant.
        """
        if _ID.fullmatch(said):
            kind: FollowedKind = "film" if said.startswith("film/") else "series"
            fits = [each for each in await self.of(kind).followed() if each.id == said]
        else:
            everything = await self.followed()
            words = plain_title(said)
            dated = [each for each in everything if f"{plain_title(each.name)} {each.year}" == words]
            same = [each for each in everything if plain_title(each.name) == words]
            near = [
                each for each in everything if words and {*words.split()} <= {*plain_title(each.name).split()}
            ]
            fits = dated or same or near
        if not fits:
            raise Mistake(
                f"“{said}” is not followed here; ask for what is followed, or ask for it to be got."
            )
        if len(fits) > 1:
            options = [(f"{say_followed(each)}, {each.kind}", option(each)) for each in fits[:_MOST_CHOICES]]
            raise Unclear("Which one?", options)
        return fits[0]

    async def recent(self, now: datetime) -> list[Piece]:
        """The episodes of last night, today and tonight, the latest first."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        start, end = today - timedelta(hours=7), today + timedelta(hours=29)
        found: list[Piece] = []
        for arr in self.arrs:
            if arr.kind == "series":
                found += await arr.coming(start, end)
        return sorted(found, key=lambda each: each.out_at or now, reverse=True)


def choose_profile(profiles: Sequence[Profile], said: str) -> Profile:
    """The profile that is called so.

    Raises:
        Mistake: There is none, or several may be meant.
    """
    words = _profile_words(said)
    same = [each for each in profiles if each.name.casefold() == said.strip().casefold()]
    same = same or [each for each in profiles if _profile_words(each.name) == words]
    near = same or [each for each in profiles if words and words <= _profile_words(each.name)]
    if len(near) != 1:
        names = ", ".join(each.name for each in near or profiles)
        raise Mistake(f"{'Which profile' if near else f'There is no profile “{said}”; there are'}: {names}.")
    return near[0]


def pick_pieces(
    pieces: Sequence[Piece], now: datetime, season: int | None, episode: int | None
) -> list[Piece]:
    """The pieces that are asked about: the one named, or what came out and is missing, the latest first."""
    named = [
        each
        for each in pieces
        if (season is None or each.season == season) and (episode is None or each.episode == episode)
    ]
    if episode is not None and season is None:
        newest = max((each.season or 0 for each in named), default=0)
        named = [each for each in named if each.season == newest]
    if episode is None:
        named = [
            each for each in named if not each.is_here and each.out_at is not None and each.out_at <= now
        ]
    return sorted(named, key=lambda each: (each.season or 0, each.episode or 0), reverse=True)


def next_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """What comes next, where nothing is missing yet; of a film itself."""
    ahead = [each for each in pieces if not each.is_here]
    return sorted(ahead, key=lambda each: (each.season or 0, each.episode or 0))[:1]


def _profile_words(text: str) -> frozenset[str]:
    """A profile's words: "Ultra-HD", "ultra hd" and "4K" are one."""
    words = re.sub(r"\b(ultra[ -]?hd|uhd|2160p?)\b", "4k", text.casefold())
    words = re.sub(r"\b(1080|720)\b", r"\1p", words)
    return frozenset(re.findall(r"\w+", words)) - {"profile", "quality", "the", "only"}
