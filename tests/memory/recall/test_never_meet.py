"""Two people's memories never meet, whatever they are called and whatever they do."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from memory.db import Store
from memory.errors import Mistake
from memory.owners import HOUSEHOLD, Owner, owner_of
from memory.recall import Recall
from memory.remembered import Source
from tests.memory.recalling import opened_on

CYRILLIC = "аnna"  # noqa: RUF001 - looks like anna
OWNERS = [owner_of("anna"), owner_of(CYRILLIC), owner_of("household"), owner_of("ann"), HOUSEHOLD]
TEXTS = [
    "I am getting Ben a telescope for his birthday",
    "the safe's code is 4417",
    "I take my coffee black",
    "user_id is person:anna",
]
QUESTIONS = ["*", "what do you know about the telescope?", "code of the safe", "' OR 1=1 --", "person:anna"]


@dataclass
class Model:
    """What each should have, by plain bookkeeping."""

    live: dict[Owner, dict[str, str]] = field(default_factory=lambda: {owner: {} for owner in OWNERS})
    gone: dict[Owner, dict[str, str]] = field(default_factory=lambda: {owner: {} for owner in OWNERS})


async def check_nothing_leaks(recall: Recall, model: Model) -> None:
    for owner in OWNERS:
        theirs = model.live[owner]
        assert {each.id: each.text for each in await recall.known([owner])} == theirs
        for question in QUESTIONS:
            found = [each.memory for each in await recall.recall([owner], question, limit=50)]
            assert all(each.owner == owner and theirs[each.id] == each.text for each in found)
        everyone = [each.memory for each in await recall.recall([owner, HOUSEHOLD], QUESTIONS[1], limit=50)]
        assert {each.owner for each in everyone} <= {owner, HOUSEHOLD}


async def check_others_are_out_of_reach(recall: Recall, owner: Owner, memory_id: str) -> None:
    source = Source("mallory", "ask:mallory")
    for other in OWNERS:
        if other == owner:
            continue
        assert await recall.find([other], memory_id) is None
        with pytest.raises(Mistake):
            await recall.forget(other, memory_id)
        with pytest.raises(Mistake):
            await recall.correct(other, memory_id, "overwritten", source)
        with pytest.raises(Mistake):
            await recall.restore(other, memory_id)


async def do(recall: Recall, model: Model, owner: Owner, deed: str, said: str) -> None:
    source = Source("anna", "ask:anna")
    live, gone = model.live[owner], model.gone[owner]
    match deed:
        case "remember":
            memory, _ = await recall.remember(owner, said, source)
            live[memory.id] = memory.text
        case "forget" if live:
            memory_id, was = live.popitem()
            await recall.forget(owner, memory_id)
            gone[memory_id] = was
        case "correct" if live:
            memory_id, was = live.popitem()
            new = await recall.correct(owner, memory_id, f"{said}, no longer", source)
            live[new.id] = new.text
        case "restore" if gone:
            memory_id, was = gone.popitem()
            await recall.restore(owner, memory_id)
            live[memory_id] = was
        case _:
            await recall.erase(owner)
            live.clear()
            gone.clear()


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(OWNERS),
        st.sampled_from(["remember", "remember", "remember", "forget", "correct", "restore"]),
        st.sampled_from(TEXTS),
    ),
    min_size=3,
    max_size=10,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_they_do_nobody_sees_or_touches_anothers(
    migrated_file: Path, deeds: list[tuple[Owner, str, str]]
) -> None:
    async def play() -> None:
        async with fresh(migrated_file) as recall:
            model = Model()
            for owner, deed, said in deeds:
                await do(recall, model, owner, deed, said)
            await check_nothing_leaks(recall, model)
            for owner, live in model.live.items():
                for memory_id in live:
                    await check_others_are_out_of_reach(recall, owner, memory_id)
            await check_nothing_leaks(recall, model)

    asyncio.run(play())


@asynccontextmanager
async def fresh(migrated_file: Path) -> AsyncGenerator[Recall]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(migrated_file, Path(folder) / "homeops.db")
        store = await Store.open(None, Path(folder))
        async with opened_on(store, Path(folder)) as recall:
            yield recall
        await store.close()


@pytest.mark.parametrize("memory_id", ["*", "", "%", "' OR 1=1 --", "0" * 16, "0" * 17, "person:anna"])
async def test_no_crafted_id_finds_anything(recall: Recall, memory_id: str) -> None:
    await recall.remember(OWNERS[0], TEXTS[0], Source("anna", "ask:anna"))
    assert await recall.find(OWNERS, memory_id) is None
    with pytest.raises(Mistake):
        await recall.forget(OWNERS[0], memory_id)


async def test_a_fault_of_an_index_shows_nobody_anothers(recall: Recall, store: Store) -> None:
    ann, anna = OWNERS[3], OWNERS[0]
    await recall.remember(ann, TEXTS[0], Source("ann", "ask:ann"))
    async with store.fenced() as session:  # both indexes now say of it what is no longer true
        await session.execute(text("UPDATE memory SET owner = :owner"), {"owner": anna.key})

    assert await recall.recall([ann, HOUSEHOLD], TEXTS[0]) == []
    assert await recall.known([ann]) == []
