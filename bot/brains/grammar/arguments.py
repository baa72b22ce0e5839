"""Which arguments a verb takes, and how a slot's value becomes them."""

import inspect
from collections.abc import Mapping
from functools import lru_cache

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


def missing(verb: Verb, args: Mapping[str, Json]) -> list[str]:
    """The arguments that must be given and are not."""
    return [name for name, needed in parameters(verb).items() if needed and name not in args]
