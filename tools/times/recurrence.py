"""Something that comes again and again, by an RFC 5545 rule on the wall of its zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tools.times.values import apart
from tools.times.wall import elapse, is_after, on_wall

_ELAPSED = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Instants that come again and again.

    `DAILY` and slower rules name wall times: on the day of the spring gap a skipped time fires at the first instant
    after the gap, in the autumn fold it fires once, at the first of the two. `HOURLY`, `MINUTELY` and `SECONDLY`
    rules count real time from `first`. Every rule but an `INTERVAL` carries all it needs; intervals count from `first`.

    Attributes:
        rule: RRULE value, such as "FREQ=WEEKLY;BYDAY=TH;BYHOUR=19;BYMINUTE=0".
        first: First instant, aware.
        zone: IANA name of the zone whose wall the rule speaks of.
        alternatives: Other plausible (rule, first), likeliest first.
        assumed: Whether no clock time was said, so that the one in `rule` is a default.
    """

    rule: str
    first: datetime
    zone: str
    alternatives: tuple[tuple[str, datetime], ...] = ()
    assumed: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether two readings lie more than an hour apart, so that the person should be asked."""
        return any(apart(self.first, first) for _, first in self.alternatives)

    def next_after(self, instant: datetime) -> datetime | None:
        """The first time strictly after `instant`, in the rule's zone; None when the rule has ended."""
        if is_after(self.first, instant):
            return self.first
        fields = dict(part.split("=", 1) for part in self.rule.split(";"))
        unit = _ELAPSED.get(fields["FREQ"])
        if unit is not None:
            length = unit * int(fields.get("INTERVAL", "1"))
            passed = timedelta(seconds=instant.timestamp() - self.first.timestamp())
            return elapse(self.first, length * (passed // length + 1))
        zone = ZoneInfo(self.zone)
        local = instant.astimezone(zone).replace(tzinfo=None)
        counted = "INTERVAL" in fields or "COUNT" in fields
        start = self.first.replace(tzinfo=None) if counted else local - timedelta(days=2)
        for wall in occurrences(self.rule, start, local - timedelta(days=2)):
            at = on_wall(wall, zone)
            if is_after(at, instant) and not is_after(self.first, at):
                return at
        return None


def occurrences(rule: str, start: datetime, after: datetime) -> Iterator[datetime]:
    """Naive wall times of a rule that counts from the day of `start`, from `after` on."""
    from dateutil.rrule import rrulestr

    yield from rrulestr(rule, dtstart=datetime.combine(start.date(), time())).xafter(after, inc=True)


def first_after(rule: str, now: datetime) -> datetime | None:
    """The first instant after `now` at which `rule`, without its interval, fires in the zone of `now`."""
    assert now.tzinfo is not None, "now is aware"
    plain = ";".join(part for part in rule.split(";") if not part.startswith("INTERVAL="))
    local = now.replace(tzinfo=None, fold=0) - timedelta(days=2)
    for wall in occurrences(plain, local, local):
        at = on_wall(wall, now.tzinfo)
        if is_after(at, now):
            return at
    return None
