"""What was heard in a message of several parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.brains.grammar.parse import Parse
from tools.contract import Call


@dataclass(frozen=True, slots=True)
class Part:
    """What one of several requests means.

    `said` is what it says when written out, `own` what it said itself where that is less; `covered`: a template says it all.
    """

    found: Parse
    said: tuple[str, ...]
    covered: bool = True
    own: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether there is no doubt about it, so that a change may be made."""
        return self.covered and not self.found.unsure


@dataclass(slots=True)
class Heard:
    """A message part by part: what is asked for, what is to be left alone, how much is only remarked.

    `strange`: a part is about nobody knows what, so only a look-up is made beside it. `open`: a part that must be asked about.
    """

    asked: list[Part] = field(default_factory=list[Part])
    kept: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    remarks: int = 0
    strange: bool = False
    open: Parse | None = None


def each_once(calls: Iterable[Call]) -> Iterator[Call]:
    """The calls without those that are there already."""
    seen: list[Call] = []
    for call in calls:
        if call not in seen:
            seen.append(call)
            yield call
