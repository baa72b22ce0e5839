"""The wire to Telegram: one bot, made when it is first used, whose token never reaches a log.

python-telegram-bot and the HTTP library under it write addresses with the token, and what people say, into their logs; so
they are silenced here, and none of their errors is logged or passed on with its words.
"""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.channels.telegram.settings import TelegramSettings

if TYPE_CHECKING:
    from telegram import Update
    from telegram.request import HTTPXRequest

    from bot.channels.telegram.wire import WireBot

TALKATIVE = ("httpx", "httpcore", "telegram")
SILENT = logging.CRITICAL + 10
WANTED = ("message", "edited_message", "callback_query")
ANSWER_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
CONNECT_SECONDS = 5.0

Secrets = Callable[[str], Awaitable[str]]


class Line:
    """Makes the bot, and asks it for news."""

    def __init__(self, settings: TelegramSettings, secrets: Secrets) -> None:
        self._settings = settings
        self._secrets = secrets
        self._bot: WireBot | None = None
        self._requests: tuple[HTTPXRequest, ...] = ()
        self._making = asyncio.Lock()
        self._users = 0

    @asynccontextmanager
    async def in_use(self) -> AsyncGenerator[None]:
        """Keep the wire open for as long as the block runs; whoever is the last to use it closes it."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                await self.hang_up()

    async def bot(self) -> "WireBot":
        """The bot.

        Raises:
            Misconfigured: The token's reference leads nowhere.
        """
        async with self._making:
            if self._bot is None:
                self._bot = await self._make()
            return self._bot

    async def hang_up(self) -> None:
        """Close the wire; whoever needs it next has it made anew, with the token that is set then."""
        async with self._making:
            requests, self._requests, self._bot = self._requests, (), None
        for each in requests:
            await each.shutdown()

    async def news(self, offset: int | None, *, is_quick: bool) -> "tuple[list[Update], int | None]":
        """Wait for updates, or only look whether there are some; what lies before `offset` is confirmed, and forgotten.

        Raises:
            TelegramError: As the platform says.
            Misconfigured: The token's reference leads nowhere.
        """
        bot, seconds = await self.bot(), 0 if is_quick else self._settings.poll_seconds
        return await bot.news(offset, seconds=seconds, patience=ANSWER_SECONDS, kinds=WANTED)

    async def _make(self) -> "WireBot":
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(SILENT)
        os.environ.setdefault("PTB_TIMEDELTA", "1")  # else its errors warn of spans of time in seconds
        token = await self._secrets(self._settings.token)
        from bot.channels.telegram.wire import WireBot

        usual, polling = self._request(32), self._request(2)
        self._requests = (usual, polling)
        server = self._settings.base_url
        return WireBot(
            token,
            base_url=f"{server}/bot",
            base_file_url=f"{server}/file/bot",
            request=usual,
            get_updates_request=polling,
        )

    def _request(self, connections: int) -> "HTTPXRequest":
        from telegram.request import HTTPXRequest

        return HTTPXRequest(
            connection_pool_size=connections,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            write_timeout=ANSWER_SECONDS,
            pool_timeout=ANSWER_SECONDS,
            media_write_timeout=UPLOAD_SECONDS,
            proxy=self._settings.proxy or None,
            httpx_kwargs={"trust_env": False, "verify": self._settings.base_url.startswith("https")},
        )
