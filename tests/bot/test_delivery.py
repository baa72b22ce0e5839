"""A message goes out once, even if the database or the channel fails just then, and never holds up what follows."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from bot import delivery as module
from bot.delivery import Delivery
from memory import outbox
from memory.clock import Clock
from memory.db import Store
from memory.messages import Outbound
from tests.bot.house import LONDON


class Platform:
    """A chat that remembers what it was sent, fails in a way of its own with "boom", and has `at_one` happen at "one"."""

    sources: tuple[str, ...] = ("chat",)

    def __init__(self, at_one: Callable[[], object] = lambda: None) -> None:
        self.got: asyncio.Queue[str] = asyncio.Queue()
        self._at_one = at_one

    async def send(self, message: Outbound) -> str:
        if message.text == "one":
            self._at_one()
        await self.got.put(message.text)
        if message.text == "boom":
            raise RuntimeError("boom")
        return message.key

    async def show_progress(self, conversation: str, text: str) -> None: ...

    async def show_working(self, conversation: str) -> None: ...


@pytest.fixture
async def store(house_db: Path, tmp_path: Path) -> AsyncGenerator[Store]:
    shutil.copy(house_db, tmp_path / "homeops.db")
    store = await Store.open(None, tmp_path)
    yield store
    await store.close()


async def _put(store: Store, clock: Clock, *texts: str) -> None:
    async with store.fenced() as session:
        for text in texts:
            await outbox.put(session, Outbound(text, "chat:1", text), clock.now())


async def test_a_database_that_is_away_while_a_message_goes_out_delays_the_next_but_loses_and_doubles_none(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    other = sqlite3.connect(tmp_path / "homeops.db", isolation_level=None)
    clock, platform = Clock(LONDON), Platform(at_one=lambda: other.execute("BEGIN IMMEDIATE"))
    delivery = Delivery(store, clock, [platform])
    await _put(store, clock, "one", "two")

    await delivery.start()
    assert await platform.got.get() == "one"
    await asyncio.sleep(2.3)  # longer than the store waits for another program
    other.close()
    async with asyncio.timeout(5):
        assert await platform.got.get() == "two"
    await delivery.stop()
    assert platform.got.empty()


async def test_a_channel_with_a_fault_of_its_own_is_tried_again_later(store: Store) -> None:
    clock, platform = Clock(LONDON), Platform()
    delivery = Delivery(store, clock, [platform])
    await _put(store, clock, "boom")
    await delivery.start()
    assert await platform.got.get() == "boom"
    await asyncio.sleep(0.2)
    async with store.fenced() as session:
        await outbox.hurry(session, "chat:1", clock.now())
    delivery.wake()
    async with asyncio.timeout(5):
        assert await platform.got.get() == "boom"
    await delivery.stop()
