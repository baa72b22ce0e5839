"""The calling end: the house of another process, as if it were ours."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx2
from pydantic import BaseModel, ValidationError

from bot.gone import HouseGone
from bot.house import Arrived, Event, Progress, Seat, Status
from bot.report import Report
from bot.web.address import Address, find_address
from bot.web.wire import ANSWER_HEADER, Hello, Passing, Refusal, Said, Seated, Shown, Written, wire_event
from memory.errors import Misconfigured, Mistake, Unavailable

CONNECT_SECONDS = 2.0
LEAVE_SECONDS = 2.0
GONE = "The HomeOps that held the house has ended."
ERRORS = {"mistake": Mistake, "unavailable": Unavailable, "misconfigured": Misconfigured}


def _as_params(person: str | None) -> dict[str, str]:
    return {} if person is None else {"as": person}


class RemoteHouse:
    """A house behind a socket (see `bot.house.House`); every call raises `HouseGone` once its process has ended."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def hello(self, person: str | None = None) -> Hello:
        """Who is at home."""
        return Hello.model_validate_json(await self.call("GET", "/v1/hello", params=_as_params(person)))

    async def ask(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> Report:
        """One message as a program sends it, and its answer (see `House.ask`)."""
        async with self.answer(text, person=person, conversation=conversation, press=press) as report:
            return report

    async def advance(
        self, by: timedelta, *, person: str | None = None, conversation: str | None = None
    ) -> Report:
        """Let time pass in a simulated household (see `House.advance`)."""
        passing = Passing(by=by, person=person, conversation=conversation)
        return Report.model_validate_json(await self.call("POST", "/v1/clock", passing))

    @asynccontextmanager
    async def answer(
        self, text: str, *, person: str | None = None, conversation: str | None = None, press: bool = False
    ) -> AsyncGenerator[Report]:
        """As `ask`; the answer counts as read when the block ends without an error (see `House.answer`)."""
        said = Said(text=text, person=person, conversation=conversation, receipt=True, press=press)
        response = await self._send("POST", "/v1/messages", said)
        yield Report.model_validate_json(response.content)
        with suppress(HouseGone):  # then the next one tells it again
            await self.call("POST", f"/v1/answers/{response.headers[ANSWER_HEADER]}/read")

    @asynccontextmanager
    async def sit(self, person: str | None = None) -> AsyncGenerator[Seat]:
        """Take a seat at the terminal (see `House.sit`)."""
        try:
            async with self._http.stream("GET", "/v1/events", params=_as_params(person)) as response:
                if response.status_code >= httpx2.codes.BAD_REQUEST:
                    raise _refused(await response.aread())
                events = _read_events(response)
                seated = await anext(events)
                assert isinstance(seated, Seated)
                seat = RemoteSeat(self, seated.seat, events)
                try:
                    yield seat
                finally:
                    await seat.leave()
        except httpx2.TransportError as error:
            raise HouseGone(GONE) from error

    async def status(self) -> Status:
        """How everything does, asked afresh."""
        return Status.model_validate_json(await self.call("GET", "/v1/status"))

    async def call(
        self, method: str, path: str, body: BaseModel | None = None, params: dict[str, str] | None = None
    ) -> bytes:
        """Call one route and return the body of its answer.

        Raises:
            HouseGone: There is nobody any more.
            HomeOpsError: What the house said to it.
        """
        return (await self._send(method, path, body, params)).content

    async def _send(
        self, method: str, path: str, body: BaseModel | None = None, params: dict[str, str] | None = None
    ) -> httpx2.Response:
        content = None if body is None else body.model_dump_json(by_alias=True)
        headers = {"content-type": "application/json"}
        try:
            response = await self._http.request(method, path, content=content, params=params, headers=headers)
        except httpx2.TransportError as error:
            raise HouseGone(GONE) from error
        if response.status_code >= httpx2.codes.BAD_REQUEST:
            raise _refused(response.content)
        return response


class RemoteSeat:
    """A place at the terminal of a house behind a socket (see `bot.house.Seat`)."""

    def __init__(
        self, house: RemoteHouse, seat: str, events: AsyncIterator[Seated | Written | Shown]
    ) -> None:
        self._house = house
        self._seat = seat
        self._events = events
        self._telling: set[asyncio.Task[bytes]] = set()

    async def say(self, text: str, *, pressed: str | None = None, event_id: str | None = None) -> None:
        """Say something; it is written down when this returns."""
        said = Said(text=text, seat=self._seat, pressed=pressed, event_id=event_id)
        await self._house.call("POST", "/v1/messages", said)

    async def next_event(self) -> Event:
        """Wait for the next thing to show; raises HouseGone when there will be none."""
        async for event in self._events:
            if isinstance(event, Written):
                return Progress(event.text)
            if isinstance(event, Shown):
                return self._arrived(event)
        raise HouseGone(GONE)

    async def leave(self) -> None:
        """Wait until the house knows what was shown."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=LEAVE_SECONDS)

    def _arrived(self, event: Shown) -> Arrived:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(lambda _: self._tell(event.id))
        return Arrived(event.message, done)

    def _tell(self, event_id: str) -> None:
        telling = asyncio.create_task(self._house.call("POST", f"/v1/events/{event_id}/shown"))
        self._telling.add(telling)
        telling.add_done_callback(self._told)

    def _told(self, telling: asyncio.Task[bytes]) -> None:
        self._telling.discard(telling)
        if not telling.cancelled():
            telling.exception()  # if nobody heard it, the message is shown once more


async def _read_events(response: httpx2.Response) -> AsyncGenerator[Seated | Written | Shown]:
    try:
        async for line in response.aiter_lines():
            yield wire_event.validate_json(line)
    except httpx2.TransportError as error:
        raise HouseGone(GONE) from error


def _refused(body: bytes) -> Exception:
    try:
        refusal = Refusal.model_validate_json(body)
    except ValidationError:
        return Unavailable("The HomeOps that holds the house speaks another version; start it anew.")
    return ERRORS[refusal.kind](refusal.error)


def _client(address: Address) -> httpx2.AsyncClient:
    headers = {"authorization": f"Bearer {address.token}"} if address.token else {}
    return httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(uds=address.path or None),
        base_url=f"http://127.0.0.1:{address.port}" if address.port else "http://homeops",
        headers=headers,
        timeout=httpx2.Timeout(None, connect=CONNECT_SECONDS),
    )


@asynccontextmanager
async def call_on(data: Path) -> AsyncGenerator[RemoteHouse | None]:
    """The house of whoever holds `data`; None if nobody answers there."""
    address = find_address(data)
    if address is None:
        yield None
        return
    async with _client(address) as http:
        house = RemoteHouse(http)
        try:
            await house.hello()
        except HouseGone:
            house = None
        yield house
