"""TMDB, by its API v3: what there is to watch, what is like it, and where (by JustWatch)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from memory.errors import Misconfigured, Unavailable
from tools.media.discovery.kept import Dated, Kept
from tools.media.discovery.line import RefusedError, UnknownError, send
from tools.media.discovery.models import Details, Entry, Kind
from tools.media.discovery.tmdb_models import TmdbDetails, TmdbPage, plain_service

NAME = "TMDB"
_M = TypeVar("_M", bound=BaseModel)
_PATHS: dict[Kind, str] = {"film": "movie", "series": "tv"}
Window = Literal["day", "week"]


class Tmdb:
    """TMDB at `address`; `http` belongs to the caller, `key` yields the API key or the read access token."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        address: str,
        key: Callable[[], Awaitable[str]],
        now: Callable[[], datetime],
        *,
        country: str,
        language: str,
        subscriptions: Sequence[str],
    ) -> None:
        self.address = address
        self._http = http
        self._key = key
        self._kept = Kept(now)
        self._country = country
        self._language = language
        self._own = {plain_service(each): each for each in subscriptions}

    async def search(self, words: str) -> Dated[list[Entry]]:
        """Films and series under these words, the best known first."""
        return await self._list("search/multi", None, query=words, include_adult="false")

    async def trending(self, kind: Kind | None, window: Window) -> Dated[list[Entry]]:
        """What is watched most these days."""
        path = "all" if kind is None else _PATHS[kind]
        return await self._list(f"trending/{path}/{window}", kind)

    async def upcoming(self, kind: Kind) -> Dated[list[Entry]]:
        """Films that come to the cinemas here, or series with an episode in the next seven days."""
        if kind == "series":
            return await self._list("tv/on_the_air", kind)
        return await self._list("movie/upcoming", kind, region=self._country)

    async def like(self, kind: Kind, tmdb: int) -> Dated[list[Entry]]:
        """What is recommended to those who liked a title."""
        return await self._list(f"{_PATHS[kind]}/{tmdb}/recommendations", kind)

    async def details(self, kind: Kind, tmdb: int) -> Dated[Details] | None:
        """All about one title and where it is shown; None if there is none of that id."""
        path = f"{_PATHS[kind]}/{tmdb}"
        try:
            found = await self._get(path, TmdbDetails, append_to_response="watch/providers,external_ids")
        except UnknownError:
            return None
        return Dated(found.value.details(kind, self._country, self._own), found.at, found.late)

    async def check(self) -> None:
        """Ask for something small, past what is kept.

        Raises:
            Misconfigured: It refuses the key.
            Unavailable: It does not answer.
        """
        await self._ask("configuration", {})

    async def _list(self, path: str, kind: Kind | None, **params: str) -> Dated[list[Entry]]:
        try:
            page = await self._get(path, TmdbPage, **params)
        except UnknownError:
            raise Unavailable("TMDB knows nothing of that; ask for something else.") from None
        return Dated(page.value.entries(kind), page.at, page.late)

    async def _get(self, path: str, kind: type[_M], **params: str) -> Dated[_M]:
        asked = {"language": self._language, **params}

        def read(answer: bytes) -> _M:
            try:
                return kind.model_validate_json(answer)
            except ValidationError as error:
                raise Unavailable("TMDB answered nonsense; try again in a minute.") from error

        return await self._kept.get(f"{path}?{sorted(asked.items())}", lambda: self._ask(path, asked), read)

    async def _ask(self, path: str, params: dict[str, str]) -> bytes:
        for _ in range(2):  # a key that was changed meanwhile is asked for once more
            key = await self._key()
            # The long token goes into a header, the short key of v3 into the address.
            bearer = {"Authorization": f"Bearer {key}"} if key.startswith("eyJ") else {}
            short = {} if bearer else {"api_key": key}
            try:
                return await send(
                    self._http, NAME, f"{self.address}/3/{path}", params={**params, **short}, headers=bearer
                )
            except RefusedError:
                continue
        raise Misconfigured(
            "TMDB refuses the key; make a new one at themoviedb.org under Settings, API, and put it in media.discovery.tmdb.key."
        )
