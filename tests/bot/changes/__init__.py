"""What the tests of every changing verb need to know of each: a module a subject, with its `CHANGES`.

`make` yields arguments of a verb from a seed (tests/bot/every_change.py), `attack` arguments that an outsider would want
(tests/bot/poisoned.py), `elsewhere` says why a verb can't be tried so, `idle` names those that change nothing at first, and `never` those whose deed can't be put back.
"""

import importlib
import pkgutil
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tools.contract import Json

Make = Callable[[random.Random], Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Changes:
    """All changing verbs of a subject, by full name."""

    make: Mapping[str, Make] = field(default_factory=dict[str, Make])
    attack: Mapping[str, Mapping[str, Json]] = field(default_factory=dict[str, Mapping[str, Json]])
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])
    idle: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


def all_changes() -> list[Changes]:
    """Every module's `CHANGES`."""
    modules = [importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)]
    found: list[Changes] = []
    for module in modules:
        changes = module.CHANGES
        assert isinstance(changes, Changes)
        found.append(changes)
    return found
