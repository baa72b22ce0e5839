from collections.abc import Mapping
from typing import Any

from mem0.configs.base import MemoryConfig

MEM0_TELEMETRY: bool

class Memory:
    vector_store: Any
    db: Any
    def __init__(self, config: MemoryConfig) -> None: ...
    def add(
        self, messages: str, *, user_id: str, metadata: Mapping[str, str], infer: bool
    ) -> Mapping[str, Any]: ...
    def search(
        self, query: str, *, top_k: int, filters: Mapping[str, str], threshold: float
    ) -> Mapping[str, Any]: ...
    def delete(self, memory_id: str) -> Mapping[str, Any]: ...
    def close(self) -> None: ...
