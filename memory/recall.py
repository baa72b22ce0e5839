"""Long-term memory: what was said is remembered, found again by meaning and by words, corrected and forgotten.

The table (memory/remembered.py) is the truth and is written first; both indexes follow it (memory/indexes.py), and the
next start mends what a crash left undone between them. Finding is memory/finding.py's.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from memory import remembered
from memory.clock import Clock
from memory.db import Store
from memory.errors import Mistake
from memory.failpoints import failpoint
from memory.finding import LONGEST, Finding, Recalled
from memory.indexes import Indexes
from memory.likeness import gist
from memory.owners import Owner
from memory.ranking import ANY
from memory.remembered import Kind, Memory, Source

RESTORABLE = timedelta(days=30)
"""How long what was forgotten can be had back, before it is erased for good."""
TURN_WAITS = 0.15
"""Seconds that a turn waits at most for memories that nobody asked for."""
NOT_THEIRS = "I don't remember that one; ask me what I know, and say which you mean."


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something to be remembered that nobody asked for; `replaces` is the id of a memory of the same owner's."""

    owner: Owner
    text: str
    source: Source
    kind: Kind = Kind.FACT
    replaces: str | None = None


class Recall:
    """What HomeOps remembers of people and the household. Only one process may have it open on a data folder."""

    def __init__(self, store: Store, clock: Clock, folder: Path) -> None:
        self._store = store
        self._clock = clock
        self._indexes = Indexes(store, folder)
        self._finding = Finding(store, self._indexes)
        self._writing = asyncio.Lock()

    def warm(self) -> None:
        """Begin to load what is heavy, in a thread beside everything else; returns at once."""
        self._indexes.warm()

    async def ready(self, wait: float | None = None) -> bool:
        """Wait, `wait` seconds at most, until all that finds memories is loaded; returns whether it is."""
        return await self._indexes.ready(wait)

    @property
    def trouble(self) -> str:
        """Why memories are found by words only, as a sentence; "" where they are found by meaning too."""
        return self._indexes.trouble

    async def remember(
        self, owner: Owner, text: str, source: Source, kind: Kind = Kind.FACT
    ) -> tuple[Memory, bool]:
        """Remember a text as it was said.

        Returns:
            The memory, and whether it is new: what is remembered already is only touched.

        Raises:
            Mistake: There is nothing in the text, or too much.
        """
        text = _checked(text)
        await self._indexes.opened()
        async with self._writing:
            if (known := await self.same(owner, text)) is not None:
                async with self._store.fenced() as session:
                    await remembered.touch(session, owner, known.id, self._clock.now())
                return replace(known, touched_at=self._clock.now()), False
            return await self._write(owner, text, source, kind), True

    async def learn(
        self, lessons: Sequence[Lesson], also: Callable[[AsyncSession], Awaitable[None]]
    ) -> list[Memory]:
        """Remember all lessons and do `also` in one transaction, so that neither is done twice or without the other.

        What is known already is only touched, what makes no memory is left out, and nothing is replaced that does not
        hold any more. Returns what is new.
        """
        await self._indexes.opened()
        async with self._writing:
            new: list[tuple[Memory, Memory | None]] = []
            known: list[Memory] = []
            for lesson in lessons:
                match await self._weigh(lesson, [memory for memory, _ in new]):
                    case Memory() as touched:
                        known.append(touched)
                    case (memory, old):
                        new.append((memory, old))
                    case None:
                        pass
            vectors = [await self._indexes.passage(memory.text) or (None, None) for memory, _ in new]
            async with self._store.fenced() as session:
                for each in known:
                    await remembered.touch(session, each.owner, each.id, self._clock.now())
                for (memory, old), (embedder, vector) in zip(new, vectors, strict=True):
                    await remembered.add(session, memory, embedder, vector)
                    if old is not None:
                        await remembered.supersede(session, old.owner, old.id, memory.id)
                await also(session)
            failpoint("memory.learnt")
            for memory, old in new:
                await self._indexes.add(memory.owner, memory.id, memory.text)
                if old is not None:
                    await self._indexes.remove(old.owner, old.id)
        return [memory for memory, _ in new]

    async def recall(
        self,
        owners: Sequence[Owner],
        query: str,
        *,
        limit: int = 5,
        threshold: float = ANY,
        wait: float | None = None,
    ) -> list[Recalled]:
        """What `owners` have that is about `query`, best first.

        Args:
            owners: Whose memories may be seen.
            query: A question or any sentence.
            limit: How many at most.
            threshold: The least score by meaning.
            wait: Seconds to wait for the indexes at most; then whatever serves already answers.
        """
        return await self._finding.about(owners, query, limit=limit, threshold=threshold, wait=wait)

    async def known(
        self, owners: Sequence[Owner], *, conversation: str | None = None, limit: int | None = None
    ) -> list[Memory]:
        """All that holds for `owners` (and was said in `conversation`), newest first."""
        return await self._finding.all(owners, conversation=conversation, limit=limit)

    async def find(self, owners: Sequence[Owner], memory_id: str) -> Memory | None:
        """The memory with this id, live or not, if it is one of theirs."""
        return await self._finding.one(owners, memory_id)

    async def same(self, owner: Owner, text: str) -> Memory | None:
        """What an owner has that says the same as a text."""
        return await self._finding.same(owner, text)

    async def correct(self, owner: Owner, memory_id: str, text: str, source: Source) -> Memory:
        """Let a text take a memory's place; the old one is kept beside it, so that this can be taken back.

        Raises:
            Mistake: It is not theirs or holds no more, or there is nothing in the text, or too much.
        """
        text = _checked(text)
        await self._indexes.opened()
        async with self._writing:
            old = await self._theirs(owner, memory_id, live=True)
            new = await self._write(owner, text, source, old.kind, instead_of=old)
            await self._indexes.remove(owner, old.id)
        return new

    async def forget(self, owner: Owner, memory_id: str) -> Memory:
        """Forget a memory; for 30 days it can be had back.

        Raises:
            Mistake: It is not theirs or holds no more.
        """
        await self._indexes.ready()
        async with self._writing:
            memory = await self._theirs(owner, memory_id, live=True)
            async with self._store.fenced() as session:
                await remembered.forget(session, owner, memory.id, self._clock.now())
            failpoint("memory.forgotten")
            await self._indexes.remove(owner, memory.id)
        return memory

    async def restore(self, owner: Owner, memory_id: str) -> Memory:
        """Have a memory back that was forgotten or corrected; the correction is forgotten.

        Raises:
            Mistake: It is not theirs, or still holds.
        """
        await self._indexes.opened()
        async with self._writing:
            memory = await self._theirs(owner, memory_id, live=False)
            newer = memory.superseded_by
            async with self._store.fenced() as session:
                await remembered.forget(session, owner, memory.id, None)
                await remembered.supersede(session, owner, memory.id, None)
                if newer is not None:
                    await remembered.forget(session, owner, newer, self._clock.now())
            if newer is not None:
                await self._indexes.remove(owner, newer)
            await self._indexes.add(owner, memory.id, memory.text)
        return replace(memory, superseded_by=None, forgotten_at=None)

    async def erase(self, owner: Owner) -> None:
        """Delete for good all that an owner has, vectors included."""
        await self._indexes.ready()
        async with self._writing:
            async with self._store.fenced() as session:
                await remembered.erase(session, owner)
            await self._indexes.refill(owner)

    async def erase_forgotten(self) -> None:
        """Delete for good what was forgotten or corrected more than 30 days ago; daily housekeeping."""
        async with self._writing:
            async with self._store.fenced() as session:
                owners = await remembered.erase_forgotten(session, self._clock.now() - RESTORABLE)
            for owner in owners:  # Chroma keeps the vectors of what was only removed
                await self._indexes.opened()
                await self._indexes.refill(owner)

    async def rebuild(self) -> None:
        """Make the index of meanings again from the table and its stored vectors.

        Raises:
            Unavailable: There is no index of meanings on this platform, or it can't be opened.
        """
        async with self._writing:
            await self._indexes.rebuild()

    async def rest(self) -> None:
        """Let go of what was not used since this was last called; housekeeping every few minutes."""
        await self._indexes.rest()

    async def close(self) -> None:
        """Stop what goes on beside, and let go of the folder."""
        await self._indexes.close()

    async def _write(
        self, owner: Owner, text: str, source: Source, kind: Kind, *, instead_of: Memory | None = None
    ) -> Memory:
        now = self._clock.now()
        memory = Memory(secrets.token_hex(8), owner, text, kind, source, now, now)
        embedder, vector = await self._indexes.passage(text) or (None, None)
        async with self._store.fenced() as session:
            await remembered.add(session, memory, embedder, vector)
            if instead_of is not None:
                await remembered.supersede(session, owner, instead_of.id, memory.id)
        failpoint("memory.written")
        await self._indexes.add(owner, memory.id, text)
        return memory

    async def _weigh(
        self, lesson: Lesson, new: Sequence[Memory]
    ) -> Memory | tuple[Memory, Memory | None] | None:
        """What is known already, or a new memory with the one that it replaces, or None for what makes no memory."""
        try:
            text = _checked(lesson.text)
        except Mistake:
            return None
        if (known := await self.same(lesson.owner, text)) is not None:
            return known
        if any(each.owner == lesson.owner and gist(each.text) == gist(text) for each in new):
            return None
        old = await self.find([lesson.owner], lesson.replaces or "")
        now = self._clock.now()
        memory = Memory(secrets.token_hex(8), lesson.owner, text, lesson.kind, lesson.source, now, now)
        return memory, old if old is not None and old.is_live else None

    async def _theirs(self, owner: Owner, memory_id: str, *, live: bool) -> Memory:
        memory = await self.find([owner], memory_id)
        if memory is None or memory.is_live is not live:
            raise Mistake(NOT_THEIRS)
        return memory


def _checked(text: str) -> str:
    flat = " ".join(text.split())
    if not re.search(r"\w", flat):
        raise Mistake("There is nothing to remember in that; say what it is.")
    if len(flat) > LONGEST:
        raise Mistake(f"That is too long to remember in one piece ({len(flat)} letters; {LONGEST} fit).")
    return flat
