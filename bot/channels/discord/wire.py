"""discord.py's client as we need it: it passes on what it is told, and stores as little as it can. Import it late."""

import asyncio
import time
from typing import Protocol

import discord

SETTLE_SECONDS = 0.2
"""How long after its last server Discord counts as having told of all."""
RATE_SECONDS = 30.0
"""Longer than this we do not wait within a call for a limit on rates, but let delivery wait."""
CACHED_MESSAGES = 500
"""How many recent messages are kept, so that an edit can be told from a link that was unfolded."""


class Ears(Protocol):
    """Who is told what Discord tells. Nothing here may raise."""

    def fresh(self) -> None:
        """A new session has begun: what came before it is told by nobody."""
        ...

    def resumed(self) -> None:
        """The session goes on; what came meanwhile has been told."""
        ...

    def away(self) -> None:
        """The connection broke off."""
        ...

    async def ready(self) -> None:
        """All servers are known."""
        ...

    async def server(self, guild: discord.Guild) -> None:
        """A server came, or came back, later than the others."""
        ...

    async def message(self, message: discord.Message) -> None:
        """Somebody wrote."""
        ...

    async def edit(self, before: discord.Message, after: discord.Message) -> None:
        """Somebody wrote a message anew."""
        ...

    async def interaction(self, interaction: discord.Interaction) -> None:
        """Somebody pressed a button or used a command."""
        ...


class WireClient(discord.Client):
    """See the module.

    Args:
        ears: Who is told.
        reads_all: Whether to ask for what is said in the server without mentioning us.
        proxy: A proxy, or None.
        pause_seconds: Least time between the beginnings of two sessions; Discord wants 5.
    """

    def __init__(self, ears: Ears, *, reads_all: bool, proxy: str | None, pause_seconds: float = 5.0) -> None:
        super().__init__(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=reads_all
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=SETTLE_SECONDS,
            max_messages=CACHED_MESSAGES,
            max_ratelimit_timeout=RATE_SECONDS,
            proxy=proxy,
        )
        self._ears = ears
        self._pause_seconds = pause_seconds
        self._identified_at: float | None = None

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        """Tell of nothing any more once it is being closed, for which discord.py has no loop then."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Keep the pace at which Discord lets sessions begin."""
        del shard_id, initial
        if self._identified_at is not None:
            await asyncio.sleep(max(0.0, self._identified_at + self._pause_seconds - time.monotonic()))
        self._identified_at = time.monotonic()

    async def on_connect(self) -> None:
        """Pass it on; called before anything else of a session."""
        self._ears.fresh()

    async def on_resumed(self) -> None:
        """Pass it on."""
        self._ears.resumed()

    async def on_disconnect(self) -> None:
        """Pass it on."""
        self._ears.away()

    async def on_ready(self) -> None:
        """Pass it on."""
        await self._ears.ready()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Pass it on."""
        await self._ears.server(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Pass it on."""
        await self._ears.server(guild)

    async def on_message(self, message: discord.Message) -> None:
        """Pass it on."""
        await self._ears.message(message)

    async def on_message_edit(self, before: discord.Message, after: discord.Message) -> None:
        """Pass it on."""
        await self._ears.edit(before, after)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Pass it on."""
        await self._ears.interaction(interaction)
