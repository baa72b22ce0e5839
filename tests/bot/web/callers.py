"""A house whose API is open on a loopback port, and programs that call it as any program would."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2
from pydantic import JsonValue
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bot.web.clients import Clients
from bot.web.opening import clients_of, open_api
from bot.web.wire import NewToken
from memory.scopes import Scope
from tests.bot.house import House, Place
from tools.contract import Json

_numbers = count()
Answer = dict[str, Any]


@dataclass
class Caller:
    """A program with an access token."""

    http: httpx2.AsyncClient
    name: str
    refresh: str
    access: str = ""
    port: int = 0
    keys: list[str] = field(default_factory=list[str])

    @property
    def shows(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.access}"}

    async def renew(self) -> None:
        """Get an access token."""
        answer = await self.http.post("/v1/token", headers={"authorization": f"Bearer {self.refresh}"})
        answer.raise_for_status()
        self.access = answer.json()["access_token"]

    async def get(self, path: str, **params: str | int) -> httpx2.Response:
        return await self.http.get(path, params=params, headers=self.shows)

    async def posts(
        self, body: Mapping[str, JsonValue], key: str | None = None, **params: str | float
    ) -> httpx2.Response:
        """Send a message, under a key of its own."""
        self.keys.append(f"key-{next(_numbers)}" if key is None else key)
        headers = {**self.shows, "idempotency-key": self.keys[-1]}
        return await self.http.post("/v1/messages", json=dict(body), headers=headers, params=params)

    async def says(self, text: str, **more: JsonValue) -> Answer:
        """Say something and wait for the answer."""
        answer = await self.posts({"text": text, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def letters(self, after: int = 0, limit: int = 50) -> Answer:
        return (await self.get("/v1/messages", after=after, limit=limit)).json()

    def listen(self, after: int | None = None, **headers: str) -> connect:
        """Listen to events."""
        query = "" if after is None else f"?after={after}"
        url = f"ws://127.0.0.1:{self.port}/v1/events{query}"
        return connect(url, additional_headers={**self.shows, **headers}, proxy=None)

    def listen_as_a_page(self) -> connect:
        """Listen as JavaScript does, which can't set headers."""
        url, offered = f"ws://127.0.0.1:{self.port}/v1/events", ["homeops.v1", f"bearer.{self.access}"]
        return connect(url, subprotocols=[Subprotocol(each) for each in offered], proxy=None)


@dataclass
class Served:
    """An open API."""

    house: House
    clients: Clients
    port: int
    http: httpx2.AsyncClient

    async def caller(self, name: str, person: str = "Anna", *scopes: Scope, program: bool = False) -> Caller:
        """A new client with its access token."""
        wanted = NewToken(name=name, person=person, program=program, scopes=scopes)
        granted = await self.clients.create(wanted)
        caller = Caller(self.http, name, granted.token, port=self.port)
        if scopes != (Scope.METRICS,):
            await caller.renew()
        return caller


@asynccontextmanager
async def api_of(house: House) -> AsyncGenerator[Served]:
    """The API of a house that was opened with a port."""
    clients = clients_of(house.local)
    async with open_api(house.local, clients) as opened:
        assert opened is not None
        port = opened.port
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False
        ) as http:
            yield Served(house, clients, port, http)


@asynccontextmanager
async def api_at(place: Place, **api: Json) -> AsyncGenerator[Served]:
    """A house at `place` with an open API."""
    async with place.open(api={"port": 0, **api}) as house, api_of(house) as served:
        yield served


Socket = ClientConnection
