"""The index of meanings: mem0 on Chroma. With memory/chroma.py the only place that knows them.

Nothing here is the truth: it is filled from the table, may be thrown away, and answers ids and scores only. Chroma is
not coherent across processes, so whoever makes an `Index` holds the data folder's lock. Every call blocks.
"""

import importlib.metadata
import logging
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from memory.embed import Embedder, unpack
from memory.errors import Misconfigured
from memory.owners import Owner
from memory.spared import spared

if TYPE_CHECKING:
    from mem0.memory.main import Memory

MEM0_PIN = "2.2.1"
"""What is replaced inside mem0 (embedder, store, model, history) is so in this version; see pyproject.toml."""
_AT_ONCE = 1000


class Index:
    """Finds a person's or the household's memories by meaning.

    Args:
        folder: Where Chroma keeps its files; nobody else may use it.
        embedder: What made the vectors.

    Raises:
        Misconfigured: Another version of mem0 is installed.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        if (found := importlib.metadata.version("mem0ai")) != MEM0_PIN:
            raise Misconfigured(f"mem0ai {found} is installed but {MEM0_PIN} is needed; run make again.")
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._embedder = folder, embedder
        # Read at import: no telemetry, no notices fetched from the web, no folder in the home directory.
        os.environ.update(MEM0_TELEMETRY="False", MEM0_DIR=str(folder), ANONYMIZED_TELEMETRY="False")
        logging.getLogger("mem0").setLevel(logging.ERROR)  # it warns of spaCy, which we don't use

        with spared():
            import chromadb
            import mem0.memory.main
            import mem0.memory.telemetry
            from chromadb.config import Settings
            from mem0.utils.factory import EmbedderFactory, LlmFactory, VectorStoreFactory

        mem0.memory.main.MEM0_TELEMETRY = mem0.memory.telemetry.MEM0_TELEMETRY = (
            False  # had it been imported before
        )
        _, llm_config = LlmFactory.provider_to_class["langchain"]
        EmbedderFactory.provider_to_class["langchain"] = "memory.embed.Mem0Embedder"
        VectorStoreFactory.provider_to_class["chroma"] = "memory.chroma.OwnChroma"
        LlmFactory.provider_to_class["langchain"] = ("memory.chroma.NoModel", llm_config)
        self._client = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
        self._memories: dict[str, Memory] = {}

    def add(self, owner: Owner, memory_id: str, text: str) -> None:
        """Make a memory findable."""
        from memory.chroma import OWN_ID

        name = collection(owner)
        self._of(name).add(text, user_id=name, metadata={OWN_ID: memory_id}, infer=False)

    def put(self, owner: Owner, stored: Sequence[tuple[str, bytes]]) -> None:
        """Make many memories findable by their ids and stored vectors."""
        from memory.chroma import OWN_ID

        name = collection(owner)
        for start in range(0, len(stored), _AT_ONCE):
            some = stored[start : start + _AT_ONCE]
            self._of(name).vector_store.insert(
                vectors=[unpack(vector) for _, vector in some],
                payloads=[{"user_id": name, OWN_ID: memory_id} for memory_id, _ in some],
            )

    def search(self, owner: Owner, query: str, limit: int, threshold: float) -> list[tuple[str, float]]:
        """The ids of an owner's nearest memories with their scores, best first.

        A score is 1/(2 - cosine): 1 for the same, 0.5 for what has nothing to do with it.
        """
        name = collection(owner)
        found = self._of(name).search(query, top_k=limit, filters={"user_id": name}, threshold=threshold)
        return [(str(each["id"]), float(each["score"])) for each in found["results"]]

    def remove(self, owner: Owner, memory_id: str) -> None:
        """Make a memory unfindable; one that is not there is gone already."""
        memory = self._of(collection(owner))
        if memory.vector_store.get(memory_id) is not None:
            memory.delete(memory_id)

    def ids(self, owner: Owner) -> set[str]:
        """What is findable of an owner's."""
        return set(self._of(collection(owner)).vector_store.collection.get(include=[])["ids"])

    def drop(self, owner: Owner) -> None:
        """Throw away all that is kept of an owner's."""
        self._drop(collection(owner))

    def drop_all_but(self, owners: Sequence[Owner]) -> None:
        """Throw away what is kept of anyone else's."""
        kept = {collection(owner) for owner in owners}
        for each in self._client.list_collections():
            if each.name not in kept:
                self._drop(each.name)

    def scrub(self) -> None:
        """Overwrite what was thrown away: Chroma keeps deleted rows in free pages, and the files of dropped collections."""
        with closing(sqlite3.connect(self._folder / "chroma.sqlite3", timeout=10)) as database:
            database.execute("VACUUM")
            used = {str(name) for (name,) in database.execute("SELECT id FROM segments")}
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Let go of the folder."""
        from chromadb.api.client import Client

        self._memories.clear()
        assert isinstance(self._client, Client)
        self._client.close()

    def _drop(self, name: str) -> None:
        self._memories.pop(name, None)
        if any(each.name == name for each in self._client.list_collections()):
            self._client.delete_collection(name)

    def _of(self, name: str) -> "Memory":
        if name not in self._memories:
            self._memories[name] = self._open(name)
        return self._memories[name]

    def _open(self, name: str) -> "Memory":
        from mem0.configs.base import MemoryConfig
        from mem0.memory.main import Memory

        from memory.chroma import NoHistory

        store = {"collection_name": name, "client": self._client, "path": str(self._folder)}
        memory = Memory(
            MemoryConfig(
                vector_store={"provider": "chroma", "config": store},
                embedder={"provider": "langchain", "config": {"model": self._embedder}},
                llm={"provider": "langchain", "config": {}},
                history_db_path=":memory:",
            )
        )
        memory.db.close()
        memory.db = NoHistory()
        return memory


def collection(owner: Owner) -> str:
    """The name of an owner's collection, and the owner's name to mem0: hex, so that no id means something to either."""
    return sha256(owner.key.encode()).hexdigest()[:40]
