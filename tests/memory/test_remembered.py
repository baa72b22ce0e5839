from dataclasses import replace
from datetime import datetime, timedelta

from memory import remembered
from memory.db import Store
from memory.owners import HOUSEHOLD, Owner, owner_of
from memory.remembered import Kind, Memory, Source

ANNA, BEN = owner_of("anna"), owner_of("ben")
VECTOR = bytes(range(256)) * 3


def memory(memory_id: str, owner: Owner, now: datetime) -> Memory:
    source = Source("anna", "ask:anna", "t1")
    return Memory(memory_id, owner, f"about {memory_id}", Kind.FACT, source, now, now)


async def fill(store: Store, now: datetime) -> list[Memory]:
    kept = [memory("a1", ANNA, now), memory("b1", BEN, now), memory("h1", HOUSEHOLD, now)]
    async with store.fenced() as session:
        for each in kept:
            await remembered.add(session, each, "e5", VECTOR)
    return kept


async def test_each_reads_only_what_is_theirs(store: Store, now: datetime) -> None:
    a1, b1, h1 = await fill(store, now)
    async with store.reading() as session:
        assert await remembered.find(session, [ANNA, HOUSEHOLD], ["a1", "b1", "h1", "x"]) == [a1, h1]
        assert await remembered.live(session, [BEN]) == [b1]
        assert await remembered.live(session, []) == []
        assert await remembered.live(session, [ANNA], conversation="ask:ben") == []


async def test_nothing_is_changed_for_another(store: Store, now: datetime) -> None:
    a1, *_ = await fill(store, now)
    async with store.fenced() as session:
        await remembered.forget(session, BEN, "a1", now)
        await remembered.supersede(session, BEN, "a1", "b1")
        await remembered.touch(session, BEN, "a1", now + timedelta(days=1))
        assert await remembered.find(session, [ANNA], ["a1"]) == [a1]
        await remembered.erase(session, BEN)
        assert await remembered.live(session, [ANNA, BEN]) == [a1]


async def test_what_holds_no_more_is_kept_until_it_is_erased(store: Store, now: datetime) -> None:
    a1, *_ = await fill(store, now)
    async with store.fenced() as session:
        await remembered.add(session, memory("a2", ANNA, now), None, None)
        await remembered.supersede(session, ANNA, "a1", "a2")
        assert await remembered.find(session, [ANNA], ["a1"]) == [replace(a1, superseded_by="a2")]
        await remembered.forget(session, ANNA, "a2", now)
        assert await remembered.live(session, [ANNA]) == []
        await remembered.erase_forgotten(session, now)
        assert len(await remembered.find(session, [ANNA], ["a1", "a2"])) == 2
        await remembered.erase_forgotten(session, now + timedelta(hours=1))
        assert await remembered.find(session, [ANNA], ["a1", "a2"]) == []


async def test_vectors_are_given_back_only_to_the_embedder_that_made_them(
    store: Store, now: datetime
) -> None:
    await fill(store, now)
    async with store.fenced() as session:
        assert [each.vector for each in await remembered.page(session, 0, 9, "e5")] == [VECTOR] * 3
        assert [each.vector for each in await remembered.page(session, 0, 9, "other")] == [None] * 3
        await remembered.set_vector(session, "b1", "other", VECTOR[::-1])
        first, second, third = await remembered.page(session, 0, 9, "other")
        assert (first.vector, second.vector, third.vector) == (None, VECTOR[::-1], None)
        assert [each.id for each in await remembered.page(session, first.n, 1, "other")] == ["b1"]
