"""Rehearsal: the same code runs, and stops where it would first change something (DESIGN §4).

Every way out to the world, and every transaction that writes, calls `hold` first. Outside of a rehearsal that does nothing.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


class HeldBack(BaseException):
    """A change was reached in a rehearsal; nothing of it was done."""


@dataclass(slots=True)
class Rehearsal:
    """One rehearsal: which changes it reached. `over` frees what it left running, such as a new connection."""

    reached: list[str] = field(default_factory=list[str])
    over: bool = False


_rehearsal: ContextVar[Rehearsal | None] = ContextVar("rehearsal", default=None)


@contextmanager
def held() -> Generator[Rehearsal]:
    """Hold back every change that is reached within the block, by whatever it starts too."""
    rehearsal = Rehearsal()
    token = _rehearsal.set(rehearsal)
    try:
        yield rehearsal
    finally:
        rehearsal.over = True
        _rehearsal.reset(token)


def hold(what: str) -> None:
    """Belongs before a change; `what` names it.

    Raises:
        HeldBack: This is a rehearsal.
    """
    rehearsal = _rehearsal.get()
    if rehearsal is not None and not rehearsal.over:
        rehearsal.reached.append(what)
        raise HeldBack(what)
