"""The pretend Discord, and discord.py as it comes, pointed at it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Self

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.channels.discord.fake import FakeDiscord


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
