"""Which process is meant by a program's name."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from memory.errors import Mistake
from tools.pc.models import Process
from tools.pc.processes.programs import program_name
from tools.pc.words import join_words

MOST_TOLD = 5


def choose_process(processes: Iterable[Process], name: str) -> Process:
    """The process that ends a program: the one of that name, or the one that started all others of it.

    Raises:
        Mistake: None of that name runs, or several do that have nothing to do with each other.
    """
    wanted = program_name(" ".join(name.split())).casefold()
    alike = {alone: group for alone, group in group_starts(processes).items() if alone.casefold() == wanted}
    told_apart = name_starts(processes)
    exact = [one for spoken, one in told_apart.items() if spoken.casefold() == wanted]
    if exact:
        return exact[0]
    if not alike:
        raise Mistake(f"{wanted[:1].upper()}{wanted[1:]} is not running.")
    program, starts = next(iter(alike.items()))
    ways = [spoken for spoken, one in told_apart.items() if one in starts]
    more = [f"{len(ways) - MOST_TOLD} more"] if len(ways) > MOST_TOLD else []
    raise Mistake(
        f"{len(starts)} programs called {program} are running: {join_words([*ways[:MOST_TOLD], *more])}."
        " Say which one."
    )


def name_starts(processes: Iterable[Process]) -> Mapping[str, Process]:
    """The processes that started a program, by a name that fits no other: "chrome", "python backup.py"."""
    named: dict[str, Process] = {}
    for program, starts in group_starts(processes).items():
        words = [f"{program} {_what_it_runs(one) or one.pid}" for one in starts]
        count = Counter(words)
        for word, one in zip(words, starts, strict=True):
            unique = word if count[word] == 1 else f"{word} {one.pid}"
            named[program if len(starts) == 1 else unique] = one
    return named


def group_starts(processes: Iterable[Process]) -> dict[str, Sequence[Process]]:
    """By a program's name, its processes that no other process of that name started, the oldest first."""
    groups: dict[str, list[Process]] = {}
    for process in processes:
        if process.memory_bytes or process.standing != "system":  # threads of the kernel hold no memory
            groups.setdefault(program_name(process.name).casefold(), []).append(process)
    starts: dict[str, Sequence[Process]] = {}
    for name, group in groups.items():
        numbers = {one.pid for one in group}
        first = sorted(
            (one for one in group if one.parent not in numbers), key=lambda one: (one.started_at, one.pid)
        )
        if name and first:
            starts[program_name(first[0].name)] = first
    return starts


def _what_it_runs(process: Process) -> str:
    """The first thing that its command names: "backup.py" of "python -u /srv/backup.py --all"."""
    itself = re.match(rf'"?.*?{re.escape(process.name)}"?(?=\s|$)', process.command, re.IGNORECASE)
    rest = process.command[itself.end() :] if itself else process.command.partition(" ")[2]
    named = next((word for word in rest.split() if not word.startswith("-")), "")
    return re.split(r"[\\/]", named.strip("\"'"))[-1]
