"""Plex: what a `LibraryServer` can do, in Plex's terms."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from memory.errors import Misconfigured, Mistake
from tools.media.libraries import Owned, Watched
from tools.media.library.models import Deck, Mark, Player, Playing, capital
from tools.media.library.plex_link import PlexLink
from tools.media.library.plex_xml import (
    KINDS,
    NUMBERS,
    read_deck,
    read_item,
    read_items,
    read_mark,
    read_player,
    read_playing,
    read_watched,
    whole,
)
from tools.media.titles import Title, TitleKind, plain_title

LIBRARY = "com.plexapp.plugins.library"
MOST_HISTORY = 1000
MOST_SAME = 200


class Plex:
    """A Plex server.

    `people` are the names of accounts by person, in lower case; `own` those of them that have a token. `call` says what
    the family calls a device.
    """

    vendor = "Plex"

    def __init__(
        self, link: PlexLink, people: Mapping[str, str], own: frozenset[str], call: Callable[[str], str]
    ) -> None:
        self._link = link
        self._people = people
        self._own = own
        self._call = call
        self._commands = 0

    @property
    def name(self) -> str:
        """Its name in the settings."""
        return self._link.name

    def knows(self, person: str) -> bool:
        """Whether this person's own marks can be read and changed there."""
        return self._people.get(person) in self._own

    async def version(self) -> str:
        """The server's version."""
        return (await self._link.get("/")).get("version", "")

    async def find(self, words: str, limit: int = 20) -> list[Owned]:
        """What is there under these words, the best first."""
        hubs = await self._link.get("/hubs/search", query=words, limit=str(limit))
        keys = [
            each.get("ratingKey", "")
            for hub in hubs.findall("Hub")
            for each in hub
            if KINDS.get(each.get("type", "")) in ("film", "series", "episode", "album")
        ]
        return await self._items(list(dict.fromkeys(filter(None, keys)))[:limit])

    async def owned(self, title: Title) -> list[Owned]:
        """The copies of one title; of a series with the seasons that are there."""
        words = title.series if title.kind in ("season", "episode") and title.series else title.title
        kind: TitleKind = "series" if title.kind in ("season", "episode") else title.kind
        found = [each async for each in self._all(kind, MOST_SAME, title=words, includeGuids="1")]
        same = [each for each in found if plain_title(each.title.title) == plain_title(words)]
        if kind != title.kind:
            return [part for each in same for part in await self._parts(each.id, title)]
        if not same and any((title.tmdb, title.tvdb, title.imdb)):
            same = found
        return [await self._whole(each) for each in same]

    async def watched(self, person: str | None, since: datetime) -> list[Watched]:
        """What one person, or anybody, watched since then, the latest first."""
        names = await self._account_names()
        params = {"sort": "viewedAt:desc", "viewedAt>": str(int(since.timestamp()))}
        if person is not None:
            number = next((key for key, name in names.items() if name == self._people.get(person)), None)
            if number is None:
                return []
            params["accountID"] = number
        found: list[Watched] = []
        async for each in self._link.pages("/status/sessions/history/all", most=MOST_HISTORY, **params):
            who = self._person(names.get(each.get("accountID", ""), ""))
            found += read_watched(self.name, each, who)
        return found

    async def each(self, kind: TitleKind) -> AsyncIterator[Owned]:
        """Every title of a kind, read page by page."""
        async for one in self._all(kind, 100_000, includeGuids="1"):
            yield one

    async def playing(self) -> list[Playing]:
        """What plays or is paused now."""
        sessions, players = await asyncio.gather(self._link.get("/status/sessions"), self.players())
        listening = {each.id: each for each in players}
        read = (read_playing(self.name, each, listening, self._call, self._person) for each in sessions)
        return [each for each in read if each is not None]

    async def players(self) -> list[Player]:
        """The players that listen now."""
        clients = await self._link.get("/clients")
        return [read_player(self.name, each, self._call) for each in clients if each.get("machineIdentifier")]

    async def on_deck(self, person: str | None, limit: int) -> list[Deck]:
        """What a person goes on with, the latest first; the server's owner if left out."""
        account = self._account(person)
        deck = await self._link.get("/library/onDeck", account, **{"X-Plex-Container-Size": str(limit)})
        return [one for each in list(deck)[:limit] for one in read_deck(self.name, each, person)]

    async def recent(self, kind: TitleKind | None, limit: int) -> list[Owned]:
        """What was added last, the latest first."""
        if kind is not None:
            return [each async for each in self._all(kind, limit, sort="addedAt:desc")]
        size = {"X-Plex-Container-Start": "0", "X-Plex-Container-Size": str(limit)}
        return read_items(self.name, await self._link.get("/library/recentlyAdded", **size))[:limit]

    async def item(self, item: str) -> Owned:
        """One title by its id."""
        found = await self._items([item])
        if not found:
            raise Mistake(f"{self.name} does not have that any more; look for the title again.")
        return await self._whole(found[0])

    async def episode(self, series: str, season: int, number: int) -> Owned | None:
        """An episode of a series, if it is there."""
        wanted = (season, number)
        found = read_items(self.name, await self._link.get(f"/library/metadata/{series}/allLeaves"))
        return next((each for each in found if (each.title.season, each.title.episode) == wanted), None)

    async def next_episode(self, series: str, person: str | None) -> Owned | None:
        """The episode of a series that a person would watch next."""
        leaves = await self._link.get(f"/library/metadata/{series}/allLeaves", self._account(person))
        there = [each for each in leaves if (whole(each.get("parentIndex")) or 0) > 0] or list(leaves)
        open_ones = [each for each in there if not read_mark(each).watched]
        return read_item(self.name, (open_ones or there)[0]) if there else None

    async def marks(self, item: str, person: str | None) -> list[Mark]:
        """How far a person is with a film or episode, or with each episode of a series or season."""
        account = self._account(person)
        one = await self._link.get(f"/library/metadata/{item}", account)
        if one.find("Directory") is None:
            return [read_mark(each) for each in one]
        return [
            read_mark(each) for each in await self._link.get(f"/library/metadata/{item}/allLeaves", account)
        ]

    async def mark(self, item: str, person: str | None, *, watched: bool) -> None:
        """Mark a title, and all that belongs to it, as watched or not."""
        what = "scrobble" if watched else "unscrobble"
        await self._link.send(f"/:/{what}", self._account(person), {"key": item, "identifier": LIBRARY})

    async def put_marks(self, marks: Sequence[Mark], person: str | None) -> None:
        """Set films and episodes to exactly these marks."""
        for each in marks:
            await self.mark(each.item, person, watched=each.watched)
            if each.position_seconds:
                time = str(each.position_seconds * 1000)
                place = {"key": each.item, "time": time, "state": "stopped", "identifier": LIBRARY}
                await self._link.send("/:/progress", self._account(person), place)

    async def play(self, player: Player, what: Owned, position_seconds: int, person: str | None) -> None:
        """Start something on a player, in place of what plays there; as a person, where there is a token for them."""
        who = self._account(person) if person is not None and self.knows(person) else None
        key = f"/library/metadata/{what.id}"
        machine = await self._link.machine()
        media = "music" if what.title.kind == "album" else "video"
        uri = f"server://{machine}/{LIBRARY}{key}"
        asked = {"type": media, "uri": uri, "continuous": "1", "own": "1"}
        queue = await self._link.send("/playQueues", who, asked, post=True)
        secret = await self._link.send("/security/token", who, {"type": "delegation", "scope": "all"})
        where = urlsplit(self._link.address)
        number = "" if queue is None else queue.get("playQueueID", "")
        command = {
            "providerIdentifier": LIBRARY,
            "machineIdentifier": machine,
            "protocol": where.scheme,
            "address": where.hostname or "",
            "port": str(where.port or (443 if where.scheme == "https" else 80)),
            "offset": str(position_seconds * 1000),
            "key": key,
            "type": media,
            "containerKey": f"/playQueues/{number}?window=100&own=1",
        }
        token = None if secret is None else secret.get("token")
        await self._command(player, "playMedia", **command, **({"token": token} if token else {}))

    async def pause(self, playing: Playing) -> None:
        """Pause."""
        await self._command(playing.player, "pause", type="video")

    async def resume(self, playing: Playing) -> None:
        """Go on after a pause."""
        await self._command(playing.player, "play", type="video")

    async def seek(self, playing: Playing, position_seconds: int) -> None:
        """Go to a position, counted from the start."""
        await self._command(playing.player, "seekTo", type="video", offset=str(position_seconds * 1000))

    async def stop(self, playing: Playing) -> None:
        """End what plays; of a player that does not listen, the server ends the session."""
        if playing.player.listens:
            await self._command(playing.player, "stop", type="video")
            return
        reason = "Stopped by HomeOps."
        ending = {"sessionId": playing.session, "reason": reason}
        await self._link.send("/status/sessions/terminate", None, ending)

    async def _command(self, player: Player, what: str, **params: str) -> None:
        if not player.listens:
            raise Mistake(
                f"{capital(str(player))} does not take commands from {self.name}; do it on the device itself."
            )
        self._commands += 1
        params["commandID"] = str(self._commands)
        await self._link.send(f"/player/playback/{what}", None, params, player=player.id)

    async def _all(self, kind: TitleKind, most: int, **params: str) -> AsyncIterator[Owned]:
        async for each in self._link.pages("/library/all", most=most, type=NUMBERS[kind], **params):
            item = read_item(self.name, each)
            if item is not None:
                yield item

    async def _items(self, keys: Sequence[str]) -> list[Owned]:
        """Titles with all that is known of them, in this order."""
        if not keys:
            return []
        found = {
            each.id: each
            for each in read_items(self.name, await self._link.get(f"/library/metadata/{','.join(keys)}"))
        }
        return [found[key] for key in keys if key in found]

    async def _parts(self, series: str, wanted: Title) -> list[Owned]:
        what = "children" if wanted.kind == "season" else "allLeaves"
        parts = read_items(
            self.name, await self._link.get(f"/library/metadata/{series}/{what}", includeGuids="1")
        )
        here = [each for each in parts if each.title.season == wanted.season]
        return (
            here
            if wanted.kind == "season"
            else [each for each in here if each.title.episode == wanted.episode]
        )

    async def _whole(self, owned: Owned) -> Owned:
        """With its seasons and who watched it."""
        numbers: list[int] = []
        if owned.title.kind == "series":
            children = await self._link.get(f"/library/metadata/{owned.id}/children")
            read = (whole(each.get("index")) for each in children if whole(each.get("leafCount")))
            numbers = [each for each in read if each is not None]
        return owned.model_copy(update={"seasons": tuple(numbers), "watched_by": await self._watchers(owned)})

    async def _watchers(self, owned: Owned) -> tuple[str, ...]:
        """Who watched all of it: by their own marks, or by the server's history where there is no token."""
        people: list[str] = []
        for person, account in self._people.items():
            if account in self._own:
                marks = await self.marks(owned.id, person)
                people += [person] if marks and all(each.watched for each in marks) else []
        if len(self._own) < len(self._people) and owned.title.kind in ("film", "episode"):
            history = await self._link.get("/status/sessions/history/all", metadataItemID=owned.id)
            names = await self._account_names()
            accounts = {names.get(each.get("accountID", ""), "") for each in history} - self._own
            people += [person for person, account in self._people.items() if account in accounts]
        return tuple(people)

    async def _account_names(self) -> dict[str, str]:
        accounts = await self._link.get("/accounts")
        return {each.get("id", ""): each.get("name", "") for each in accounts if each.get("name")}

    def _person(self, account: str) -> str | None:
        return next((person for person, name in self._people.items() if name == account), None)

    def _account(self, person: str | None) -> str | None:
        """The account that speaks for a person; None is the owner's own."""
        if person is None:
            return None
        account = self._people.get(person)
        if account is None or account not in self._own:
            raise Misconfigured(
                f"{self.name} does not know {person.capitalize()} yet; give their account and its token in the settings."
            )
        return account
