"""How the pretend line is at any moment, past or present: the same every time it is asked."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import NormalDist
from zlib import crc32
from zoneinfo import ZoneInfo

from tools.network.speed.fake import How, PretendTarget, SpeedHouse

EVENING = 20.5
_NORMAL = NormalDist()
_SLOWER: dict[How, tuple[float, float]] = {
    "well": (1, 1),
    "slow_line": (1, 9),
    "wifi": (16, 4),
    "away": (1, 1),
}
"""By how the line is: how much longer answers take in the house and on the internet."""
_LOST: dict[How, tuple[float, float]] = {
    "well": (0, 0.1),
    "slow_line": (0, 5),
    "wifi": (9, 9),
    "away": (0, 100),
}
_RATE: dict[How, float] = {"well": 1, "slow_line": 0.12, "wifi": 0.25, "away": 0}


@dataclass(frozen=True, slots=True)
class Change:
    """From when on the line is how."""

    at: datetime
    how: How


class Weather:
    """The line of one house, which began at `began`; `changes` are what it was told since, oldest first."""

    def __init__(self, house: SpeedHouse, zone: ZoneInfo, began: datetime) -> None:
        self._house = house
        self._zone = zone
        self._spells = list(_spells(house, zone, began))
        self.changes: list[Change] = []

    def how(self, at: datetime) -> How:
        """How the line is at a moment."""
        told = [each for each in self.changes if each.at <= at]
        if told:
            return told[-1].how
        for start, end, how in self._spells:
            if start <= at < end:
                return how
        return "well"

    def milliseconds(self, target: PretendTarget, at: datetime) -> float | None:
        """How long a target takes; None where it does not answer."""
        how = self.how(at)
        if self.lost(target, at) >= 100:
            return None
        slower = _SLOWER[how][target.where == "internet"]
        busy = 1 + (0.2 * self._evening(at) if target.where == "internet" else 0)
        return round(target.ms * slower * busy * (1 + abs(_chance(target.name, at, 0.08))), 2)

    def lost(self, target: PretendTarget, at: datetime) -> float:
        """How many packets a target loses, in percent."""
        usual = _LOST[self.how(at)][target.where == "internet"]
        if usual in {0, 100}:
            return usual
        return round(max(0.0, usual + _chance(f"{target.name} lost", at, usual / 3)), 2)

    def lookup(self, name: str, at: datetime) -> float | None:
        """How long a resolver takes."""
        if self.how(at) == "away":
            return None
        usual = self._house.resolvers[name]
        return round(usual * (1 + abs(_chance(f"dns {name}", at, 0.15))), 2)

    def rate(self, at: datetime) -> float:
        """How fast something can be fetched, in Mbit/s."""
        busy = 1 - 0.08 * self._evening(at)
        chance = _chance("rate", at, 0.02)
        return round(self._house.download_mbit * _RATE[self.how(at)] * busy * (1 + chance), 2)

    def _evening(self, at: datetime) -> float:
        local = at.astimezone(self._zone)
        away = (local.hour + local.minute / 60 - EVENING + 12) % 24 - 12
        return math.exp(-(away**2) / 5)


def _chance(what: str, at: datetime, spread: float) -> float:
    """A normally distributed figure, the same for the same minute; cheap, as a month has many."""
    drawn = crc32(f"{what} {int(at.timestamp() // 60)}".encode())
    return _NORMAL.inv_cdf((drawn + 0.5) / 2**32) * spread


def _spells(house: SpeedHouse, zone: ZoneInfo, began: datetime) -> "list[tuple[datetime, datetime, How]]":
    now = house.now
    found: list[tuple[datetime, datetime, How]] = [
        (began - timedelta(minutes=now.since_minutes), began + timedelta(hours=now.for_hours), now.how)
    ]
    for each in house.spells:
        hour, minute = map(int, each.at.split(":"))
        day = began.astimezone(zone) - timedelta(days=each.days_ago)
        start = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        found.append((start, start + timedelta(minutes=each.minutes), each.how))
    return [each for each in found if each[2] != "well"]
