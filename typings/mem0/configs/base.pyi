from typing import Any

class MemoryConfig:
    def __init__(
        self,
        *,
        vector_store: dict[str, Any],
        embedder: dict[str, Any],
        llm: dict[str, Any],
        history_db_path: str,
    ) -> None: ...
