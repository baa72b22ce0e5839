"""What mem0 is given besides an embedder: our way of using Chroma, no model, and no history.

Imports mem0 and Chroma, which takes two seconds: only memory/index.py imports this, in a thread.
"""

from collections.abc import Mapping, Sequence

from mem0.vector_stores.chroma import ChromaDB, OutputData

OWN_ID = "homeops_id"
_KEEP = ("user_id", OWN_ID, "created_at")


class OwnChroma(ChromaDB):
    """mem0's Chroma store, with a collection per owner in cosine space, our ids, and no text.

    The words stay in our table alone, so that what is erased there is nowhere else. A filter on the owner would cost
    125 ms at 100,000 memories; the collection is the owner's, so it is only checked.
    """

    def create_col(self, name: str, embedding_fn: None = None) -> object:
        """The owner's collection."""
        del embedding_fn  # vectors are always given; Chroma's own embedder downloads at first use
        return self.client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )

    def insert(
        self,
        vectors: Sequence[Sequence[float]],
        payloads: Sequence[Mapping[str, str]] | None = None,
        ids: Sequence[str] | None = None,
    ) -> None:
        """Store vectors under our own ids, in place of mem0's; again is harmless."""
        del ids
        kept = [{key: payload[key] for key in _KEEP if key in payload} for payload in payloads or ()]
        self.collection.upsert(
            ids=[payload[OWN_ID] for payload in kept],
            embeddings=[list(vector) for vector in vectors],
            metadatas=[{**payload, "data": payload[OWN_ID]} for payload in kept],
        )

    def search(
        self,
        query: str,
        vectors: Sequence[float],
        top_k: int = 5,
        filters: Mapping[str, str] | None = None,
    ) -> list[OutputData]:
        """The nearest of the owner's."""
        del query
        assert filters == {"user_id": self.collection_name}, "mem0 asks for somebody else's memories"
        # Without the metadata, which say nothing new and double the time.
        found = self._parse_output(
            self.collection.query(query_embeddings=[list(vectors)], n_results=top_k, include=["distances"])
        )
        for each in found:
            each.payload = {"user_id": self.collection_name, "data": each.id or ""}
        return found

    def keyword_search(
        self, query: str, top_k: int = 5, filters: Mapping[str, str] | None = None
    ) -> list[OutputData] | None:
        """None: words are ours to search (memory/words.py)."""
        del query, top_k, filters


class NoModel:
    """In the place of mem0's language model, which none of the calls that we make may reach."""

    def __init__(self, config: object) -> None:
        self.config = config

    def generate_response(self, *_: object, **__: object) -> str:
        """Refuse."""
        raise AssertionError("mem0 may not call a model")


class NoHistory:
    """In the place of mem0's history, which would keep what was deleted."""

    def add_history(self, *_: object, **__: object) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """There is nothing to close."""
