"""Arguments that take one of a few values, such as on or off: which one is meant is learnt from examples."""

import inspect
import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, Union, get_args, get_origin

from tools.contract import Verb

Value = str | int | bool


def closed(verb: Verb) -> Mapping[str, tuple[Value, ...]]:
    """The arguments of a verb that are a truth value or one of some literals, with what they may be."""
    return _closed(verb.run)


@lru_cache(maxsize=1024)
def _closed(run: object) -> Mapping[str, tuple[Value, ...]]:
    assert callable(run)
    taken = inspect.signature(run).parameters.values()
    found = {one.name: _values(one.annotation) for one in taken}
    return {name: values for name, values in found.items() if values}


def _values(kind: object) -> tuple[Value, ...]:
    if kind is bool:
        return (False, True)
    if get_origin(kind) is Literal:
        return get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(value for one in get_args(kind) for value in _values(one))
    if hasattr(kind, "__metadata__"):  # Annotated
        return _values(get_args(kind)[0])
    return ()
