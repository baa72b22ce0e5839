"""Processes taken together by program, as people think of them: twelve of Chrome are one Chrome."""

import re
from collections.abc import Iterable
from typing import Literal

from pydantic import AwareDatetime

from tools.pc.models import Noun, Process
from tools.pc.processes.handle import handle_of
from tools.pc.words import format_memory
from tools.trust import Untrusted

By = Literal["cpu", "memory"]


class Program(Noun):
    """All processes of one name.

    `cpu_percent` is the share of the whole PC. `handle` names its first process, which started the others; `command`
    and `started_at` are of that one.
    """

    name: Untrusted
    processes: int
    cpu_percent: float
    memory_bytes: int
    started_at: AwareDatetime
    handle: str
    command: Untrusted = ""
    standing: Literal["ordinary", "ours", "system"] = "ordinary"

    def __str__(self) -> str:
        """Such as "chrome: 2.1 GB, 4 % CPU"."""
        return f"{self.name}: {format_memory(self.memory_bytes)}, {self.cpu_percent:.0f} % CPU"


def program_name(name: str) -> str:
    """The name of a process as people say it: without ".exe"."""
    return name[:-4] if name.lower().endswith(".exe") and len(name) > 4 else name


def spoken_names(name: str) -> tuple[str, ...]:
    """How people may say a program's name: "obs64" is "obs" too, "PhotoExport" is "photo export"."""
    plain = re.sub(r"(?<=[a-zA-Z])[-_ ]?(x?64|x?86|32)$", "", name)
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", plain).lower()
    return tuple(dict.fromkeys((name, plain, apart)))


def group_programs(processes: Iterable[Process]) -> list[Program]:
    """The programs that run, in no order; threads of the kernel, which hold no memory, are left out."""
    groups: dict[str, list[Process]] = {}
    for process in processes:
        if process.memory_bytes or process.standing != "system":
            groups.setdefault(program_name(process.name).casefold(), []).append(process)
    return [_program(group) for name, group in groups.items() if name]


def sort_programs(programs: Iterable[Program], by: By) -> list[Program]:
    """The busiest or biggest first; equal ones by name."""
    if by == "cpu":
        return sorted(programs, key=lambda one: (-one.cpu_percent, -one.memory_bytes, one.name))
    return sorted(programs, key=lambda one: (-one.memory_bytes, one.name))


def _program(group: list[Process]) -> Program:
    # A parent always starts before its children.
    first = min(group, key=lambda process: (process.started_at, process.pid))
    return Program(
        name=program_name(first.name),
        processes=len(group),
        cpu_percent=round(min(100.0, sum(process.cpu_percent for process in group)), 1),
        memory_bytes=sum(process.memory_bytes for process in group),
        started_at=first.started_at,
        handle=str(handle_of(first)),
        command=first.command,
        standing=first.standing,
    )
