"""The session with a Pi-hole (API v6): signs in when it must, says in one sentence what is wrong, gives its seat back."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from memory.errors import HomeOpsError, Misconfigured, Mistake, Unavailable
from memory.holding import hold
from tools.contract import Json

ANSWER_SECONDS = 6.0
CLOSE_SECONDS = 1.5
REFUSED_SECONDS = 60.0
"""A password that was refused is not shown again for so long: after three bad ones Pi-hole lets nobody in."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is no failure of the server."""

    status: int
    content: bytes


class _Session(BaseModel):
    valid: bool
    sid: str | None = None


class _Signed(BaseModel):
    session: _Session


class _Error(BaseModel):
    key: str = ""
    message: str = ""


class _Refused(BaseModel):
    error: _Error = _Error()


class Line:
    """The way to one Pi-hole.

    Args:
        http: Belongs to the caller.
        name: How people call this Pi-hole; said in errors.
        address: Where it answers, without "/api".
        password: Yields its password, asked for at each sign-in; an empty one where it wants none.
        seconds: How long an answer may take.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        name: str,
        address: str,
        password: Callable[[], Awaitable[str]],
        seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._http = http
        self._seconds = seconds
        self.name = name
        self.address = address.rstrip("/").removesuffix("/admin").removesuffix("/api")
        self._password = password
        self._sid: str | None = None
        self._signing = asyncio.Lock()
        self._refused: tuple[str, float] = ("", 0.0)

    async def get(self, path: str, **params: str) -> bytes:
        """The content of an answer to a question.

        Raises:
            Unavailable: No answer in time, a failure, or nothing under that path.
            Misconfigured: The password is wrong or may not do that.
        """
        reply = await self._ask("GET", path, params=params)
        if reply.status == 404:
            raise Unavailable(f"{self.name} doesn't know that; is it older than version 6? Update it.")
        return reply.content

    async def change(self, method: str, path: str, body: Json = None) -> Reply:
        """Have something changed; 404 and what it says of duplicates are for the caller to judge.

        Raises:
            Mistake: It can't take that, with its reason.
        """
        hold(f"{self.name}: {method} {path}")
        return await self._ask(method, path, body=body)

    async def upload(
        self, path: str, files: Mapping[str, tuple[str, bytes, str]], fields: Mapping[str, str]
    ) -> Reply:
        """Send a file."""
        hold(f"{self.name}: POST {path}")
        return await self._ask("POST", path, files=files, fields=fields)

    async def act(self, path: str, seconds: float) -> Reply:
        """Have it do some work, and wait until it has. The connection is of no use afterwards, so it gets its own."""
        hold(f"{self.name}: POST {path}")
        async with httpx2.AsyncClient(trust_env=False) as own:
            return await self._ask("POST", path, http=own, seconds=seconds)

    async def close(self) -> None:
        """Give the seat back; there are few."""
        sid, self._sid = self._sid, None
        if sid is not None:
            with suppress(httpx2.HTTPError, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._http.delete(self._url("auth"), headers={"X-FTL-SID": sid})

    def read(self, kind: type[M], content: bytes) -> M:
        """An answer as what it should be.

        Raises:
            Unavailable: It is something else.
        """
        return self.parse(TypeAdapter(kind), content)

    def parse(self, adapter: TypeAdapter[M], content: bytes) -> M:
        """An answer as what it should be."""
        try:
            return adapter.validate_json(content)
        except ValidationError as error:
            raise Unavailable(
                f"{self.name} answers nonsense; does {self.address} lead to a Pi-hole of version 6?"
            ) from error

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        fields: Mapping[str, str] | None = None,
        http: httpx2.AsyncClient | None = None,
        seconds: float | None = None,
    ) -> Reply:
        limit = seconds or self._seconds
        for last in (False, True):
            sid = await self._sign_in()
            headers = {"X-FTL-SID": sid} if sid else {}
            answer = await self._within(
                limit,
                (http or self._http).request(
                    method,
                    self._url(path),
                    params=params,
                    json=body,
                    files=files,
                    data=fields,
                    headers=headers,
                    timeout=limit,
                ),
            )
            if answer.status_code != 401:
                break
            if self._sid == sid:
                self._sid = None
            if last or sid is None:
                raise self._wrong_password()
        return self._judge(answer)

    def _judge(self, answer: httpx2.Response) -> Reply:
        status = answer.status_code
        if status == 403:
            raise Misconfigured(
                f"{self.name} lets this password only read; switch on webserver.api.app_sudo there, "
                "or use the main password."
            )
        if status == 429:
            raise Unavailable(f"{self.name} is asked too often; try again in a minute.")
        if status == 400:
            raise Mistake(f"{self.name} can't take that: {self._reason(answer) or 'it gives no reason'}.")
        if status >= 500 or status in {402, 405}:
            raise Unavailable(f"{self.name} failed at that; try again in a minute.")
        return Reply(status, answer.content)

    async def _sign_in(self) -> str | None:
        """The id of a session, an old one or a new one; None where no password is set."""
        async with self._signing:
            if self._sid is not None:
                return self._sid
            password = await self._password()
            if not password:
                return None
            refused, at = self._refused
            if refused == password and time.monotonic() - at < REFUSED_SECONDS:
                raise self._wrong_password()
            answer = await self._within(
                self._seconds,
                self._http.post(self._url("auth"), json={"password": password}, timeout=self._seconds),
            )
            if answer.status_code == 401:
                self._refused = (password, time.monotonic())
                raise self._wrong_password()
            if answer.status_code == 429:
                raise self._no_seat(answer)
            if answer.status_code >= 500:
                raise Unavailable(f"{self.name} failed at that; try again in a minute.")
            if answer.status_code != 200:
                raise Unavailable(f"{self.name} does not let HomeOps sign in; is it a Pi-hole of version 6?")
            self._sid = self.read(_Signed, answer.content).session.sid
            return self._sid

    async def _within(self, seconds: float, asking: Awaitable[httpx2.Response]) -> httpx2.Response:
        try:
            async with asyncio.timeout(seconds):
                return await asking
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unavailable(
                f"{self.name} does not answer; is it on and on the network? Try again in a minute."
            ) from error

    def _no_seat(self, answer: httpx2.Response) -> HomeOpsError:
        if "seats" in self._reason(answer).casefold():
            return Unavailable(
                f"{self.name} has no free seat for another session; close some in its web page, or wait half an hour."
            )
        return Unavailable(
            f"{self.name} saw too many sign-ins; it lets nobody in for a minute. Try again then."
        )

    def _wrong_password(self) -> HomeOpsError:
        return Misconfigured(f"{self.name} refuses the password; set the right one under [network.dns].")

    def _reason(self, answer: httpx2.Response) -> str:
        try:
            return _Refused.model_validate_json(answer.content).error.message
        except ValidationError:
            return ""

    def _url(self, path: str) -> str:
        return f"{self.address}/api/{path}"
