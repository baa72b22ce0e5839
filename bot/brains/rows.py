"""Rows that were shown, by handles which say nothing: only code turns "row-1f4e07b2c9d0" back into what it stands for."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_ai.messages import ModelMessage, ToolCallPart, ToolReturnPart

from memory.errors import Mistake
from tools.trust import Shown

GONE = "I don't know any more which row that is; look it up again."

_HANDLE = re.compile(r"row-[0-9a-f]{12}")
_PLAIN = TypeAdapter(dict[str, JsonValue])


def describe(shown: Shown, at: datetime) -> dict[str, JsonValue]:
    """The metadata of a result: whether it holds outsiders' words, and what may be told of it later."""
    rows: list[JsonValue] = list(shown.rows)
    return {"outside": shown.outside, "line": f"{shown.line}, shown {at:%H:%M}", "rows": rows}


def metadata_of(given: object) -> Mapping[str, JsonValue]:
    """Metadata of a message or a part; empty where there is none."""
    try:
        return _PLAIN.validate_python(given or {})
    except ValidationError:
        return {}


def args_of(part: ToolCallPart) -> dict[str, JsonValue]:
    """The arguments of a call; empty where they can't be read."""
    try:
        return _PLAIN.validate_python(part.args_as_dict())
    except (ValueError, AssertionError):
        return {}


def rows_of(part: ToolReturnPart[Any]) -> list[str]:
    """What the rows of a result are called by."""
    rows = metadata_of(part.metadata).get("rows")
    return [each for each in rows if isinstance(each, str)] if isinstance(rows, list) else []


def handle_of(text: str) -> str:
    """The handle of a row; the same text has the same one."""
    return f"row-{hashlib.blake2s(text.encode(), digest_size=6).hexdigest()}"


def is_handle(text: str) -> bool:
    """Whether a text is the handle of a row."""
    return _HANDLE.fullmatch(text) is not None


def resolve_rows(
    args: Mapping[str, JsonValue], messages: Sequence[ModelMessage]
) -> tuple[dict[str, JsonValue], bool]:
    """The arguments with row handles replaced by what they stand for, and whether there were any.

    Raises:
        Mistake: A handle stands for nothing, or for two things.
    """
    if not any(is_handle(text) for value in args.values() for text in _texts(value)):
        return dict(args), False
    known: dict[str, set[str]] = {}
    for text in _told(messages):
        known.setdefault(handle_of(text), set()).add(text)
    return {key: _resolved(value, known) for key, value in args.items()}, True


def _told(messages: Sequence[ModelMessage]) -> Iterator[str]:
    """All that a handle may stand for: rows of results, and what was named in calls."""
    for message in messages:
        for part in message.parts:
            if isinstance(part, ToolReturnPart):
                yield from rows_of(part)
            elif isinstance(part, ToolCallPart):
                for value in args_of(part).values():
                    yield from _texts(value)


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _resolved(value: JsonValue, known: Mapping[str, set[str]]) -> JsonValue:
    if isinstance(value, list):
        return [_resolved(each, known) for each in value]
    if not isinstance(value, str) or not is_handle(value):
        return value
    found = known.get(value, set())
    if len(found) != 1:
        raise Mistake(GONE)
    return next(iter(found))
