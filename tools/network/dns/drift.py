"""Where two Pi-holes differ, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from tools.network.pihole import Pihole
from tools.network.piholes import Answers
from tools.network.rules import read_book
from tools.trust import Ours, Untrusted

MOST_LINES = 9


@dataclass(frozen=True, slots=True)
class Setup:
    """All of one Pi-hole that should be the same on the others, as lines in words by kind."""

    parts: dict[str, frozenset[str]]


class Difference(BaseModel):
    """What some Pi-holes have and others lack."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: Ours
    what: Untrusted
    having: tuple[Ours, ...]
    lacking: tuple[Ours, ...]

    def __str__(self) -> str:
        return f"{self.kind} {self.what}: on {' and '.join(self.having)}, not on {' and '.join(self.lacking)}"


class Compared(BaseModel):
    """Where the Pi-holes differ."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    names: tuple[Ours, ...]
    differences: tuple[Difference, ...]
    silent: tuple[Ours, ...] = ()

    def __str__(self) -> str:
        silent = [f"({' and '.join(self.silent)} did not answer.)"] if self.silent else []
        if len(self.names) < 2:
            return "\n".join(
                ["There is only one Pi-hole to look at, so there is nothing to compare.", *silent]
            )
        if not self.differences:
            return "\n".join([f"{' and '.join(self.names)} are set up alike.", *silent])
        lines = [f"• {each}" for each in self.differences[:MOST_LINES]]
        more = (
            [f"… and {len(self.differences) - MOST_LINES} more."]
            if len(self.differences) > MOST_LINES
            else []
        )
        return "\n".join([f"{' and '.join(self.names)} differ:", *lines, *more, *silent])


async def read_setup(pihole: Pihole) -> Setup:
    """What should be the same everywhere."""
    book = await read_book(pihole)
    ids = {number: name for name, number in book.ids.items()}

    def groups(numbers: Sequence[int]) -> str:
        names = sorted("everyone" if ids[each] == "*" else ids[each] for each in numbers if each in ids)
        return f" ({', '.join(names)})" if names != ["everyone"] else ""

    rules = [
        f"{'blocks' if each.type == 'deny' else 'allows'} {each.domain}{groups([book.ids[x] for x in each.groups or ()])}{'' if each.enabled else ', switched off'}"
        for each in book.rules.values()
    ]
    lists = [
        f"{each.address}{groups(each.groups)}{'' if each.enabled else ', switched off'}"
        for each in await pihole.lists()
    ]
    return Setup(
        {
            "rule": frozenset(rules),
            "list": frozenset(lists),
            "group": frozenset(name for name in book.ids if name != "*"),
            "client": frozenset(f"{each.client}{groups(each.groups)}" for each in await pihole.clients()),
            "local name": frozenset(await pihole.config.local_names()),
            "alias": frozenset(await pihole.config.aliases()),
            "upstream": frozenset(await pihole.config.upstreams()),
        }
    )


def compare(setups: Answers[Setup]) -> Compared:
    """Where they differ."""
    names = tuple(setups.said)
    found: list[Difference] = []
    kinds = next(iter(setups.said.values())).parts if setups.said else {}
    for kind in kinds:
        for line in sorted({each for setup in setups.said.values() for each in setup.parts[kind]}):
            having = tuple(name for name, setup in setups.said.items() if line in setup.parts[kind])
            if len(having) < len(names):
                lacking = tuple(name for name in names if name not in having)
                found.append(Difference(kind=kind, what=line, having=having, lacking=lacking))
    return Compared(names=names, differences=tuple(found), silent=tuple(setups.failed))
