"""The wire to Discord: one client, connected for as long as it can be, whose token never reaches a log.

discord.py logs addresses with the tokens of interactions, and what people say; so it is silenced here, and none of its
errors is logged or passed on with its words. It goes on with a session by itself; when it gives up, a new client begins a
new one after a pause of ours, since its own pauses grow to a quarter of an hour.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.channels.contract import NotSent
from bot.channels.discord.health import Health
from bot.channels.discord.settings import DiscordSettings
from memory.errors import Misconfigured

if TYPE_CHECKING:
    from bot.channels.discord.wire import Ears, WireClient

log = logging.getLogger(__name__)

SILENT = logging.CRITICAL + 10
LOGIN_SECONDS = 30.0
GOODBYE_SECONDS = 2.0
NOT_CONNECTED_SECONDS = 2.0
PAUSE_SECONDS = 5.0
NOT_AUTHENTICATED, INTENT_REFUSED = 4004, 4014

Secrets = Callable[[str], Awaitable[str]]


class Line:
    """See the module; `pause_seconds` is the least time between two sessions of one client."""

    def __init__(
        self,
        settings: DiscordSettings,
        secrets: Secrets,
        health: Health,
        *,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._settings = settings
        self._secrets = secrets
        self._health = health
        self._pause_seconds = pause_seconds
        self._client: WireClient | None = None
        self._up = asyncio.Event()

    def client(self) -> "WireClient":
        """The client, once it has logged in.

        Raises:
            NotSent: It has not, just now.
        """
        if self._client is None:
            raise NotSent("Discord is not connected", NOT_CONNECTED_SECONDS)
        return self._client

    async def run(self, ears: "Ears", logged_in: Callable[[], Awaitable[None]]) -> None:
        """Be connected until cancelled. `logged_in` is called each time before the gateway tells anything."""
        for name in ("discord", "aiohttp"):
            logging.getLogger(name).setLevel(SILENT)
        while True:
            pause = await self._once(ears, logged_in)
            await asyncio.sleep(pause)

    async def _once(self, ears: "Ears", logged_in: Callable[[], Awaitable[None]]) -> float:
        """Connect until that ends; says in how many seconds to try again."""
        from discord import LoginFailure

        from bot.channels.discord.wire import WireClient

        client = WireClient(
            ears,
            reads_all=bool(self._settings.channels) and self._health.can_read,
            proxy=self._settings.proxy or None,
            pause_seconds=self._pause_seconds,
        )
        try:
            token = await self._secrets(self._settings.token)
            wait = await self._log_in(client, token)
            if wait:
                return wait
            self._client = client
            await logged_in()
            await client.connect(reconnect=False)
            return self._health.unreachable()
        except Misconfigured as error:
            return self._health.misconfigured(error.sentence)
        except LoginFailure:
            return self._health.not_accepted()
        except Exception as error:  # noqa: BLE001 - whatever it is, only the next try can tell whether it has passed
            return self._gave_up(error)
        finally:
            self._client = None
            with contextlib.suppress(TimeoutError):  # it would wait long for a goodbye from a dead line
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await client.close()

    async def _log_in(self, client: "WireClient", token: str) -> float:
        """Log in; says how long to wait when no more sessions may begin today."""
        import yarl
        from discord.gateway import DiscordWebSocket
        from discord.http import Route

        Route.BASE = self._settings.base_url
        async with asyncio.timeout(LOGIN_SECONDS):
            await client.login(token)
            _, url, starts = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        application = client.application
        self._health.is_elsewhere = application is not None and bool(application.interactions_endpoint_url)
        return starts["reset_after"] / 1000 if starts["remaining"] < 1 else 0.0

    def _gave_up(self, error: Exception) -> float:
        """discord.py ended: for the network, for a close code, or for a fault of its own when both come together."""
        from discord import ConnectionClosed

        code = error.code if isinstance(error, ConnectionClosed) else None
        if code == NOT_AUTHENTICATED:
            return self._health.not_accepted()
        if code == INTENT_REFUSED and self._health.can_read:
            self._health.can_read = False
            return 0.0
        log.warning("discord: %s", type(error).__name__)
        return self._health.unreachable()
