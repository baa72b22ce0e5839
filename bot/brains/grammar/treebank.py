"""The trees of a phrase file, kept beside it as Python keeps bytecode: reading templates costs a third of a second.

A bank lies in `__pycache__` under a name that holds the digest of all that it was made of. One that is missing,
damaged or can't be written costs nothing but the time to read the templates again.
"""

import contextlib
import importlib.metadata
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word

_KINDS: Mapping[str, type[Chain | Either]] = {"chain": Chain, "either": Either}
_LEAVES: Mapping[str, type[Word | Hole]] = {"word": Word, "hole": Hole}
_MADE_BY = ("templates.py", "words.py", "treebank.py")

_Row = tuple[str, str] | tuple[str, list[int]]
"""A node: its kind, and its word, its slot or the rows of its parts, which stand before it."""


class Treebank:
    """The trees of one phrase file, by the texts of its templates."""

    def __init__(self, path: Path, text: str) -> None:
        """The bank of the phrase file `path`, which says `text`."""
        folder = path.parent / "__pycache__"
        digest = sha256(_made_by() + text.encode()).hexdigest()[:32]
        self._file = folder / f"{path.stem}.{digest}.trees"
        self._others = f"{path.stem}.*.trees"

    def load(self) -> dict[str, Node] | None:
        """The trees; None where they have to be read from the templates."""
        try:
            seal, _, content = self._file.read_bytes().partition(b"\n")
        except OSError:
            return None
        if seal != _seal(content):
            return None
        with contextlib.suppress(ValidationError, LookupError):
            rows, roots = _rows().validate_json(content)
            return _unpack(rows, roots)
        return None

    def save(self, trees: Mapping[str, Node]) -> None:
        """Keep `trees` for the next start, in place of those of former texts; where that can't be, don't."""
        content = json.dumps(_pack(trees), separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            folder = self._file.parent
            folder.mkdir(exist_ok=True)
            for old in folder.glob(self._others):
                old.unlink(missing_ok=True)
            handle, name = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "wb") as file:
                file.write(_seal(content) + b"\n" + content)
            Path(name).replace(self._file)


def _pack(trees: Mapping[str, Node]) -> tuple[list[_Row], dict[str, int]]:
    """Every different node once."""
    rows: dict[tuple[str, str | tuple[int, ...]], int] = {}

    def add(node: Node) -> int:
        match node:
            case Word(text):
                return rows.setdefault(("word", text), len(rows))
            case Hole(slot):
                return rows.setdefault(("hole", slot), len(rows))
            case Chain(items):
                kind = "chain"
            case Either(items):
                kind = "either"
        parts = tuple(add(item) for item in items)
        return rows.setdefault((kind, parts), len(rows))

    roots = {text: add(tree) for text, tree in trees.items()}
    packed: list[_Row] = [
        (kind, content) if isinstance(content, str) else (kind, list(content)) for kind, content in rows
    ]
    return packed, roots


def _unpack(rows: Sequence[_Row], roots: Mapping[str, int]) -> dict[str, Node]:
    nodes: list[Node] = []
    for kind, content in rows:
        if isinstance(content, str):
            nodes.append(_LEAVES[kind](content))
        else:
            nodes.append(_KINDS[kind](tuple([nodes[part] for part in content])))
    return {text: nodes[root] for text, root in roots.items()}


@cache
def _rows() -> TypeAdapter[tuple[list[_Row], dict[str, int]]]:
    return TypeAdapter(tuple[list[_Row], dict[str, int]])


@cache
def _made_by() -> bytes:
    """What trees depend on besides the text."""
    here = Path(__file__).parent
    sources = b"".join(sha256((here / name).read_bytes()).digest() for name in _MADE_BY)
    return sources + importlib.metadata.version("hassil").encode()


def _seal(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()
