"""What the verbs of memory answer; `str()` is the chat answer.

A memory's words are trusted for the person who said them, and for nobody else; what a model worded is not (see
memory/remembered.py).
"""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from memory.remembered import Kind, Memory
from tools.trust import Ours, Untrusted

SHOWN = 10


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Line(_Answer):
    """One memory; `memory` is what the other verbs call it by."""

    memory: Ours
    text: Untrusted
    kind: Kind
    everyone: bool
    said_at: AwareDatetime
    now: AwareDatetime

    def __str__(self) -> str:
        """Its words, with the day on which it was said."""
        days = (self.now.date() - self.said_at.date()).days
        when = "today" if days == 0 else "yesterday" if days == 1 else _day(self.said_at, self.now)
        return f"{self.text} ({when})"


class OwnLine(Line):
    """One memory in the very words of the person who is told it."""

    text: Ours


class Memories(_Answer):
    """What is remembered, newest or likeliest first; `more` were left out."""

    lines: tuple[Line, ...]
    more: int = 0
    nothing: Ours

    def __str__(self) -> str:
        """A line a memory, or what there is to say when there is none."""
        if not self.lines:
            return self.nothing
        if len(self.lines) == 1 and not self.more:
            return str(self.lines[0])
        rest = [f"and {self.more} more; ask about one of them."] if self.more else []
        return "\n".join([*(f"• {line}" for line in self.lines), *rest])


class Remembered(_Answer):
    """What was remembered."""

    memory: Ours
    text: Untrusted
    everyone: bool
    was_known: bool

    def __str__(self) -> str:
        """That it is, and for whom."""
        if self.was_known:
            return f"I had that already: “{self.text}”."
        return f"I'll remember {'for everyone here' if self.everyone else 'that'}: “{self.text}”."


class OwnRemembered(Remembered):
    """What was remembered in the very words of the person who asked for it."""

    text: Ours


class Corrected(_Answer):
    """What took the place of what."""

    memory: Ours
    before: Untrusted
    text: Untrusted

    def __str__(self) -> str:
        """Both."""
        return f"Corrected: “{self.text}”.\nBefore it was “{self.before}”."


class Forgotten(_Answer):
    """What was forgotten."""

    text: Untrusted

    def __str__(self) -> str:
        """What, and for how long it can be had back."""
        return f"Forgotten: “{self.text}”.\nIt can be put back for 30 days; then it is gone for good."


class Restored(_Answer):
    """What is remembered again."""

    memory: Ours
    text: Untrusted

    def __str__(self) -> str:
        """What."""
        return f"I remember again: “{self.text}”."


def line(memory: Memory, now: datetime, person: str) -> Line:
    """A memory as `person` is told it."""
    made = OwnLine if memory.source.is_said_by(person) else Line
    return made(
        memory=memory.id,
        text=memory.text,
        kind=memory.kind,
        everyone=memory.owner.is_household,
        said_at=memory.touched_at.astimezone(now.tzinfo),
        now=now,
    )


def _day(at: datetime, now: datetime) -> str:
    return f"{at.day} {at:%B}" if at.year == now.year else f"{at.day} {at:%B %Y}"
