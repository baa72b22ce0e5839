"""What the verbs of gaming mode answer; `str()` is the chat answer."""

from pydantic import AwareDatetime

from tools.pc.models import Noun
from tools.pc.processes.programs import program_name
from tools.pc.words import format_count, format_time, join_words
from tools.trust import Untrusted


class GamingMode(Noun):
    """Gaming mode as it was observed.

    `favoured` go first and `behind` wait; `paused` are services that stopped. `problems` are sentences about what could
    not be done.
    """

    asked_at: AwareDatetime
    since: AwareDatetime | None = None
    already: bool = False
    game: Untrusted = ""
    game_runs: bool = False
    favoured: tuple[Untrusted, ...] = ()
    behind: tuple[Untrusted, ...] = ()
    paused: tuple[str, ...] = ()
    power_plan: str | None = None
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Whether it is on, and what it changed."""
        if self.since is None:
            return "Gaming mode is off."
        since = f" since {format_time(self.since, self.asked_at)}"
        head = "already on" if self.already else "on"
        lines = [f"Gaming mode is {head}{since if self.already else ''}."]
        if self.favoured:
            lines.append(f"{_some(self.favoured)} {'goes' if len(self.favoured) == 1 else 'go'} first.")
        if self.game and not self.game_runs:
            lines.append(
                f"{self.game} isn't running yet; once it is, stop and start gaming mode to put it first."
            )
        if self.behind:
            lines.append(f"Waiting behind: {_some(self.behind)}.")
        if self.paused:
            lines.append(f"Paused: {_some(self.paused)}.")
        if self.power_plan:
            lines.append(f"Power plan: {self.power_plan}.")
        if len(lines) == 1 and not self.problems:
            lines.append("There was nothing to change.")
        return "\n".join([*lines, *self.problems[:4]])


class GamingOver(Noun):
    """What came of ending gaming mode.

    `back` counts what has its former value again; `gone` are programs that have ended since; `left` are sentences
    about what someone else changed meanwhile, which was left alone.
    """

    was_on: bool
    back: int = 0
    gone: tuple[Untrusted, ...] = ()
    left: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What was put back, what was not, and why."""
        if not self.was_on:
            return "Gaming mode was off already."
        what = "everything" if not self.left else format_count(self.back, "thing", "things")
        lines = [f"Gaming mode is off; {what} is back as it was."]
        if self.left and self.back != 1:
            lines = [f"Gaming mode is off; {what} are back as they were."]
        if self.gone:
            lines.append(f"Ended in the meantime: {_some(self.gone)}.")
        return "\n".join([*lines, *self.left[:6]])


def _some(names: tuple[str, ...], most: int = 6) -> str:
    different = list(dict.fromkeys(program_name(name) for name in names))
    if len(different) > most:
        different = [*different[: most - 1], f"{len(different) - most + 1} more"]
    return join_words(different)
