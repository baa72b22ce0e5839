"""Arguments whose values sentences imply rather than say: on or off, open (100) or shut (0), warmer (+1).

Which one is meant is learnt from examples.
"""

import inspect
import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, Union, get_args, get_origin

from bot.brains.grammar.phrases import Spoken
from tools.contract import Json, Verb

Value = str | int | bool


def implied(spoken: Spoken) -> Mapping[str, frozenset[Json]]:
    """The arguments of a verb that a sentence may imply, with the values that it may: those of few values, and numbers that
    templates fix.
    """
    found: dict[str, set[Json]] = {name: set(values) for name, values in closed(spoken.verb).items()}
    for template in spoken.templates:
        for name, value in template.args.items():
            if isinstance(value, int | float):
                found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


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
