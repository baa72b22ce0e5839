"""TVDB, by its API v4: asked where TMDB knows nothing or does not answer."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from memory.errors import Misconfigured, Unavailable
from tools.media.discovery.kept import Dated, Kept
from tools.media.discovery.line import RefusedError, UnknownError, send
from tools.media.discovery.models import Details, Entry, Kind

NAME = "TVDB"
_KINDS: dict[str, Kind] = {"movie": "film", "series": "series"}
_MOST = 50
_NONSENSE = "TVDB answered nonsense; try again in a minute."


class _Token(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    token: str


class _Login(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    data: _Token


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    type: str = ""
    name: str = ""
    year: str | None = None
    tvdb_id: str = ""
    overview: str | None = None
    overviews: dict[str, str] = Field(default_factory=dict[str, str])
    translations: dict[str, str] = Field(default_factory=dict[str, str])
    genres: list[str] | None = None


class _Found(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    data: list[_Row]


class Tvdb:
    """TVDB at `address`; `key` and `pin` yield the secrets (an empty PIN is none). The session is kept until it is refused."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        address: str,
        key: Callable[[], Awaitable[str]],
        pin: Callable[[], Awaitable[str]],
        now: Callable[[], datetime],
    ) -> None:
        self.address = address
        self._http = http
        self._key = key
        self._pin = pin
        self._kept = Kept(now)
        self._token: str | None = None

    async def search(self, words: str) -> Dated[list[Details]]:
        """Films and series under these words, the best first."""

        def read(answer: bytes) -> list[Details]:
            try:
                rows = _Found.model_validate_json(answer).data[:_MOST]
            except ValidationError as error:
                raise Unavailable(_NONSENSE) from error
            return [_details(row, _KINDS[row.type]) for row in rows if row.type in _KINDS and row.name]

        return await self._kept.get(words, lambda: self._ask("search", {"query": words}), read)

    async def check(self) -> None:
        """Sign in afresh.

        Raises:
            Misconfigured: It refuses the key.
            Unavailable: It does not answer.
        """
        await self._sign_in()

    async def _ask(self, path: str, params: dict[str, str]) -> bytes:
        for _ in range(2):
            token = self._token or await self._sign_in()
            bearer = {"Authorization": f"Bearer {token}"}
            try:
                return await send(
                    self._http, NAME, f"{self.address}/v4/{path}", params=params, headers=bearer
                )
            except RefusedError:
                self._token = None  # a session lasts a month; sign in again, once
            except UnknownError:
                raise Unavailable("TVDB knows nothing of that; ask for something else.") from None
        raise Unavailable("TVDB ends every session at once; try again in a minute.")

    async def _sign_in(self) -> str:
        told = {"apikey": await self._key()}
        if pin := await self._pin():
            told["pin"] = pin
        try:
            answer = await send(self._http, NAME, f"{self.address}/v4/login", json=told)
            self._token = _Login.model_validate_json(answer).data.token
        except RefusedError:
            raise Misconfigured(
                "TVDB refuses the key; look at it under thetvdb.com, Dashboard, and put it in media.discovery.tvdb.key."
            ) from None
        except (UnknownError, ValidationError) as error:
            raise Unavailable(_NONSENSE) from error
        return self._token


def _details(row: _Row, kind: Kind) -> Details:
    year = row.year or ""
    entry = Entry(
        kind=kind,
        title=(row.translations.get("eng") or row.name).strip(),
        year=int(year) if year.isdecimal() else None,
        tvdb=int(row.tvdb_id) if row.tvdb_id.isdecimal() else None,
        about=" ".join((row.overviews.get("eng") or row.overview or "").split()),
    )
    return Details(entry=entry, genres=tuple(row.genres or ()))
