"""How much each device asks of the resolvers, hour by hour, and whether that is far off what it usually asks.

Robust statistics: the median of the same hour of the day (one hour to either side) over the last four weeks, and the median
absolute deviation times 1.4826, which estimates a standard deviation without being moved by a few odd days (Rousseeuw and
Croux 1993). Nothing is said before a week is known.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from tools.events import Noticed
from tools.network.people.words import say_minutes
from tools.network.tables import Standing

if TYPE_CHECKING:
    from memory.clock import Clock
    from memory.samples import Samples
    from tools.events import Events
    from tools.network.people.models import Seen
    from tools.network.people.naming import Naming
    from tools.network.people.registry import Registry
    from tools.network.people.watch import Watch

EVERY = timedelta(minutes=10)
_LONGEST_GAP = timedelta(minutes=30)
_WEEKS = timedelta(weeks=4)
_LEAST_KNOWN = timedelta(days=7)
_LEAST_SAMPLES = 12
_LEAST_QUESTIONS = 300
_TIMES = 4
_DEVIATIONS = 8
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Usual:
    """What a device asks in an hour at this time of the day: the median, its spread, the most there ever was."""

    middle: float
    spread: float
    most: float
    days: int

    def is_far_off(self, count: float) -> bool:
        """Whether so many questions in an hour are far more than usual."""
        spread = max(self.spread, math.sqrt(self.middle), 1.0)
        return count > max(
            _LEAST_QUESTIONS, _TIMES * self.middle, self.middle + _DEVIATIONS * spread, self.most
        )


def usual_of(past: Sequence[tuple[datetime, float]], now: datetime) -> Usual | None:
    """What is usual at this time of the day; None while less than a week is known."""
    if not past or now - past[0][0] < _LEAST_KNOWN:
        return None
    counts = [
        count
        for at, count in past
        if abs((at.astimezone(now.tzinfo).hour - now.hour + 12) % 24 - 12) <= 1
        and now - at >= timedelta(hours=3)
    ]
    if len(counts) < _LEAST_SAMPLES:
        return None
    middle = median(counts)
    spread = 1.4826 * median(abs(count - middle) for count in counts)
    return Usual(middle, spread, max(counts), (now - past[0][0]).days)


def series_of(mac: str) -> str:
    """The series of a device's questions an hour; each value belongs to the hour that begins at its instant."""
    return f"network.dns.{mac}"


@dataclass(slots=True)
class Traffic:
    """Counts questions and tells what is far off."""

    watch: "Watch"
    registry: "Registry"
    naming: "Naming"
    samples: "Samples"
    events: "Events"
    clock: "Clock"
    _counted: dict[tuple[str, str], tuple[datetime, int]] = field(
        default_factory=dict[tuple[str, str], tuple[datetime, int]]
    )

    async def run(self) -> None:
        """One round: what was asked since the last one is added to this hour's counts."""
        now = self.clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        grown = {mac: self._grown(seen, now) for mac, seen in (await self.watch.look()).items()}
        rows: list[tuple[str, datetime, float]] = []
        for mac, more in grown.items():
            if more is not None:
                held = await self.samples.latest(series_of(mac))
                before = held[1] if held is not None and held[0] == hour else 0.0
                rows.append((series_of(mac), hour, before + more))
        await self.samples.keep(rows)
        for series, _, count in rows:
            await self._judge(series.removeprefix(series_of("")), count, now)

    def _grown(self, seen: "Seen", now: datetime) -> int | None:
        """How many questions more than last time; None where there is no last time to speak of."""
        grown: list[int] = []
        for pihole, count in seen.asked.items():
            at, before = self._counted.get((pihole, seen.id), (None, 0))
            self._counted[(pihole, seen.id)] = (now, count)
            if at is not None and now - at <= _LONGEST_GAP:
                grown.append(max(0, count - before))  # less than before: the Pi-hole counts anew
        return sum(grown) if grown else None

    async def usual(self, mac: str, now: datetime) -> Usual | None:
        """What a device usually asks in an hour at this time of the day."""
        return usual_of(await self.samples.between(series_of(mac), now - _WEEKS, now), now)

    async def today(self, mac: str, now: datetime) -> int | None:
        """How many questions it has asked since midnight, as far as they were counted."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = await self.samples.between(series_of(mac), midnight, now + _HOUR)
        return round(sum(count for _, count in hours)) if hours else None

    async def _judge(self, mac: str, count: float, now: datetime) -> None:
        if count <= _LEAST_QUESTIONS:
            return
        usual = await self.usual(mac, now)
        device = self.registry.held.get(mac)
        if usual is None or device is None or not usual.is_far_off(count):
            return
        minutes = max(1, now.minute)
        name = self.naming.say(device)
        text = (
            f"Unusual: {name} has asked for {count:,.0f} names in the last {say_minutes(minutes)}. At this time of the day it is "
            f"about {usual.middle:,.0f} an hour, and never more than {usual.most:,.0f} in {usual.days} days. "
            "A new app or an update may do that, so may malware."
        )
        options = ()
        if device.standing is not Standing.BLOCKED and not device.essential:
            options = (("Take it offline for an hour", "network_block_person", {"who": mac, "minutes": 60}),)
        await self.events.publish(Noticed(f"people:traffic:{mac}:{now.date()}", text, options))
