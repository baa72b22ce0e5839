"""What the verbs of processes answer; `str()` is the chat answer."""

from pydantic import AwareDatetime

from memory.messages import Attachment
from tools.pc.models import Noun
from tools.pc.processes.programs import By, Program
from tools.pc.words import format_memory, format_time, join_words
from tools.trust import Untrusted

MOST_LINES = 10


class TopPrograms(Noun):
    """The programs that use most, the first first."""

    by: By
    programs: tuple[Program, ...]

    def __str__(self) -> str:
        """A line a program, as far as they fit."""
        what = "processor" if self.by == "cpu" else "memory"
        lines = [f"Using most of the {what}:"]
        for place, one in enumerate(self.programs[:MOST_LINES], 1):
            cpu, memory = f"{one.cpu_percent:.1f} %", format_memory(one.memory_bytes)
            lines.append(
                f"{place}. {one.name}: {cpu} CPU, {memory}"
                if self.by == "cpu"
                else f"{place}. {one.name}: {memory}, {cpu} CPU"
            )
        if rest := [one.name for one in self.programs[MOST_LINES:]]:
            lines.append(f"Then {join_words(rest)}.")
        return "\n".join(lines)

    def chart(self) -> Attachment | None:
        """Bars, one a program."""
        from tools.charts import Bar, draw_bars

        if len(self.programs) < 2:
            return None
        if self.by == "cpu":
            return draw_bars(
                "Processor by program", [Bar(one.name, one.cpu_percent) for one in self.programs], unit="%"
            )
        return draw_memory(self.programs)


def draw_memory(programs: tuple[Program, ...]) -> Attachment:
    """Bars of memory, one a program."""
    from tools.charts import Bar, draw_bars

    bars = [Bar(one.name, one.memory_bytes / 2**30, format_memory(one.memory_bytes)) for one in programs]
    return draw_bars("Memory by program", bars, unit="GB")


class FoundPrograms(Noun):
    """The running programs that fit a name; none when it does not run. `now` is when it was looked."""

    name: str
    now: AwareDatetime
    programs: tuple[Program, ...]

    def __str__(self) -> str:
        """A line a program."""
        if not self.programs:
            return f"{self.name} isn't running."
        lines = [self._say(one) for one in self.programs[:MOST_LINES]]
        if (rest := len(self.programs) - MOST_LINES) > 0:
            lines.append(f"… and {rest} more programs of that name.")
        return "\n".join(lines)

    def _say(self, one: Program) -> str:
        count = f"{one.processes} processes, " if one.processes > 1 else ""
        uses = f"{format_memory(one.memory_bytes)} of memory, {one.cpu_percent:.1f} % CPU"
        return f"{one.name} is running: {count}{uses}, since {format_time(one.started_at, self.now)}."


class Ended(Noun):
    """A process that has ended, as observed. `others` of its name still run; `freed_bytes` came free with it."""

    name: Untrusted
    pid: int
    others: int
    freed_bytes: int

    def __str__(self) -> str:
        """One or two sentences."""
        freed = (
            f" {format_memory(self.freed_bytes)} of memory came free." if self.freed_bytes >= 2**20 else ""
        )
        if not self.others:
            return f"{self.name} has ended.{freed}"
        still = (
            "another process of that name still runs"
            if self.others == 1
            else f"{self.others} others of that name still run"
        )
        return f"That {self.name} process has ended; {still}.{freed}"
