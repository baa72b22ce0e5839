"""A pretend Telegram, and python-telegram-bot as it comes, pointed at it."""

from collections.abc import AsyncGenerator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.fake import FakeTelegram
from memory.db import Store
from tests.bot.channels.telegram.wired import Wired, wire_up


@pytest.fixture
async def telegram() -> AsyncGenerator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def wired(telegram: FakeTelegram, store: Store) -> AsyncGenerator[Wired]:
    """Our channel, connected to it."""
    async with wire_up(telegram, store) as wired:
        yield wired


@pytest.fixture
async def bot(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Bot]:
    """Telegram's bot, allowed two polls at once; times are timedeltas, as they will be in the next version."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with bot_at(telegram) as made:
        yield made


_NO_TLS = {"verify": False}
"""No certificates are read, which would take a tenth of a second each time."""


def bot_at(telegram: FakeTelegram, token: str = "") -> Bot:
    return Bot(
        token or telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=HTTPXRequest(connection_pool_size=8, read_timeout=10, httpx_kwargs=_NO_TLS),
        get_updates_request=HTTPXRequest(connection_pool_size=4, read_timeout=10, httpx_kwargs=_NO_TLS),
    )
