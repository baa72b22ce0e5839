"""The pretend Discord, and discord.py as it comes, pointed at it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Self
from zoneinfo import ZoneInfo

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.channels.contract import Receive
from bot.channels.discord import Discord, DiscordSettings
from bot.channels.discord.fake import FakeDiscord
from bot.channels.discord.pretend_objects import User
from bot.channels.incoming import Limit
from bot.secrets import Secrets
from memory import inbox
from memory.clock import Clock
from memory.db import Store
from memory.messages import Inbound

PATIENCE_SECONDS = 15.0
"""After which a test that waits in vain says so."""


@pytest.fixture
async def discord_fake() -> AsyncGenerator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


@dataclass
class Plain:
    """discord.py's own client, which only keeps what it is told."""

    client: discord.Client
    messages: list[discord.Message] = field(default_factory=list[discord.Message])
    interactions: list[discord.Interaction] = field(default_factory=list[discord.Interaction])
    told: list[str] = field(default_factory=list[str])
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _running: asyncio.Task[None] | None = None

    def start(self, token: str) -> Self:
        async def on_message(message: discord.Message) -> None:
            self.messages.append(message)
            self._changed.set()

        async def on_interaction(interaction: discord.Interaction) -> None:
            self.interactions.append(interaction)
            self._changed.set()

        async def on_socket_event_type(event: str) -> None:
            self.told.append(event)
            self._changed.set()

        for each in (on_message, on_interaction, on_socket_event_type):
            self.client.event(each)
        self._running = asyncio.create_task(self.client.start(token))
        self._running.add_done_callback(lambda _: self._changed.set())
        return self

    async def has(self, event: str, times: int = 1) -> None:
        """Wait until an event was told so often."""
        while self.told.count(event) < times:
            assert self._running is not None
            assert not self._running.done(), self._running
            self._changed.clear()
            await self._changed.wait()
        await asyncio.sleep(0)  # what it is about is dispatched after its name

    async def ended(self) -> BaseException | None:
        """Wait until it gives up; what it said."""
        assert self._running is not None
        (error,) = await asyncio.gather(self._running, return_exceptions=True)
        return error

    async def stop(self) -> None:
        await self.client.close()
        await self.ended()


@pytest.fixture
def _pointed(discord_fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", discord_fake.base_url)
    gateway = yarl.URL(discord_fake.base_url.replace("http", "ws")).with_path("/gateway")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)


class Hasty(discord.Client):
    """It does not wait five seconds before each new session, as the real Discord wants it."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        del shard_id, initial


Connect = Callable[..., Plain]


@pytest.fixture
async def connect(_pointed: None) -> AsyncGenerator[Connect]:
    """Starts clients by their token and intents."""
    clients: list[Plain] = []

    def make(token: str, **intents: bool) -> Plain:
        wanted = discord.Intents(**{"guilds": True, "messages": True, "message_content": True, **intents})
        clients.append(Plain(Hasty(intents=wanted, guild_ready_timeout=0.05)).start(token))
        return clients[-1]

    yield make
    for each in clients:
        await each.stop()


@pytest.fixture
async def plain(discord_fake: FakeDiscord, connect: Connect) -> Plain:
    client = connect(discord_fake.token)
    await client.has("GUILD_CREATE")
    return client


@dataclass
class Here:
    """Our channel, connected to the pretend Discord, with nothing but an inbox behind it."""

    fake: FakeDiscord
    store: Store
    settings: DiscordSettings
    people: set[str] = field(default_factory=set[str])
    heard: list[Inbound] = field(default_factory=list[Inbound])
    limit: Limit | None = None
    channel: Discord | None = None
    _running: asyncio.Task[None] | None = None

    def person(self, name: str) -> User:
        """Somebody of the house."""
        user = self.fake.people.add(name)
        self.people.add(str(user.id))
        return user

    def called(self, account: str) -> str | None:
        """How somebody of the house is called there."""
        return self.fake.world.users[int(account)].name if account in self.people else None

    async def receive(self, inbound: Inbound) -> bool:
        async with self.store.fenced() as session:
            is_new = await inbox.accept(session, inbound)
        if is_new:
            self.heard.append(inbound)
            self.fake.world.changed()
        return is_new

    async def start(self, receive: Receive | None = None) -> Discord:
        """Connect; returns once Discord has us."""
        before = self.fake.gateway.identified
        channel = self.begin(receive)
        await self.fake.until(lambda: self.fake.gateway.identified > before)
        await well(channel)
        return channel

    def begin(self, receive: Receive | None = None) -> Discord:
        """Begin to connect."""
        self.channel = Discord(
            self.settings,
            store=self.store,
            clock=Clock(ZoneInfo("Europe/London")),
            secrets=Secrets({"TOKEN": self.fake.token}),
            called=self.called,
            accounts=lambda: self.people,
            domains=("home", "pc"),
            recordings=self.limit,
            pause_seconds=0.0,
        )
        self._running = asyncio.create_task(self.channel.run(receive or self.receive))
        return self.channel

    async def stop(self) -> None:
        """End as a process does that is told to."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def hears(self, count: int) -> list[Inbound]:
        """Wait until so many events were taken in."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.fake.until(lambda: len(self.heard) >= count)
        return self.heard


async def well(channel: Discord) -> None:
    """Wait until it says that it is connected."""
    while not any(each.ok for each in channel.standing()):  # noqa: ASYNC110 - it is asked, it does not tell
        await asyncio.sleep(0.01)


@pytest.fixture
async def here(discord_fake: FakeDiscord, store: Store) -> AsyncGenerator[Here]:
    settings = DiscordSettings(token="env:TOKEN", base_url=discord_fake.base_url, file_mb=1)
    here = Here(discord_fake, store, settings)
    yield here
    await here.stop()
