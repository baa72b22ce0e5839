from collections.abc import Mapping, Sequence

from chromadb import Collection
from chromadb.api import ClientAPI

class OutputData:
    id: str | None
    score: float | None
    payload: dict[str, str] | None

class ChromaDB:
    client: ClientAPI
    collection: Collection
    collection_name: str
    def __init__(self, collection_name: str, client: ClientAPI | None = None, path: str | None = None) -> None: ...
    def insert(
        self,
        vectors: Sequence[Sequence[float]],
        payloads: Sequence[Mapping[str, str]] | None = None,
        ids: Sequence[str] | None = None,
    ) -> None: ...
    def search(
        self,
        query: str,
        vectors: Sequence[float],
        top_k: int = 5,
        filters: Mapping[str, str] | None = None,
    ) -> list[OutputData]: ...
    def _parse_output(self, data: object) -> list[OutputData]: ...
