"""What verbs about the past answer; `str()` is the chat answer."""

from datetime import timedelta, tzinfo
from statistics import fmean

from pydantic import AwareDatetime, Field

from memory.messages import Attachment
from tools.home.models import Noun
from tools.home.words import be, format_time, say_number

_MOST_STATES = 8
_AT_ONCE = timedelta(minutes=1)


class Reading(Noun):
    """A measured value."""

    at: AwareDatetime
    value: float


class Spell(Noun):
    """A state that held from `at` on."""

    at: AwareDatetime
    state: str


class DeviceHistory(Noun):
    """How one device was between `start` and `end`: readings where it measures, else its states."""

    name: str
    unit: str
    start: AwareDatetime
    end: AwareDatetime
    now: AwareDatetime
    readings: tuple[Reading, ...] = Field(default=(), exclude=True, repr=False)
    lowest: float | None = None
    highest: float | None = None
    average: float | None = None
    spells: tuple[Spell, ...] = ()
    hours_on: float | None = None

    def __str__(self) -> str:
        """A summary of figures, or the latest changes."""
        span = f"{format_time(self.start, self.now)} to {format_time(self.end, self.now)}"
        if self.readings:
            values = [each.value for each in self.readings]
            top = max(self.readings, key=lambda each: each.value)
            low = min(self.readings, key=lambda each: each.value)
            return "\n".join(
                (
                    f"{self.name}, {span}:",
                    f"average {self._say(fmean(values))}, last {self._say(values[-1])}",
                    f"lowest {self._say(low.value)} ({format_time(low.at, self.now)})",
                    f"highest {self._say(top.value)} ({format_time(top.at, self.now)})",
                )
            )
        if len(self.spells) == 1 and self.spells[0].at <= self.start + _AT_ONCE:
            return f"{self.name}: {self.spells[0].state} all the time, {span}."
        if not self.spells:
            return f"Home Assistant has nothing about {self.name} from {span}."
        lines = [f"{format_time(each.at, self.now)} {each.state}" for each in self.spells[-_MOST_STATES:]]
        hidden = len(self.spells) - len(lines)
        head = f"{self.name}, {span}" + (
            f", the last {len(lines)} of {len(self.spells)} changes:" if hidden else ":"
        )
        on = [f"On for {say_number(self.hours_on)} hours in all."] if self.hours_on is not None else []
        return "\n".join([head, *lines, *on])

    def chart(self) -> Attachment | None:
        """A line over time; none where it is not a figure or there are fewer than three."""
        from tools.charts import Series, draw_series

        if len(self.readings) < 3:
            return None
        points = [(each.at, each.value) for each in self.readings]
        return draw_series(self.name, [Series("", points)], unit=self.unit, zone=_zone(self.now))

    def _say(self, value: float) -> str:
        return f"{say_number(value)} {self.unit}".strip()


class Reason(Noun):
    """Why a device is as it is: what it shows, and who or what made it so."""

    name: str
    state: str
    since: str
    cause: str
    because: str = ""

    def __str__(self) -> str:
        """Two or three short sentences."""
        parts = (f"{self.name} {be([self.name])} {self.state}.", self.because, self.cause)
        return " ".join(part for part in parts if part)


class Reasons(Noun):
    """Why several devices are as they are."""

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        """A line for each."""
        return "\n".join(str(each) for each in self.reasons)


def _zone(now: AwareDatetime) -> tzinfo:
    zone = now.tzinfo
    assert zone is not None
    return zone
