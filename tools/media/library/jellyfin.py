"""Jellyfin and Emby: what a `LibraryServer` can do, in their terms."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter

from memory.errors import Misconfigured, Mistake
from tools.media.libraries import Owned, Watched
from tools.media.library.jellyfin_json import (
    TICKS,
    TYPES,
    Info,
    Item,
    Items,
    Session,
    User,
    instant,
    read_item,
    read_mark,
    read_player,
    read_playing,
)
from tools.media.library.jellyfin_link import JellyfinLink
from tools.media.library.models import Deck, Mark, Player, Playing, capital
from tools.media.titles import Title, TitleKind, is_same_title, plain_title

T = TypeVar("T")

PAGE = 200
MOST_SAME = 200
MOST_HISTORY = 1000
FIELDS = "ProviderIds,DateCreated,MediaSources,Path"
_INFO, _USERS = TypeAdapter(Info), TypeAdapter(list[User])
_ITEM, _ITEMS, _SESSIONS = TypeAdapter(Item), TypeAdapter(Items), TypeAdapter(list[Session])


class Jellyfin:
    """A Jellyfin or Emby server.

    `people` are the names of accounts by person, in lower case. `call` says what the family calls a device.
    """

    def __init__(self, link: JellyfinLink, people: Mapping[str, str], call: Callable[[str], str]) -> None:
        self._link = link
        self._people = people
        self._call = call
        self._dialect = link.dialect
        self._users: dict[str, str] = {}

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self._link.name

    @property
    def vendor(self) -> str:
        """Whose software it is."""
        return self._dialect.vendor

    def knows(self, person: str) -> bool:
        """Whether this person's own marks can be read and changed there."""
        return person in self._people

    async def version(self) -> str:
        """The server's version."""
        return (await self._link.get("/System/Info/Public", _INFO)).version

    async def find(self, words: str, limit: int = 20) -> list[Owned]:
        """What is there under these words, the best first."""
        kinds = "Movie,Series,Episode,MusicAlbum"
        page = await self._list({"SearchTerm": words, "IncludeItemTypes": kinds, "Limit": str(limit)}, None)
        return self._read(page.items)[:limit]

    async def owned(self, title: Title) -> list[Owned]:
        """The copies of one title; of a series with the seasons that are there."""
        words = title.series if title.kind in ("season", "episode") and title.series else title.title
        kind: TitleKind = "series" if title.kind in ("season", "episode") else title.kind
        params = {"SearchTerm": words, "IncludeItemTypes": TYPES[kind], "Limit": str(MOST_SAME)}
        found = self._read((await self._list(params, None)).items)
        if kind != title.kind:
            same = [each for each in found if plain_title(each.title.title) == plain_title(words)]
            parts = [part for each in same for part in await self._below(each.id, TYPES[title.kind], None)]
            read = self._read(parts)
            number = (title.season, title.episode)
            return [each for each in read if (each.title.season, each.title.episode) == number]
        return [await self._whole(each) for each in found if is_same_title(each.title, title)]

    async def watched(self, person: str | None, since: datetime) -> list[Watched]:
        """What one person, or anybody of those with an account, watched since then, the latest first."""
        found: list[Watched] = []
        for who in [person] if person is not None else list(self._people):
            if who in self._people:
                found += [each async for each in self._history(who, since)]
        return sorted(found, key=lambda each: each.at, reverse=True)

    async def _history(self, person: str, since: datetime) -> AsyncIterator[Watched]:
        params = {
            "Filters": "IsPlayed",
            "SortBy": "DatePlayed",
            "SortOrder": "Descending",
            "IncludeItemTypes": "Movie,Episode",
        }
        async for item in self._pages(params, person, MOST_HISTORY):
            at, owned = instant(item.user.last), read_item(self.name, item)
            if at is not None and at < since:
                return
            if at is not None and owned is not None:
                yield Watched(server=self.name, title=owned.title, person=person, at=at)

    async def each(self, kind: TitleKind) -> AsyncIterator[Owned]:
        """Every title of a kind, read page by page."""
        params = {"IncludeItemTypes": TYPES[kind], "SortBy": "SortName"}
        async for item in self._pages(params, None, 100_000):
            owned = read_item(self.name, item)
            if owned is not None:
                yield owned

    async def playing(self) -> list[Playing]:
        """What plays or is paused now."""
        read = (read_playing(self.name, each, self._call, self._person) for each in await self._sessions())
        return [each for each in read if each is not None]

    async def players(self) -> list[Player]:
        """The players that listen now."""
        read = (read_player(self.name, each, self._call) for each in await self._sessions())
        return [each for each in read if each.listens and each.name]

    async def on_deck(self, person: str | None, limit: int) -> list[Deck]:
        """What a person goes on with, the latest first; the server's first account if left out."""
        params = {"Limit": str(limit), "Fields": FIELDS}
        begun = await self._of(self._dialect.resume, person, _ITEMS, {**params, "MediaTypes": "Video"})
        following = await self._of("/Shows/NextUp", person, _ITEMS, params)
        read = [(each, read_item(self.name, each)) for each in [*begun.items, *following.items]]
        found = {
            owned.id: Deck(
                person=person,
                what=owned,
                position_seconds=item.user.ticks // TICKS,
                seen_at=instant(item.user.last),
            )
            for item, owned in reversed(read)
            if owned is not None
        }
        return list(reversed(found.values()))[:limit]

    async def recent(self, kind: TitleKind | None, limit: int) -> list[Owned]:
        """What was added last, the latest first."""
        kinds = "Movie,Episode,MusicAlbum" if kind is None else TYPES[kind]
        order = {"SortBy": "DateCreated", "SortOrder": "Descending", "Limit": str(limit)}
        return self._read((await self._list({**order, "IncludeItemTypes": kinds}, None)).items)[:limit]

    async def item(self, item: str) -> Owned:
        """One title by its id."""
        found = read_item(
            self.name, await self._of(self._dialect.item, None, _ITEM, {"Fields": FIELDS}, item)
        )
        if found is None:
            raise Mistake(f"{self.name} has no film or series there; look for the title again.")
        return await self._whole(found)

    async def episode(self, series: str, season: int, number: int) -> Owned | None:
        """An episode of a series, if it is there."""
        wanted = (season, number)
        found = self._read(await self._below(series, "Episode", None))
        return next((each for each in found if (each.title.season, each.title.episode) == wanted), None)

    async def next_episode(self, series: str, person: str | None) -> Owned | None:
        """The episode of a series that a person would watch next."""
        all_of_it = await self._below(series, "Episode", person)
        there = [each for each in all_of_it if (each.season or 0) > 0] or all_of_it
        open_ones = [each for each in there if not each.user.played]
        return read_item(self.name, (open_ones or there)[0]) if there else None

    async def marks(self, item: str, person: str | None) -> list[Mark]:
        """How far a person is with a film or episode, or with each episode of a series or season."""
        one = await self._of(self._dialect.item, person, _ITEM, {}, item)
        if one.kind not in ("Series", "Season"):
            return [read_mark(one)]
        return [read_mark(each) for each in await self._below(item, "Episode", person)]

    async def mark(self, item: str, person: str | None, *, watched: bool) -> None:
        """Mark a title, and all that belongs to it, as watched or not."""
        path, params = await self._path(self._dialect.played, person, item)
        await self._link.send(path, params, method="POST" if watched else "DELETE")

    async def put_marks(self, marks: Sequence[Mark], person: str | None) -> None:
        """Set films and episodes to exactly these marks."""
        for each in marks:
            path, params = await self._path(self._dialect.data, person, each.item)
            ticks = each.position_seconds * TICKS
            await self._link.send(path, params, body={"Played": each.watched, "PlaybackPositionTicks": ticks})

    async def play(self, player: Player, what: Owned, position_seconds: int, person: str | None) -> None:
        """Start something on a player, in place of what plays there; it plays as who is logged in there."""
        del person
        start = str(position_seconds * TICKS)
        params = {"playCommand": "PlayNow", "itemIds": what.id, "startPositionTicks": start}
        await self._link.send(f"/Sessions/{player.id}/Playing", params)

    async def pause(self, playing: Playing) -> None:
        """Pause."""
        await self._command(playing, "Pause")

    async def resume(self, playing: Playing) -> None:
        """Go on after a pause."""
        await self._command(playing, "Unpause")

    async def seek(self, playing: Playing, position_seconds: int) -> None:
        """Go to a position, counted from the start."""
        await self._command(playing, "Seek", {"seekPositionTicks": str(position_seconds * TICKS)})

    async def stop(self, playing: Playing) -> None:
        """End what plays."""
        await self._command(playing, "Stop")

    async def _command(self, playing: Playing, what: str, params: Mapping[str, str] | None = None) -> None:
        if not playing.player.listens:
            raise Mistake(
                f"{capital(str(playing.player))} does not take commands from {self.name}; do it on the device itself."
            )
        await self._link.send(f"/Sessions/{playing.session}/Playing/{what}", params)

    async def _sessions(self) -> list[Session]:
        return await self._link.get("/Sessions", _SESSIONS)

    async def _whole(self, owned: Owned) -> Owned:
        """With its seasons and who watched it."""
        watchers: list[str] = []
        for person in self._people:
            one = await self._of(self._dialect.item, person, _ITEM, {}, owned.id)
            watchers += [person] if one.user.played else []
        numbers: list[int] = []
        if owned.title.kind == "series":
            seasons = await self._below(owned.id, "Season", None)
            numbers = [each.index for each in seasons if each.index is not None]
        return owned.model_copy(update={"seasons": tuple(numbers), "watched_by": tuple(watchers)})

    async def _below(self, parent: str, kind: str, person: str | None) -> list[Item]:
        """What belongs to a series or season, in order."""
        order = {"SortBy": "ParentIndexNumber,IndexNumber", "SortOrder": "Ascending"}
        params = {"ParentId": parent, "IncludeItemTypes": kind, **order}
        return [each async for each in self._pages(params, person, 5_000)]

    async def _pages(self, params: Mapping[str, str], person: str | None, most: int) -> AsyncIterator[Item]:
        start = 0
        while start < most:
            page = await self._list({**params, "StartIndex": str(start), "Limit": str(PAGE)}, person)
            for each in page.items:
                yield each
            start += len(page.items)
            if len(page.items) < PAGE or start >= page.total > 0:
                return

    async def _list(self, params: Mapping[str, str], person: str | None) -> Items:
        told = {"Recursive": "true", "Fields": FIELDS, **params}
        return await self._of(self._dialect.items, person, _ITEMS, told)

    async def _of(
        self,
        path: str,
        person: str | None,
        wanted: TypeAdapter[T],
        params: Mapping[str, str],
        item: str = "",
    ) -> T:
        """An answer as seen by a person's account."""
        where, user = await self._path(path, person, item)
        return await self._link.get(where, wanted, {**params, **user})

    async def _path(self, path: str, person: str | None, item: str = "") -> tuple[str, dict[str, str]]:
        user = await self._user(person)
        return path.format(user=user, item=item), {} if "{user}" in path else {"userId": user}

    async def _user(self, person: str | None) -> str:
        """The id of a person's account; of the first configured one, or the server's first, for None."""
        account = next(iter(self._people.values()), None) if person is None else self._people.get(person)
        if person is not None and account is None:
            raise Misconfigured(
                f"{self.name} does not know {person.capitalize()} yet; give their account in the settings."
            )
        if not self._users or (account is not None and account not in self._users):
            self._users = {each.name: each.id for each in await self._link.get("/Users", _USERS)}
        found = next(iter(self._users.values()), None) if account is None else self._users.get(account)
        if found is None:
            raise Misconfigured(
                f"{self.name} has no account {account or 'at all'}; correct it in the settings."
            )
        return found

    def _read(self, items: Sequence[Item]) -> list[Owned]:
        read = (read_item(self.name, each) for each in items)
        return [each for each in read if each is not None]

    def _person(self, account: str) -> str | None:
        return next((person for person, name in self._people.items() if name == account), None)
