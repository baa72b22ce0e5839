"""Memories are found by meaning, by words and by their ids.

Whatever an index answers is read from the table again for the owners who were asked for, so that no fault of an index, of
mem0 or of Chroma shows anyone another's memories.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from memory import remembered
from memory.db import Store
from memory.indexes import Indexes
from memory.likeness import gist
from memory.owners import Owner
from memory.ranking import ANY, fuse
from memory.remembered import Memory

LONGEST = 1000
"""Letters of a memory, and of what is asked for."""
_ID = re.compile(r"[0-9a-f]{16}")
_POOL = 15


@dataclass(frozen=True, slots=True)
class Recalled:
    """A memory that was found; `score` is how near its meaning is (1 is the same), None where only words found it."""

    memory: Memory
    score: float | None


class Finding:
    """Looks in both indexes and in the table."""

    def __init__(self, store: Store, indexes: Indexes) -> None:
        self._store = store
        self._indexes = indexes

    async def about(
        self, owners: Sequence[Owner], query: str, *, limit: int, threshold: float, wait: float | None
    ) -> list[Recalled]:
        """What `owners` have that is about `query`, best first: see `Recall.recall`."""
        if not query.strip() or not owners:
            return []
        await self._indexes.ready(wait)
        pool = max(limit, _POOL)
        near, said = await asyncio.gather(
            self._indexes.by_meaning(owners, query.strip()[:LONGEST], pool, threshold),
            self._indexes.by_words(owners, query, pool),
        )
        if threshold > ANY and self._indexes.knows_meanings:  # words alone are no reason to mention something
            meant = {memory_id for memory_id, _ in near}
            said = [each for each in said if each[0] in meant]
        order = fuse(near, said)
        score = dict(near)
        async with self._store.reading() as session:
            found = {each.id: each for each in await remembered.find(session, owners, order)}
        live = (found[each] for each in order if each in found and found[each].is_live)
        return [Recalled(each, score.get(each.id)) for each, _ in zip(live, range(limit), strict=False)]

    async def all(
        self, owners: Sequence[Owner], *, conversation: str | None, limit: int | None
    ) -> list[Memory]:
        """All that holds for `owners` (and was said in `conversation`), newest first."""
        async with self._store.reading() as session:
            return await remembered.live(session, owners, conversation=conversation, limit=limit)

    async def one(self, owners: Sequence[Owner], memory_id: str) -> Memory | None:
        """The memory with this id, live or not, if it is one of theirs."""
        if _ID.fullmatch(memory_id) is None:
            return None
        async with self._store.reading() as session:
            found = await remembered.find(session, owners, [memory_id])
        return found[0] if found else None

    async def same(self, owner: Owner, text: str) -> Memory | None:
        """What an owner has that says the same as a text."""
        await self._indexes.ready()
        wanted = gist(text)
        ids = [memory_id for memory_id, _ in await self._indexes.by_words([owner], text, _POOL)]
        async with self._store.reading() as session:
            alike = await remembered.find(session, [owner], ids)
        return next((each for each in alike if each.is_live and gist(each.text) == wanted), None)
