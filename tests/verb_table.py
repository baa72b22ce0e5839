"""`python -m tests.verb_table`: writes tests/verbs.tsv, the table of all verbs with what they may do (DESIGN §3).

A change of risk, role or undo is seen in its difference, and CI fails while it is not committed.
"""

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot.app import open_house
from bot.settings import load_settings
from bot.verbs import BoundVerb
from tests.bot.every_change import ELSEWHERE, NEVER
from tools.contract import Risk
from tools.house import BUILT_IN_HOUSE

TABLE = Path(__file__).parent / "verbs.tsv"
HEAD = ("verb", "risk", "role", "own", "undo", "model")


def undo_of(name: str) -> str:
    """Whether what a verb did can be put back, as the tests of every change see it."""
    if name in ELSEWHERE:
        return "see tests"
    return "never" if name in NEVER else "yes"


def rows(verbs: Iterable[BoundVerb]) -> list[tuple[str, ...]]:
    """A row a verb, by name.

    risk: "write, danger" where some arguments are riskier than usual. role: the least that may use it. own: whether everybody may
    in rooms or accounts of their own. undo: whether what it did can be put back. model: whether a model may be offered it.
    """
    told: list[tuple[str, ...]] = []
    for bound in sorted(verbs, key=lambda each: each.name):
        verb = bound.verb
        risk = verb.risk.value if verb.escalate is None else f"{verb.risk.value}, danger"
        undo = "" if verb.risk is Risk.READ else undo_of(bound.name)
        own = "own" if verb.target is not None else ""
        told.append((bound.name, risk, verb.role.name.casefold(), own, undo, "" if verb.model else "hidden"))
    return told


def written(table: Iterable[tuple[str, ...]]) -> str:
    """The table as the file says it."""
    return "".join("\t".join(row).rstrip() + "\n" for row in (HEAD, *table))


async def _verbs() -> list[BoundVerb]:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(None, {"HOMEOPS_CONFIG": "/dev/null"}, {"data": folder})
        async with open_house(settings, house_file=BUILT_IN_HOUSE) as house:
            return list(house.parts.mind.door.verbs)


if __name__ == "__main__":
    TABLE.write_text(written(rows(asyncio.run(_verbs()))), "utf-8")
