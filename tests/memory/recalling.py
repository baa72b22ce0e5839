"""A memory to test on, and a look into Chroma's files as they lie on the disk."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from memory.clock import Clock
from memory.db import Store
from memory.owners import HOUSEHOLD, owner_of
from memory.recall import Recall
from memory.remembered import Source

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
ANNA = owner_of("anna")
BEN = owner_of("ben")
BY_ANNA = Source("anna", "ask:anna", "t1")


@asynccontextmanager
async def opened_on(store: Store, folder: Path, clock: Clock | None = None) -> AsyncGenerator[Recall]:
    recall = Recall(store, clock or Clock(LONDON, NOON), folder / "memory")
    try:
        yield recall
    finally:
        await recall.close()


def on_disk(folder: Path) -> dict[str, set[str]]:
    """What Chroma's own database says: the ids in each collection."""
    (file,) = (folder / "memory").glob("*/chroma.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(
            "SELECT c.name, e.embedding_id FROM collections c LEFT JOIN segments s ON s.collection = c.id"
            " LEFT JOIN embeddings e ON e.segment_id = s.id"
        ).fetchall()
    found: dict[str, set[str]] = {}
    for name, embedding_id in rows:
        found.setdefault(name, set())
        if embedding_id is not None:
            found[name].add(embedding_id)
    return found


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


async def texts(recall: Recall) -> list[str]:
    return [each.text for each in await recall.known([ANNA])]
