"""From the outbox to a channel: in order, again when it failed, never again when it is gone."""

import asyncio

import pytest

from bot.channels.contract import Gone, NotSent
from bot.delivery import Delivery
from memory import outbox
from memory.clock import Clock
from memory.db import Store
from memory.messages import Kind, Outbound
from tests.bot.house import LONDON


class Platform:
    """A chat platform that answers each message as it is told to, then takes it."""

    sources: tuple[str, ...] = ("chat",)

    def __init__(self) -> None:
        self.got: list[str] = []
        self.edited: list[tuple[str, str]] = []
        self.faults: dict[str, list[Exception]] = {}
        self.came = asyncio.Condition()

    async def send(self, message: Outbound) -> str:
        await self._take(message)
        return f"id-{message.text}"

    async def edit(self, message: Outbound, platform_id: str) -> None:
        await self._take(message)
        self.edited.append((platform_id, message.text))

    async def _take(self, message: Outbound) -> None:
        for fault in self.faults.get(message.text, []):
            self.faults[message.text].remove(fault)
            raise fault
        async with self.came:
            self.got.append(message.text)
            self.came.notify_all()

    async def show_progress(self, conversation: str, text: str) -> None:
        del conversation, text

    async def show_working(self, conversation: str) -> None:
        del conversation

    async def has(self, count: int) -> list[str]:
        async with self.came, asyncio.timeout(5):
            await self.came.wait_for(lambda: len(self.got) >= count)
        return self.got


async def put(store: Store, *texts: str, conversation: str = "chat:1", kind: Kind = Kind.ANSWER) -> None:
    async with store.fenced() as session:
        for text in texts:
            message = Outbound(text, conversation, text, kind)
            await outbox.put(session, message, Clock(LONDON).now())


@pytest.fixture
def platform() -> Platform:
    return Platform()


async def test_messages_go_in_their_order_and_are_known_by_the_platforms_id(
    store: Store, platform: Platform
) -> None:
    await put(store, "one", "two", "three")
    delivery = Delivery(store, Clock(LONDON), [platform])
    await delivery.start()
    assert await platform.has(3) == ["one", "two", "three"]
    await delivery.stop()
    async with store.reading() as session:
        assert await outbox.platform_id(session, "one") == "id-one"


async def test_what_failed_is_sent_again_before_what_stands_behind_it(
    store: Store, platform: Platform
) -> None:
    platform.faults["one"] = [NotSent("slow down", 0.0), NotSent("slow down", 0.0)]
    await put(store, "one", "two")
    delivery = Delivery(store, Clock(LONDON), [platform])
    await delivery.start()
    assert await platform.has(2) == ["one", "two"]
    await delivery.stop()


async def test_a_dead_letter_is_kept_and_lets_the_rest_go_on(store: Store, platform: Platform) -> None:
    platform.faults["one"] = [Gone("blocked")]
    await put(store, "one", "two")
    delivery = Delivery(store, Clock(LONDON), [platform])
    await delivery.start()
    assert await platform.has(1) == ["two"]
    await delivery.stop()
    async with store.reading() as session:
        assert [letter.text for letter in await outbox.dead_letters(session)] == ["one"]


async def test_a_fault_in_one_conversation_holds_up_no_other(store: Store, platform: Platform) -> None:
    platform.faults["one"] = [RuntimeError("a bug in a channel")]
    await put(store, "one")
    await put(store, "two", conversation="chat:2")
    await put(store, "three", conversation="nowhere:3")
    delivery = Delivery(store, Clock(LONDON), [platform])
    await delivery.start()
    assert "two" in await platform.has(1)
    await delivery.stop()


async def put_edit(store: Store, text: str, of: str) -> None:
    async with store.fenced() as session:
        await outbox.put(session, Outbound(text, "chat:1", text, edits=of), Clock(LONDON).now())


async def test_an_edit_follows_its_message_and_names_it_as_the_platform_does(
    store: Store, platform: Platform
) -> None:
    platform.faults["card"] = [NotSent("slow down", 0.0)]
    platform.faults["done"] = [NotSent("slow down", 0.0)]
    await put(store, "card")
    await put_edit(store, "done", of="card")
    delivery = Delivery(store, Clock(LONDON), [platform])
    await delivery.start()
    assert await platform.has(2) == ["card", "done"]
    await delivery.stop()
    assert platform.edited == [("id-card", "done")]


async def test_an_edit_of_what_nobody_got_is_dropped_without_a_dead_letter(
    store: Store, platform: Platform
) -> None:
    platform.faults["done"] = [Gone("the message is too old to be edited")]
    await put(store, "card")
    await put_edit(store, "done", of="card")
    await put_edit(store, "nothing", of="never written")
    await put(store, "next")
    delivery = Delivery(store, Clock(LONDON), [platform])
    await delivery.start()
    assert await platform.has(2) == ["card", "next"]
    await delivery.stop()
    async with store.reading() as session:
        assert await outbox.dead_letters(session) == []
        assert await outbox.pending_count(session) == 0
