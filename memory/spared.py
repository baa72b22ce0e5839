"""What mem0 and Chroma import and HomeOps never calls: another vector store, a sender of telemetry, an exporter of traces.

Together 45 MB and a second of a start. Empty classes stand in their places while the two are imported, and are gone
afterwards, so that whoever means the real thing gets it. That nothing can be sent home is a welcome side of it.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

_UNUSED = {
    "qdrant_client": "QdrantClient",
    "posthog": "Posthog",
    "opentelemetry.exporter.otlp.proto.grpc.trace_exporter": "OTLPSpanExporter",
}


@contextmanager
def spared() -> Generator[None]:
    """Import mem0 and Chroma in this block, without what they don't need."""
    standing_in = {name: of for name, of in _UNUSED.items() if name not in sys.modules}
    for name, of in standing_in.items():
        module = ModuleType(name)
        setattr(module, of, type(of, (), {}))
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in standing_in:
            sys.modules.pop(name, None)
