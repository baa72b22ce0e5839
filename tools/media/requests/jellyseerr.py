"""The calls of Jellyseerr that we make; Overseerr answers to the same ones (API v1)."""

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import quote

from memory.errors import Mistake
from tools.contract import Json
from tools.media.keyed import KeyedServer, NotThere
from tools.media.requests import wire
from tools.media.requests.models import Kinds, MediaKind, Offer, Request, User, split_id

_USERS_FRESH_SECONDS = 300.0
_MOST_USERS = 500
MOST_REQUESTS = 40
_AT_ONCE = 6


class Jellyseerr:
    """What there is to ask for, and what was asked for."""

    def __init__(self, server: KeyedServer) -> None:
        self._server = server
        self._users: tuple[float, list[User]] = (-_USERS_FRESH_SECONDS, [])
        self._names: dict[str, tuple[str, int | None]] = {}

    async def search(self, words: str) -> list[Offer]:
        """Films and series of these words, the best known first; people are left out."""
        # Its validator refuses reserved characters as they are, "+" for a space among them.
        path = f"/api/v1/search?query={quote(words, safe='')}&page=1"
        found = await self._server.get(path, wire.FOUND)
        kinds: dict[str, MediaKind] = {"movie": "film", "tv": "series"}
        return [
            wire.offer_of(each, kinds[each.media_type])
            for each in found.results
            if each.media_type in kinds and (each.title or each.name)
        ]

    async def offer(self, title_id: str) -> Offer:
        """A title in full.

        Raises:
            NotThere: There is none of this id.
        """
        kind, number = split_id(title_id)
        path = f"/api/v1/{'movie' if kind == 'film' else 'tv'}/{number}"
        offer = wire.offer_of(await self._server.get(path, wire.TITLE), kind)
        self._names[title_id] = (offer.name, offer.year)
        named = [each.model_copy(update=self._named(title_id)) for each in offer.requests]
        return offer.model_copy(update={"requests": tuple(named)})

    async def requests(self, most: int = MOST_REQUESTS, only: str = "all") -> list[Request]:
        """The newest requests, with the names of their titles.

        Args:
            most: How many at most.
            only: Jellyseerr's filter: "all", "pending", "processing", …
        """
        query = {"take": most, "skip": 0, "sort": "added", "filter": only}
        page = await self._server.get("/api/v1/request", wire.REQUESTS, query)
        found = [wire.request_of(each) for each in page.results[:most]]
        gate = asyncio.Semaphore(_AT_ONCE)

        async def name(title_id: str) -> None:
            async with gate:
                await self._learn_name(title_id)

        await asyncio.gather(*map(name, {each.title_id for each in found}))
        return [each.model_copy(update=self._named(each.title_id)) for each in found]

    async def request(self, number: int) -> Request:
        """One request.

        Raises:
            NotThere: It is gone.
        """
        told = await self._server.get(f"/api/v1/request/{number}", wire.REQUEST)
        return await self._with_name(wire.request_of(told))

    async def ask_for(
        self, title_id: str, seasons: Sequence[int], *, in_4k: bool, user: int | None, as_user: bool = False
    ) -> Request:
        """Ask for a title; an administrator's key approves it at once.

        Args:
            title_id: What.
            seasons: Which seasons of a series.
            in_4k: In 4K instead of the ordinary quality.
            user: In whose name; the key's own if left out.
            as_user: With no more rights than that user's own, so that it may have to wait for a yes.
        """
        kind, number = split_id(title_id)
        body: dict[str, Json] = {"mediaType": "movie" if kind == "film" else "tv", "mediaId": number}
        body |= {"is4k": in_4k}
        if kind == "series":
            body["seasons"] = list(seasons)
        if user is not None:
            body["userId"] = user
        in_name = user if as_user else None
        told = await self._server.change("POST", "/api/v1/request", wire.MADE, body, user=in_name)
        if isinstance(told, wire.WireRefused):  # 202: "No seasons available to request"
            raise Mistake("Jellyseerr has nothing left of that to ask for; look what is here already.")
        return await self.request(told.id)

    async def withdraw(self, number: int) -> None:
        """Delete a request; what Radarr and Sonarr began goes on."""
        await self._server.change("DELETE", f"/api/v1/request/{number}", wire.NOTHING)

    async def decide(self, number: int, how: str) -> Request:
        """Set a request to "approve", "decline" or "pending"."""
        await self._server.change("POST", f"/api/v1/request/{number}/{how}", wire.NOTHING)
        return await self.request(number)

    async def kinds(self) -> Kinds:
        """Of what 4K can be asked for."""
        told = await self._server.get("/api/v1/settings/public", wire.PUBLIC)
        return Kinds(film_4k=told.movie_4k, series_4k=told.series_4k)

    async def users(self) -> list[User]:
        """Who may ask there."""
        at, known = self._users
        if time.monotonic() - at > _USERS_FRESH_SECONDS:
            page = await self._server.get("/api/v1/user", wire.USERS, {"take": _MOST_USERS, "skip": 0})
            known = [_user(each) for each in page.results]
            self._users = (time.monotonic(), known)
        return known

    async def _with_name(self, request: Request) -> Request:
        await self._learn_name(request.title_id)
        return request.model_copy(update=self._named(request.title_id))

    async def _learn_name(self, title_id: str) -> None:
        if title_id not in self._names:
            try:
                await self.offer(title_id)
            except NotThere:
                self._names[title_id] = ("a title that is gone", None)

    def _named(self, title_id: str) -> dict[str, object]:
        name, year = self._names[title_id]
        return {"name": name, "year": year, "title_id": title_id}


def _user(told: wire.WireUser) -> User:
    also = (told.username, told.plex_username, told.jellyfin_username, told.email)
    return User(number=told.id, name=told.name, also=tuple(each for each in also if each))
