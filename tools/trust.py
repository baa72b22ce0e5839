"""Who chose the words of a result: the house, or perhaps an outsider (PROTOCOLS §6).

Numbers, times, yes and no and fixed choices (`Literal`, enums) can't carry a message. Free text can: it counts as an
outsider's unless its field says `Ours`. So a field that was forgotten is too careful, never too trusting.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Literal, TypeGuard, get_args, get_origin, get_type_hints

from pydantic import BaseModel


class Origin(Enum):
    """Who chose some words."""

    OUTSIDE = "outside"
    OURS = "ours"


Untrusted = Annotated[str, Origin.OUTSIDE]
"""Words that an outsider may have chosen: a program's or a file's name, a media title, a payee."""
Ours = Annotated[str, Origin.OURS]
"""Words that our own code chose, and nobody else: a receipt's number, the label of a kind of junk."""

MOST_ROWS = 20
_WORDLESS = (type(None), int, float, Enum, date, time, timedelta, Decimal)
_KEYS = ("handle", "id", "memory", "uid", "path", "name", "summary", "text")
"""Fields by which a row is called in a verb's arguments, the best first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to say of a result later on, without an outsider's word.

    `outside` says that it holds text which an outsider may have chosen; so does one of which nothing is known. `line`
    is such as "list of 6 programs", `rows` are what its rows are called by, which only code may see.
    """

    outside: bool = True
    line: str = "an answer"
    rows: tuple[str, ...] = ()


HARMLESS = Shown(outside=False)
UNSEEN = Shown()


def look_at(result: object) -> Shown:
    """What of a verb's result may be told once its turn is over."""
    rows = max(_tables(result), key=lambda each: len(each[1]), default=None)
    if not holds_outside_text(result):
        return HARMLESS
    if rows is None:
        return UNSEEN
    name, items = rows
    noun = name.replace("_", " ")
    keys = tuple(key for item in items[:MOST_ROWS] if (key := _key(item)))
    return Shown(
        line=f"list of {len(items)} {noun if len(items) != 1 else noun.removesuffix('s')}", rows=keys
    )


def holds_outside_text(value: object, hint: object = str) -> bool:
    """Whether `value`, which was declared as `hint`, holds text that an outsider may have chosen."""
    match value:
        case BaseModel():
            hints = _hints(type(value))
            fields = type(value).model_fields
            return any(
                holds_outside_text(getattr(value, name), hints[name])
                for name, field in fields.items()
                if not field.exclude
            ) or bool(value.model_extra)
        case None | Enum() | date() | time() | timedelta() | Decimal() | int() | float():
            return False
        case str():
            return bool(value) and not _is_ours(hint)
        case _ if _is_mapping(value):
            return any(holds_outside_text(part, hint) for pair in value.items() for part in pair)
        case _ if is_many(value):
            return any(holds_outside_text(each, hint) for each in value)
        case _:
            return True


def _tables(result: object) -> Iterator[tuple[str, Sequence[BaseModel]]]:
    """The fields of a result that hold rows, by name."""
    if not isinstance(result, BaseModel):
        return
    for name in type(result).model_fields:
        value = getattr(result, name)
        if is_many(value) and (rows := [each for each in value if isinstance(each, BaseModel)]):
            yield name, rows


def is_many(value: object) -> TypeGuard[Collection[object]]:
    """Whether a value is several: a list, a tuple or a set."""
    return isinstance(value, list | tuple | set | frozenset)


def _is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, Mapping)


def _key(row: BaseModel) -> str:
    values = (getattr(row, name, "") for name in _KEYS)
    return next((value for value in values if isinstance(value, str) and value), "")


@cache
def _hints(model: type[BaseModel]) -> Mapping[str, object]:
    return get_type_hints(model, include_extras=True)


def _is_ours(hint: object) -> bool:
    """Whether all text of this type is ours: marked so, or one of a few fixed words."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        return Origin.OURS in marks or (Origin.OUTSIDE not in marks and _is_ours(inner))
    if get_origin(hint) is Literal:
        return True
    parts = [part for part in get_args(hint) if part is not Ellipsis]
    return all(map(_is_ours, parts)) if parts else isinstance(hint, type) and issubclass(hint, _WORDLESS)
