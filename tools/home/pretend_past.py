"""The past of a pretend home: what sensors measured, what meters counted, who did what. The same every time."""

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from tools.home.pretend import PretendHome
from tools.home.pretend_house import HomeHouse, PretendDevice
from tools.home.pretend_state import Logged

Period = Literal["5minute", "hour", "day", "month"]
REMEMBERED = timedelta(days=366)
_HOUR = timedelta(hours=1)


class PretendMemory:
    """What the recorder of a pretend home has kept."""

    def __init__(self, house: HomeHouse, home: PretendHome, zone: ZoneInfo) -> None:
        self._devices = {each.id: each for each in house.devices}
        self._home = home
        self._zone = zone

    def statistic_ids(self) -> list[JsonValue]:
        """What is counted for longer than single states are kept."""
        return [
            {"statistic_id": key, "has_mean": one.past is not None, "has_sum": one.kwh_per_day is not None}
            for key, one in self._devices.items()
            if one.past is not None or one.kwh_per_day is not None
        ]

    def statistics(
        self, key: str, start: datetime, end: datetime, period: Period, now: datetime
    ) -> list[JsonValue]:
        """One row a period, up to the last whole hour."""
        device = self._devices.get(key)
        if device is None or (device.past is None and device.kwh_per_day is None):
            return []
        rows: dict[datetime, list[float]] = {}
        for at in _hours(max(start, now - REMEMBERED), min(end, now)):
            rows.setdefault(self._floor(at, period), []).append(self.value(device, at))
        return [self._row(device, at, values) for at, values in rows.items()]

    def value(self, device: PretendDevice, at: datetime) -> float:
        """What a sensor measured, or a meter counted, in the hour from `at` on."""
        local = at.astimezone(self._zone)
        chance = random.Random(f"{device.id} {at.astimezone(UTC):%Y-%m-%dT%H}")
        hour = local.hour + local.minute / 60
        if device.kwh_per_day is not None:
            bump = math.exp(-(((hour - device.peak_hour + 12) % 24 - 12) ** 2) / 8)
            weekend = 1.15 if local.weekday() >= 5 else 1.0
            return device.kwh_per_day / 24 * (0.35 + 3.1 * bump) * weekend * chance.uniform(0.7, 1.3)
        past = device.past
        assert past is not None
        daily = past.daily * math.cos((hour - past.peak_hour) * math.tau / 24)
        yearly = past.yearly * math.cos((local.timetuple().tm_yday - 200) * math.tau / 365)
        return min(past.high, max(past.low, past.level + daily + yearly + chance.gauss(0, past.noise)))

    def history(self, key: str, start: datetime, end: datetime, now: datetime) -> list[JsonValue]:
        """The states of an entity, oldest first; what held at `start` comes first with that time."""
        entity = self._home.state.entities.get(key)
        if entity is None:
            return []
        device = self._devices.get(key)
        if device is not None and device.past is not None:
            points = [(at, f"{self.value(device, at):.1f}") for at in _hours(start, min(end, now))]
        else:
            points = self._changes(key, start, end)
        attributes: JsonValue = {}
        return [
            {
                "entity_id": key,
                "state": state,
                "attributes": attributes,
                "last_changed": at.isoformat(),
                "last_updated": at.isoformat(),
            }
            for at, state in points
        ]

    def log(self, key: str | None, start: datetime, end: datetime) -> list[JsonValue]:
        """The logbook's lines."""
        wanted = [
            each for each in self._home.state.log if key in {None, each.entity} and start <= each.when <= end
        ]
        return [self._line(each) for each in wanted]

    def _changes(self, key: str, start: datetime, end: datetime) -> list[tuple[datetime, str]]:
        """What is logged, after what held at the start; an entity without any line was always as it is."""
        changes = [
            (each.when, each.state) for each in self._home.state.log if each.entity == key and each.when < end
        ]
        before = [state for when, state in changes if when < start]
        head = before[-1:] if changes else [self._home.state.entities[key].state]
        return [
            *((start, state) for state in head),
            *((when, state) for when, state in changes if when >= start),
        ]

    def _line(self, logged: Logged) -> JsonValue:
        line: dict[str, JsonValue] = {
            "when": logged.when.isoformat(),
            "state": logged.state,
            "entity_id": logged.entity,
            "name": str(
                self._home.state.entities[logged.entity].attributes.get("friendly_name", logged.entity)
            ),
        }
        if logged.user is not None:
            line["context_user_id"] = logged.user
        if logged.service is not None:
            domain = logged.entity.partition(".")[0]
            line |= {
                "context_event_type": "call_service",
                "context_domain": domain,
                "context_service": logged.service,
            }
        if logged.origin is not None:
            domain, _, name = logged.origin.partition(" ")
            line |= {
                "context_domain": domain,
                "context_name": name,
                "context_event_type": f"{domain}_triggered",
            }
        return line

    def _row(self, device: PretendDevice, at: datetime, values: list[float]) -> JsonValue:
        row: dict[str, JsonValue] = {
            "start": int(at.timestamp() * 1000),
            "end": int((at + _HOUR).timestamp() * 1000),
        }
        if device.kwh_per_day is not None:
            row["change"] = round(sum(values), 3)
        else:
            row["mean"] = round(sum(values) / len(values), 2)
        return row

    def _floor(self, at: datetime, period: Period) -> datetime:
        if period in {"hour", "5minute"}:
            return at
        local = at.astimezone(self._zone).replace(hour=0)
        return local.replace(day=1) if period == "month" else local


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    """The whole hours from `start` on that are over by `end`."""
    at = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    at += _HOUR if at < start else timedelta()
    while at + _HOUR <= end:
        yield at
        at += _HOUR
