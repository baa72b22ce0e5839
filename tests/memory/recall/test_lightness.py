"""Memories cost little while nobody asks for them, and are looked up by their ids where ids are known."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import event

from memory import remembered
from memory.db import Store
from memory.embed import Embedder
from memory.owners import HOUSEHOLD
from memory.recall import Recall
from memory.spared import spared
from tests.memory.recalling import ANNA, FACTS, first, tell

ROOT = Path(__file__).parents[3]
_OPEN = """
import sys, tempfile
from pathlib import Path
from memory.embed import Embedder
from memory.index import Index
Index(Path(tempfile.mkdtemp()), Embedder()).close()
print(sorted({name.partition(".")[0] for name in sys.modules} & {"posthog", "qdrant_client", "grpc"}))
"""


def test_neither_telemetry_nor_other_stores_are_loaded() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _OPEN], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "[]"


def test_what_stands_in_is_gone_afterwards() -> None:
    before = set(sys.modules)
    with spared():
        assert {"posthog", "qdrant_client"} <= set(sys.modules)
    assert set(sys.modules) == before


def test_an_embedder_that_rested_says_the_same() -> None:
    embedder = Embedder()
    before = embedder.passage("The spare key is under the pot")
    embedder.rest()
    embedder.passage.cache_clear()
    assert embedder.passage("The spare key is under the pot") == before


async def test_memories_are_found_after_a_rest(recall: Recall) -> None:
    await tell(recall, *FACTS)
    await recall.rest()
    await recall.rest()
    assert await first(recall, "food that could hurt her") == FACTS[0]


async def test_known_ids_are_looked_up_by_id_however_many(store: Store, recall: Recall) -> None:
    ids = await tell(recall, *FACTS)
    asked: list[tuple[str, tuple[str, ...]]] = []

    async with store.reading() as session:
        connection = await session.connection()

        def note(_: object, __: object, statement: str, parameters: tuple[str, ...], *___: object) -> None:
            asked.append((statement, parameters))

        event.listen(connection.sync_connection, "before_cursor_execute", note)
        found = await remembered.find(session, [ANNA, HOUSEHOLD], ids * 5)
        statement, parameters = asked[-1]
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = " ".join(str(row) for row in plan)
    assert {each.id for each in found} == set(ids)
    assert "(id=?)" in steps
    assert "memory_owner" not in steps
