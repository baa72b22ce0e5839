"""The way to a Jellyfin or Emby server, and where the two differ."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import httpx2
from pydantic import TypeAdapter, ValidationError

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.holding import hold
from tools.contract import Json

T = TypeVar("T")
Method = Literal["GET", "POST", "DELETE"]

ANSWER_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Dialect:
    """What Jellyfin (from 10.9) and Emby call the same; `{user}` and `{item}` stand for ids.

    Jellyfin takes the account as the parameter `userId` wherever the path has no `{user}`.
    """

    vendor: str
    prefix: str
    items: str
    item: str
    resume: str
    played: str
    data: str


JELLYFIN = Dialect(
    vendor="Jellyfin",
    prefix="",
    items="/Items",
    item="/Items/{item}",
    resume="/UserItems/Resume",
    played="/UserPlayedItems/{item}",
    data="/UserItems/{item}/UserData",
)
EMBY = Dialect(
    vendor="Emby",
    prefix="/emby",
    items="/Users/{user}/Items",
    item="/Users/{user}/Items/{item}",
    resume="/Users/{user}/Items/Resume",
    played="/Users/{user}/PlayedItems/{item}",
    data="/Users/{user}/Items/{item}/UserData",
)


class JellyfinLink:
    """Requests to one server; `key` yields its API key, asked for afresh after a 401."""

    def __init__(
        self,
        name: str,
        address: str,
        http: httpx2.AsyncClient,
        key: Callable[[], Awaitable[str]],
        dialect: Dialect,
    ) -> None:
        self.name = name
        self.dialect = dialect
        self._address = address
        self._http = http
        self._key = key
        self._known: str | None = None

    async def get(self, path: str, wanted: TypeAdapter[T], params: Mapping[str, str] | None = None) -> T:
        """An answer.

        Raises:
            Mistake: There is nothing under this path.
            Unavailable: No answer, an error or nonsense.
            Misconfigured: The key is refused.
        """
        answer = await self._ask("GET", path, params or {})
        try:
            return wanted.validate_json(answer.content)
        except ValidationError as error:
            vendor = self.dialect.vendor
            raise Unavailable(
                f"{self.name} answers nonsense; is that address really {vendor}? Try again in a minute."
            ) from error

    async def send(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        body: Json = None,
        method: Method = "POST",
    ) -> None:
        """Have something changed. That it is answered says nothing: look at the state after it."""
        hold(f"{self.dialect.vendor} {path}")
        await self._ask(method, path, params or {}, body)

    async def _ask(
        self, method: Method, path: str, params: Mapping[str, str], body: Json = None
    ) -> httpx2.Response:
        answer = await self._once(method, path, params, body)
        if answer.status_code == 401:
            self._known = None
            answer = await self._once(method, path, params, body)
        match answer.status_code:
            case 200 | 204:
                return answer
            case 401:
                raise Misconfigured(
                    f"{self.name} refuses the API key; make a new one there and put it into the settings."
                )
            case 403:
                raise Misconfigured(f"{self.name} does not allow that; use an administrator's API key.")
            case 404:
                raise Mistake(f"{self.name} does not have that any more; look for the title again.")
            case 429:
                raise Unavailable(f"{self.name} is asked too much right now; try again in a minute.")
            case _:
                raise Unavailable(f"{self.name} failed at that; try again in a minute.")

    async def _once(
        self, method: Method, path: str, params: Mapping[str, str], body: Json
    ) -> httpx2.Response:
        if self._known is None:
            self._known = await self._key()
        # Jellyfin wants the first, Emby knows the second; both may stand.
        headers = {
            "Authorization": f'MediaBrowser Token="{self._known}", Client="HomeOps", Device="HomeOps", DeviceId="homeops", Version="1"',
            "X-Emby-Token": self._known,
        }
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._http.request(
                    method,
                    f"{self._address}{self.dialect.prefix}{path}",
                    params=dict(params),
                    headers=headers,
                    json=body,
                    timeout=ANSWER_SECONDS,
                )
        except (TimeoutError, httpx2.HTTPError) as error:
            raise Unavailable(f"{self.name} does not answer; check that the server is running.") from error
