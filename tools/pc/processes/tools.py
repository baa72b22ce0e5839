"""What people may ask about the programs that run, and how one is ended."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import Mistake, Unavailable
from memory.people import Role
from tools.contract import Args, Done, Irreversible, Json, Name, Risk, Verb
from tools.pc.machine import Machine
from tools.pc.models import Process
from tools.pc.processes.answers import Ended, FoundPrograms, TopPrograms
from tools.pc.processes.handle import handle_of, is_handle, parse_handle
from tools.pc.processes.known import KNOWN_PROGRAMS
from tools.pc.processes.meant import choose_process, name_starts
from tools.pc.processes.programs import By, Program, group_programs, program_name, sort_programs, spoken_names
from tools.pc.words import format_memory, format_time

PHRASES = Path(__file__).parent / "phrases"
GONE = "That program has already ended; there is nothing left to end."
NOTABLE_BYTES = 2**25
"""Of a program that is remembered by name once it has ended: what holds less is a tool that nobody speaks of."""
FOR_GOOD = Irreversible("A program that was ended can't be brought back; start it again.")


class Processes:
    """The programs that run on the PC."""

    def __init__(self, machine: Machine, now: Callable[[], datetime]) -> None:
        self._machine = machine
        self._now = now
        self._seen: dict[str, str] = {}

    async def list_top(self, by: By = "cpu", count: Annotated[int, Field(ge=1, le=20)] = 5) -> TopPrograms:
        """List the programs that use most of the processor or of the memory right now.

        Args:
            by: What to order by: "cpu" or "memory".
            count: How many programs, 1 to 20.
        """
        return TopPrograms(by=by, programs=tuple(sort_programs(await self._programs(), by)[:count]))

    async def find_process(self, name: Annotated[str, Field(min_length=1, max_length=200)]) -> FoundPrograms:
        """Tell whether a program is running, since when, and how much memory and processor it uses.

        Each program found has a `handle`, which ending it needs.

        Args:
            name: Name of the program or a part of it, such as "chrome".
        """
        wanted = program_name(name.strip()).casefold()
        programs = sort_programs(await self._programs(), "memory")
        for fits in (_is_named, _contains, _was_started_with):
            if found := [one for one in programs if fits(one, wanted)]:
                return FoundPrograms(name=name, now=self._now(), programs=tuple(found))
        return FoundPrograms(name=name, now=self._now(), programs=())

    async def end_process(self, process: str, force: bool = False) -> Done:  # noqa: FBT001, FBT002 - named by callers
        """End a running program. Whatever is not saved in it is lost.

        Args:
            process: The `handle` of the process ("1234@2026-11-23T10:00:00.000000+00:00"), or the program's name.
            force: Kill it if it has not ended by itself after 5 seconds.
        """
        before = await self._meant(process)
        same = [one for one in await self._machine.processes() if one.name == before.name]
        if not await self._machine.end_process(before.pid, before.started_at, force=force):
            advice = "end it at the PC" if force else "save what is open in it, or ask to force it"
            raise Unavailable(f"{program_name(before.name)} was asked to end but still runs; {advice}.")
        left = [one for one in await self._machine.processes() if one.name == before.name]
        freed = sum(one.memory_bytes for one in same) - sum(one.memory_bytes for one in left)
        ended = Ended(
            name=program_name(before.name), pid=before.pid, others=len(left), freed_bytes=max(0, freed)
        )
        return Done(ended, FOR_GOOD, left=False)

    async def resolve(self, args: Args) -> Args:
        """The arguments of `end_process` with the handle of the process that a program's name means.

        Raises:
            Mistake: That program does not run, or several of that name do.
        """
        said = str(args["process"])
        if is_handle(said):
            return args
        meant = choose_process(await self._machine.processes(), said)
        return {**args, "process": str(handle_of(meant))}

    async def say_end(self, args: Args) -> str:
        """The card of `end_process`: which process exactly, and what is lost with it."""
        one = await self._meant(str(args["process"]))
        name = program_name(one.name)
        alike = [other for other in await self._machine.processes() if other.name == one.name]
        of = f", one of {len(alike)} of that name" if len(alike) > 1 else ""
        how = "Kill" if args.get("force") else "End"
        facts = f"process {one.pid}{of}, running since {format_time(one.started_at, self._now())}"
        return f"{how} {name} ({facts}, {format_memory(one.memory_bytes)} of memory).\nWhat is not saved in it is lost."

    async def is_running(self, args: Args) -> Json:
        """Whether the very process of `end_process` still runs."""
        handle = parse_handle(str(args["process"]))
        found = await self._machine.process(handle.pid)
        return found is not None and handle.fits(found)

    async def name_programs(self) -> Sequence[Name]:
        """The programs that run, by name."""
        return [_spoken(one.name, word) for one in await self._programs() for word in spoken_names(one.name)]

    async def name_processes(self) -> Sequence[Name]:
        """What started each program, by its name; then programs known to people that do not run, by name alone."""
        running = name_starts(await self._machine.processes())
        names = [
            _spoken(str(handle_of(one)), word) for said, one in running.items() for word in spoken_names(said)
        ]
        here = {name.spoken.casefold() for name in names}
        here |= {program_name(one.name).casefold() for one in running.values()}
        gone = {word: name for word, name in self._seen.items() if word not in here}
        self._seen |= {
            program_name(one.name).casefold(): program_name(one.name)
            for one in running.values()
            if one.memory_bytes >= NOTABLE_BYTES and one.standing == "ordinary"
        }
        names += [_spoken(name, word) for word, name in gone.items()]
        return [*names, *(Name(one, one) for one in KNOWN_PROGRAMS if one not in here | gone.keys())]

    async def _programs(self) -> list[Program]:
        return group_programs(await self._machine.processes())

    async def _meant(self, text: str) -> Process:
        handle = parse_handle(text)
        found = await self._machine.process(handle.pid)
        if found is None or not handle.fits(found):
            raise Mistake(GONE)
        if found.standing == "ours":
            raise Mistake("That is HomeOps itself, or what it runs in; stop it at the PC if you mean to.")
        if found.standing == "system":
            raise Mistake(f"{program_name(found.name)} is part of the operating system; I leave it alone.")
        return found


def verbs(subject: Processes) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(subject.list_top, keywords="busy slow hog cpu memory programs apps running task manager"),
        Verb(subject.find_process, keywords="is running open program app using"),
        Verb(
            subject.end_process,
            risk=Risk.DANGER,
            role=Role.ADULT,
            card=subject.say_end,
            resolve=subject.resolve,
            observe=subject.is_running,
            happened=lambda _args, running: running is False,
            keywords="kill stop close quit terminate force program app frozen hangs",
        ),
    )


def _spoken(canonical: str, word: str) -> Name:
    return Name(canonical, word, trusted=False)  # whoever wrote the program chose its name


def _is_named(program: Program, wanted: str) -> bool:
    return program.name.casefold() == wanted


def _contains(program: Program, wanted: str) -> bool:
    return wanted in program.name.casefold()


def _was_started_with(program: Program, wanted: str) -> bool:
    # Minecraft is a "java"; its command tells.
    return wanted in program.command.casefold()
