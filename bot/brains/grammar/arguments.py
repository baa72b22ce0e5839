"""Which arguments a verb takes, and how a slot's value becomes them."""

import inspect
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import get_args, get_origin

from tools.contract import CALLER, Json, Verb


def parameters(verb: Verb) -> Mapping[str, bool]:
    """The names of a verb's arguments, each with whether it must be given."""
    return _parameters(verb.run)


@lru_cache(maxsize=1024)
def _parameters(run: object) -> Mapping[str, bool]:
    assert callable(run)
    taken = inspect.signature(run).parameters.values()
    return {
        one.name: one.default is inspect.Parameter.empty for one in taken if one.name not in {"self", CALLER}
    }


def many(verb: Verb) -> frozenset[str]:
    """The arguments of a verb that take a list."""
    return _many(verb.run)


@lru_cache(maxsize=1024)
def _many(run: object) -> frozenset[str]:
    assert callable(run)
    taken = inspect.signature(run).parameters.values()
    return frozenset(one.name for one in taken if _is_list(one.annotation))


def _is_list(kind: object) -> bool:
    parts = get_args(kind)
    is_one = get_origin(kind) in (list, Sequence) or (get_origin(kind) is tuple and parts[-1:] == (...,))
    return is_one or any(map(_is_list, parts))


def missing(verb: Verb, args: Mapping[str, Json]) -> list[str]:
    """The arguments that must be given and are not."""
    return [name for name, needed in parameters(verb).items() if needed and name not in args]
