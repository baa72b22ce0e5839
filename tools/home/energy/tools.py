"""How much energy the home and its devices used."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from memory.clock import Clock
from memory.errors import Mistake, Unavailable
from tools.contract import Verb
from tools.home.energy.answers import EnergyUse, Use
from tools.home.homeassistant import HomeAssistant
from tools.home.line import NONSENSE, CommandRefused
from tools.home.models import Device, Home, Kind
from tools.home.past import Amount, Past
from tools.home.places import area_of
from tools.home.settings import HomeSettings

PHRASES = Path(__file__).parent / "phrases"
PeriodWord = Literal["today", "yesterday", "this week", "last week", "this month", "last month"]
_TO_KWH = {"kWh": 1.0, "Wh": 0.001, "MWh": 1000.0}


_BACK = {
    "today": timedelta(days=1),
    "yesterday": timedelta(days=1),
    "this week": timedelta(days=7),
    "last week": timedelta(days=7),
    "this month": timedelta(days=28),
}
"""How far back lies what a period is compared with: the same hours of the day or week before."""


class _Source(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    type: str
    flow_from: list[dict[str, object]] = []


class _Consumer(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    stat_consumption: str


class _Preferences(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    energy_sources: list[_Source] = []
    device_consumption: list[_Consumer] = []


class Energy:
    """The energy meters of a home."""

    def __init__(self, client: HomeAssistant, past: Past, settings: HomeSettings, clock: Clock) -> None:
        self._client = client
        self._past = past
        self._settings = settings
        self._clock = clock

    async def show_energy(
        self,
        period: PeriodWord | None = None,
        start: AwareDatetime | None = None,
        end: AwareDatetime | None = None,
    ) -> EnergyUse:
        """Show how much electricity the home used, by device, with a chart; and how that compares with the time before.

        Args:
            period: "today", "yesterday", "this week", "last week", "this month" or "last month"; today if nothing is given.
            start: When the time begins instead, ISO 8601 with offset.
            end: When it ends, ISO 8601 with offset; now if left out.
        """
        now = self._clock.now()
        period = None if start is not None else period or "today"  # exact times are what is told then
        since, until = _span(period or "today", now) if start is None else (start.astimezone(now.tzinfo), now)
        if start is not None and end is not None:
            until = min(now, end.astimezone(now.tzinfo))
        if since >= until:
            raise Mistake("That time has not been yet, or ends before it begins; name a time in the past.")
        home = await self._client.home()
        whole, meters = await self._meters(home)
        if not meters and not whole:
            raise Mistake("Home Assistant knows no energy meter; add one on its energy page.")
        ids = sorted({*whole, *meters})
        back = _BACK.get(period or "", until - since)
        present, former = await asyncio.gather(
            self._used(home, ids, since, until), self._used(home, ids, since - back, until - back)
        )
        uses = [
            Use(name=_name(home, key), kwh=present[key])
            for key in meters
            if key in present and present[key] >= 0
        ]
        return EnergyUse(
            period=period,
            start=since,
            end=until,
            now=now,
            uses=tuple(sorted(uses, key=lambda each: -each.kwh)),
            whole=sum(present[key] for key in whole if key in present) if whole else None,
            before=_sum(former, whole or meters),
        )

    async def _meters(self, home: Home) -> tuple[list[str], list[str]]:
        """The meters of the whole house, and those of single devices."""
        known = [each for each in home.of_kind(Kind.SENSOR) if _is_meter(each)]
        whole, devices = await self._preferences()
        if self._settings.whole_house is not None:
            whole = [self._settings.whole_house]
        return whole, [each for each in devices or [one.id for one in known] if each not in whole]

    async def _preferences(self) -> tuple[list[str], list[str]]:
        """What Home Assistant's energy page was told; nothing where it has none."""
        try:
            told = _Preferences.model_validate(await self._client.ask("energy/get_prefs"))
        except CommandRefused:
            return [], []
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error
        flows = [flow.get("stat_energy_from") for each in told.energy_sources for flow in each.flow_from]
        return [str(each) for each in flows if each], [
            each.stat_consumption for each in told.device_consumption
        ]

    async def _used(self, home: Home, ids: list[str], since: datetime, until: datetime) -> dict[str, float]:
        """Kilowatt-hours by meter; a meter without statistics is left out."""
        amounts = await self._past.amounts(ids, since, until, "hour")
        return {key: _add(each) * _scale(home, key) for key, each in amounts.items() if each}


def _is_meter(device: Device) -> bool:
    return device.text("device_class") == "energy" and device.text("unit_of_measurement") in _TO_KWH


def _scale(home: Home, key: str) -> float:
    device = home.devices.get(key)
    return _TO_KWH.get(device.text("unit_of_measurement"), 1.0) if device is not None else 1.0


def _add(amounts: list[Amount]) -> float:
    return sum(each.change for each in amounts if each.change is not None)


def _sum(used: dict[str, float], ids: list[str]) -> float | None:
    found = [used[key] for key in ids if key in used]
    return sum(found) if found else None


def _name(home: Home, key: str) -> str:
    """What a meter measures: "Dishwasher energy" is the dishwasher."""
    device = home.devices.get(key)
    if device is None:
        return key.partition(".")[2].replace("_", " ")
    name = device.name
    for word in (" energy consumption", " energy", " consumption", " total"):
        name = name[: -len(word)] if name.casefold().endswith(word) else name
    return name or area_of(home, device) or device.name


def _span(period: PeriodWord, now: datetime) -> tuple[datetime, datetime]:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    week = day - timedelta(days=day.weekday())
    month = day.replace(day=1)
    spans = {
        "today": (day, now),
        "yesterday": (day - timedelta(days=1), day),
        "this week": (week, now),
        "last week": (week - timedelta(days=7), week),
        "this month": (month, now),
        "last month": ((month - timedelta(days=1)).replace(day=1), month),
    }
    return spans[period]


def verbs(subject: Energy) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.show_energy,
            keywords="electricity power kwh used consumption meter today week bill dishwasher most",
        ),
    )
