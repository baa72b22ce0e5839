"""Last.fm by its JSON API: what somebody listens to. The few calls that we make need no library."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import httpx2
from pydantic import AliasPath, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from memory.errors import Misconfigured, Unavailable

T = TypeVar("T")
ANSWER_SECONDS = 8.0
_BAD_KEYS = (10, 26)


class Artist(BaseModel):
    """An artist and how often they were played."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    name: str
    playcount: int = 0


class Played(BaseModel):
    """A track that was played."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    name: str
    artist: str = Field(validation_alias=AliasPath("artist", "#text"))


class _Artists(BaseModel):
    artist: list[Artist] = Field(validation_alias=AliasPath("topartists", "artist"))


class _Tracks(BaseModel):
    track: list[Played] = Field(validation_alias=AliasPath("recenttracks", "track"))


class _Fault(BaseModel):
    error: int = 0


_ARTISTS = TypeAdapter(_Artists)
_TRACKS = TypeAdapter(_Tracks)
_FAULT = TypeAdapter(_Fault)


class Lastfm:
    """Last.fm at `address`; `http` belongs to the caller."""

    def __init__(self, http: httpx2.AsyncClient, address: str, key: Callable[[], Awaitable[str]]) -> None:
        self._http = http
        self._url = f"{address}/2.0/"
        self._key = key

    async def top_artists(self, account: str, most: int) -> Sequence[Artist]:
        """Who was played most in the last three months."""
        told = await self._get(
            _ARTISTS, method="user.gettopartists", user=account, period="3month", limit=str(most)
        )
        return told.artist[:most]

    async def recent(self, account: str, most: int) -> Sequence[Played]:
        """What was played last, the latest first."""
        told = await self._get(_TRACKS, method="user.getrecenttracks", user=account, limit=str(most))
        return told.track[:most]

    async def _get(self, kind: TypeAdapter[T], **fields: str) -> T:
        form = {**fields, "api_key": await self._key(), "format": "json"}
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                # By POST, so that no log of addresses has the key.
                answer = await self._http.post(self._url, data=form, timeout=ANSWER_SECONDS)
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unavailable("Last.fm does not answer; try again later.") from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unavailable("Last.fm is busy; try again in some minutes.")
        try:
            fault = _FAULT.validate_json(answer.content).error
            if fault in _BAD_KEYS:
                raise Misconfigured("Last.fm refuses the API key; make a new one and store it.")
            if fault == 6:
                raise Misconfigured("Last.fm does not know that account; correct its name in the settings.")
            return kind.validate_json(answer.content)
        except ValidationError as error:
            raise Unavailable("Last.fm answered something unreadable; try again later.") from error
