"""Home Assistant: its live state over WebSocket, its past over REST. Reconnects by itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2
from pydantic import TypeAdapter, ValidationError

from memory.errors import HomeOpsError, Misconfigured, Unavailable
from memory.holding import hold
from tools.contract import Json
from tools.home.line import ANSWER_SECONDS, NO_ANSWER, NONSENSE, Line, open_line
from tools.home.mirror import Mirror
from tools.home.models import Home

log = logging.getLogger(__name__)

READY_SECONDS = 6.0
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_JSON = TypeAdapter[Json](Json)


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """Something that Home Assistant is told to do, such as "light.turn_on" with a brightness."""

    service: str
    data: Mapping[str, Json] = field(default_factory=dict[str, Json])


class HomeAssistant:
    """A Home Assistant at `address`; nothing is asked of it before the first call.

    `token` yields the access token, asked for afresh at every connection. `http` belongs to the caller.
    """

    def __init__(self, http: httpx2.AsyncClient, address: str, token: Callable[[], Awaitable[str]]) -> None:
        self._http = http
        self._address = address
        self._token = token
        self._line: Line | None = None
        self._mirror = Mirror()
        self._keeping: asyncio.Task[None] | None = None
        self._fault: HomeOpsError = Unavailable(NO_ANSWER)
        self._tried = asyncio.Event()
        self._hurry = asyncio.Event()

    async def home(self) -> Home:
        """The home as it stands now.

        Raises:
            Unavailable: Home Assistant can't be reached or is not ready in time.
            Misconfigured: It refuses the token.
        """
        await self._ready()
        return self._mirror.home

    @property
    def last_seen(self) -> Home:
        """The home as it was last seen, without asking; empty before the first connection."""
        return self._mirror.home

    def remembered(self, light: str) -> Mapping[str, Json]:
        """How a light shone when it was last on, as far as was seen."""
        return self._mirror.shone.get(light, {})

    async def ask(self, kind: str, *, seconds: float = ANSWER_SECONDS, **fields: Json) -> Json:
        """A command over the WebSocket, with its result."""
        line = await self._ready()
        return await line.ask(kind, seconds=seconds, **fields)

    async def serve(self, call: ServiceCall, targets: list[str], *, seconds: float = ANSWER_SECONDS) -> None:
        """Have a service called on entities. That it succeeds says nothing: look at the state after it."""
        hold(call.service)
        domain, _, service = call.service.partition(".")
        entities: list[Json] = list(targets)
        target: Json = {"entity_id": entities}
        data: Json = dict(call.data)
        await self.ask(
            "call_service", seconds=seconds, domain=domain, service=service, service_data=data, target=target
        )

    async def wait_until(self, reached: Callable[[Home], bool], seconds: float) -> Home:
        """Wait until the home is so, at most `seconds`; returns the home as it is then, so or not.

        If the news do not say so, everything is asked afresh once: news can be lost.
        """
        line = await self._ready()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not reached(self._mirror.home):
                    await self._mirror.next_change()
        if not reached(self._mirror.home):
            await self._mirror.refresh(line)
        return self._mirror.home

    async def settle(self, quiet: float, seconds: float) -> Home:
        """Wait until nothing was heard for `quiet` seconds, at most `seconds`; returns the home as it is then."""
        await self._ready()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                with suppress(TimeoutError):
                    while True:
                        async with asyncio.timeout(quiet):
                            await self._mirror.next_change()
        return self._mirror.home

    async def get(self, path: str, **params: str) -> Json:
        """A REST answer, such as that of "/api/history/period/…".

        Raises:
            Unavailable: No answer, an error, or nonsense.
            Misconfigured: The token is refused.
        """
        headers = {"Authorization": f"Bearer {await self._token()}"}
        try:
            answer = await self._http.get(
                f"{self._address}{path}", params=params, headers=headers, timeout=ANSWER_SECONDS
            )
            if answer.status_code == 401:
                raise Misconfigured(
                    "Home Assistant refuses the access token; make a new long-lived one there."
                )
            if answer.status_code != 200:
                raise Unavailable("Home Assistant failed at that; try again in a minute.")
            return _JSON.validate_json(answer.content)
        except httpx2.HTTPError as error:
            raise Unavailable(NO_ANSWER) from error
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error

    async def close(self) -> None:
        """Hang up and stop reconnecting."""
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
            self._keeping = None

    async def keep_connected(self) -> None:
        """Make the connection if there is none yet; it is then kept by itself."""
        with suppress(HomeOpsError):
            await self._ready()

    async def _ready(self) -> Line:
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())
        if self._line is not None:
            return self._line
        self._hurry.set()
        self._tried.clear()
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._tried.wait()
        except TimeoutError:
            raise Unavailable(NO_ANSWER) from None
        if self._line is None:
            raise self._fault
        return self._line

    async def _keep(self) -> None:
        """Connect, stay connected, connect again: at once after a break, then ever more slowly."""
        attempt = 0
        while True:
            self._hurry.clear()
            try:
                line = await open_line(self._address, await self._token())
            except HomeOpsError as error:
                self._fault = error
            else:
                attempt = await self._stay(line, attempt)
            self._tried.set()
            pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
            attempt += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._hurry.wait()

    async def _stay(self, line: Line, attempt: int) -> int:
        try:
            await self._mirror.follow(line)
            self._line = line
            self._tried.set()
            attempt = 0
            await line.wait_closed()
            log.info("the connection to Home Assistant ended")
        except HomeOpsError as error:
            self._fault = error
        finally:
            self._line = None
            await line.close()
        return attempt
