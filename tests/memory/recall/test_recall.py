"""What is remembered is found again, corrected and forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.index import collection
from memory.owners import HOUSEHOLD
from memory.recall import Recall
from memory.remembered import Kind
from tests.memory.recalling import (
    ANNA,
    BEN,
    BY_ANNA,
    FACTS,
    LONDON,
    NOON,
    first,
    on_disk,
    opened_on,
    tell,
    texts,
)


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


async def rows(store: Store) -> set[str]:
    async with store.reading() as session:
        return set((await session.execute(text("SELECT id FROM memory"))).scalars())
