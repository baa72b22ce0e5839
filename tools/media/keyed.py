"""A server of the media stack that answers JSON to whoever brings its key in `X-Api-Key`: Jellyseerr, Sonarr, Radarr."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from memory.errors import HomeOpsError, Misconfigured, Mistake, Unavailable
from memory.holding import hold

SECONDS = 8.0
_LONGEST_WORDS = 160
_REFUSED = (401, 403)
_NO_KEY = "permission to access"
"""What Overseerr and Jellyseerr say with a 403 to a wrong key; of other refusals they say the reason."""
T = TypeVar("T")


class Wire(BaseModel):
    """What such a server tells; there is always more than we read."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True, defer_build=True
    )


class NotThere(Mistake):
    """The server has nothing of that name (404)."""


class _Refusal(Wire):
    message: str = ""
    error: str = ""
    error_message: str = Field(default="", alias="errorMessage")


class KeyedServer:
    """Asks one server, and tells what is wrong with it in a sentence."""

    def __init__(
        self, http: httpx2.AsyncClient, name: str, url: str, key: Callable[[], Awaitable[str]]
    ) -> None:
        self._http = http
        self.name = name
        self.url = url
        self._key = key
        self._known: str | None = None

    async def get(self, path: str, shape: TypeAdapter[T], query: Mapping[str, str | int] | None = None) -> T:
        """What the server tells at `path`.

        Raises:
            NotThere: It has no such thing.
            Misconfigured: It refuses the key.
            Unavailable: It doesn't answer, or nonsense.
        """
        return self._read(await self._ask("GET", path, query=query), shape)

    async def change(
        self,
        method: str,
        path: str,
        shape: TypeAdapter[T],
        body: JsonValue = None,
        *,
        user: int | None = None,
    ) -> T:
        """Change something, and what the server tells of it.

        Args:
            method: POST, PUT or DELETE.
            path: Below the server's address.
            shape: What is told.
            body: Sent as JSON, if there is one.
            user: Id of the user in whose name, where a server knows that (Jellyseerr's `X-API-User`).
        """
        hold(f"{self.name}: {method} {path}")
        return self._read(await self._ask(method, path, body=body, user=user), shape)

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: JsonValue = None,
        user: int | None = None,
    ) -> httpx2.Response:
        was_known = self._known is not None
        answer = await self._send(method, path, query, body, user)
        if _is_key_refused(answer) and was_known:
            self._known = None  # it may have been changed since it was read
            answer = await self._send(method, path, query, body, user)
        if _is_key_refused(answer):
            self._known = None
            raise Misconfigured(
                f"{self.name} refuses the key; copy the API key from its settings into homeops.toml."
            )
        self._complain(answer)
        return answer

    async def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None,
        body: JsonValue,
        user: int | None,
    ) -> httpx2.Response:
        if self._known is None:
            self._known = await self._key()
        headers = {"X-Api-Key": self._known, "Accept": "application/json"}
        if user is not None:
            headers["X-API-User"] = str(user)
        try:
            return await self._http.request(
                method,
                f"{self.url}{path}",
                params=None if query is None else {key: str(value) for key, value in query.items()},
                json=body,
                headers=headers,
                timeout=SECONDS,
            )
        except httpx2.HTTPError as error:
            raise Unavailable(f"{self.name} does not answer; look whether it runs.") from error

    def _complain(self, answer: httpx2.Response) -> None:
        status = answer.status_code
        if status < 400:
            return
        if status == 404:
            raise NotThere(f"{self.name} does not know that (any more); ask for the list again.")
        if status == 429:
            raise Unavailable(f"{self.name} is asked too much at the moment; try again in a minute.")
        if status >= 500:
            raise Unavailable(f"{self.name} has trouble of its own ({status}); look at its log.")
        raise Mistake(f"{self.name} refuses that: {_words(answer) or status}")

    def _read(self, answer: httpx2.Response, shape: TypeAdapter[T]) -> T:
        if not answer.content:
            return self._check(shape, None)
        if answer.content.lstrip()[:1] == b"<":
            raise Unavailable(
                f"{self.name} answers with a web page; look whether its address in homeops.toml is right."
            )
        try:
            return shape.validate_json(answer.content)
        except ValidationError as error:
            raise self._nonsense() from error

    def _check(self, shape: TypeAdapter[T], value: object) -> T:
        try:
            return shape.validate_python(value)
        except ValidationError as error:
            raise self._nonsense() from error

    def _nonsense(self) -> HomeOpsError:
        return Unavailable(f"{self.name} answers what nobody understands; try again, or update it.")


def _is_key_refused(answer: httpx2.Response) -> bool:
    if answer.status_code not in _REFUSED:
        return False
    return answer.status_code == 401 or _NO_KEY in answer.text


def _words(answer: httpx2.Response) -> str:
    """What the server says of why it refuses; Sonarr and Radarr tell a list of what is wrong."""
    try:
        told = TypeAdapter(list[_Refusal] | _Refusal).validate_json(answer.content)
    except ValidationError:
        return ""
    first = (told[0] if told else _Refusal()) if isinstance(told, list) else told
    words = first.message or first.error_message or first.error
    return " ".join(words.split())[:_LONGEST_WORDS]
