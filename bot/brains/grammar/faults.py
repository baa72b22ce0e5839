"""What is wrong with a phrase file, and on which line."""

from collections.abc import Sequence
from pathlib import Path

from memory.errors import Misconfigured


def fault_at(path: Path, text: str, place: Sequence[str | int], problem: str) -> Misconfigured:
    """The error for a problem at a place of the file: keys and numbers from the top."""
    return Misconfigured(f"{path}, line {_line(text, place)}: {problem}. Please correct the file.")


def _line(text: str, place: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest part of `place` that the file has."""
    import yaml

    node: yaml.Node | None = yaml.SafeLoader(text).get_single_node()
    line = 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                continue
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            item: yaml.Node = node.value[part]
            line, node = item.start_mark.line + 1, item
    return line
