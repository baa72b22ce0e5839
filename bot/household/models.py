"""The answers about HomeOps itself."""

from datetime import datetime

from pydantic import BaseModel

from bot.house import Standing, say_verdict, say_waiting
from bot.household.answers import ENDS

MAX_LINES = 12


class StatusAnswer(BaseModel):
    """How every part does; what is not well comes first, with its remedy."""

    parts: list[Standing]
    undelivered: int
    failures: list[str]

    def __str__(self) -> str:
        """The answer in chat."""
        bad = [f"{part} {part.remedy}".rstrip() for part in self.parts if not part.ok]
        good = [str(part) for part in self.parts if part.ok]
        lines = [say_verdict(self.parts), *bad, *good]
        if self.undelivered:
            lines.append(say_waiting(self.undelivered, "to be delivered"))
        if self.failures:
            lines += ["Lately failed:", *self.failures]
        return "\n".join(lines[:MAX_LINES])


class Deed(BaseModel):
    """One change that was made or tried."""

    at: datetime
    person: str
    what: str
    state: str


class Deeds(BaseModel):
    """What was changed lately, newest first."""

    deeds: list[Deed]
    now: datetime

    def __str__(self) -> str:
        """The answer in chat."""
        if not self.deeds:
            return "Nothing was changed yet."
        return "\n".join(_line(deed, self.now) for deed in self.deeds)


def _line(deed: Deed, now: datetime) -> str:
    first = deed.what.strip().partition("\n")[0]
    how = f" ({ENDS.get(deed.state, deed.state)})" if deed.state != "done" else ""
    return f"{_short(deed.at, now)} {deed.person}: {first}{how}"


def _short(at: datetime, now: datetime) -> str:
    days = (now.date() - at.date()).days
    day = {0: "", 1: "Yesterday "}.get(days, f"{at:%a} {at.day} {at:%b} ")
    return f"{day}{at:%H:%M}"
