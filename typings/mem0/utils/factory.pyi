from typing import Any, ClassVar

class EmbedderFactory:
    provider_to_class: ClassVar[dict[str, str]]

class VectorStoreFactory:
    provider_to_class: ClassVar[dict[str, str]]

class LlmFactory:
    provider_to_class: ClassVar[dict[str, tuple[str, Any]]]
