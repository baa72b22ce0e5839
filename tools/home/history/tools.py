"""How a device was over a time, and why it is as it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, Field

from memory.clock import Clock
from memory.errors import Mistake
from tools.contract import Caller, Json, Verb
from tools.home.arguments import Items
from tools.home.history.answers import DeviceHistory, Reading, Reasons, Spell
from tools.home.history.causes import Causes
from tools.home.homeassistant import HomeAssistant
from tools.home.models import ABSENT, SWITCHABLE, Device, Kind
from tools.home.names import find_devices
from tools.home.past import Amount, Moment, Past, choose_period
from tools.home.words import say_state

PHRASES = Path(__file__).parent / "phrases"
USUAL_HOURS = 24.0
MOST_HOURS = 24.0 * 800
_STATES_FOR = timedelta(days=8)
"""For longer times the statistics are asked: Home Assistant forgets single states after ten days."""
_MOST_REASONS = 4


class History:
    """The past of a home."""

    def __init__(self, client: HomeAssistant, past: Past, causes: Causes, clock: Clock) -> None:
        self.client = client
        self._past = past
        self._causes = causes
        self._clock = clock

    async def show_history(
        self,
        device: Annotated[str, Field(min_length=1)],
        hours: Annotated[float, Field(gt=0, le=MOST_HOURS)] | None = None,
        start: AwareDatetime | None = None,
        end: AwareDatetime | None = None,
    ) -> DeviceHistory:
        """Show how one device or sensor was over a time, with a chart where it measures something.

        Args:
            device: A device or sensor by name or id, such as "living room temperature".
            hours: How many hours back from `end`; the last 24 if neither this nor `start` is given.
            start: When the time begins, ISO 8601 with offset.
            end: When it ends, ISO 8601 with offset; now if left out.
        """
        now = self._clock.now()
        until = now if end is None else min(now, end.astimezone(now.tzinfo))
        back = timedelta(hours=hours or USUAL_HOURS)
        since = until - back if start is None else start.astimezone(now.tzinfo)
        if since >= until:
            raise Mistake("That time has not been yet, or ends before it begins; name a time in the past.")
        found = find_devices(await self.client.home(), device, "device")
        if len(found) != 1:
            raise Mistake("I can show the past of one thing at a time; name one of them.")
        return await self._history(found[0], since, until, now)

    async def explain_state(self, devices: Items, caller: Caller) -> Reasons:
        """Tell why something is on, off, open, warm and so on: who or what caused it, and when.

        Args:
            devices: Names, ids, or groups such as "climate@all" for "the heating".
            caller: Who wants to know.
        """
        home = await self.client.home()
        found = [each for item in devices for each in find_devices(home, item, "device")]
        busy = [each for each in found if each.state not in {"off", *ABSENT}] if len(found) > 1 else found
        chosen = (busy or found)[:_MOST_REASONS]
        now = self._clock.now()
        asker = caller.person.id
        return Reasons(reasons=tuple([await self._causes.explain(home, each, now, asker) for each in chosen]))

    async def _history(
        self, device: Device, since: datetime, until: datetime, now: datetime
    ) -> DeviceHistory:
        readings: list[Reading] = []
        moments: list[Moment] = []
        if device.kind is Kind.CLIMATE or until - since <= _STATES_FOR:
            moments = await self._past.states(device.id, since, until)
            readings = _numbers(moments) if device.kind is Kind.SENSOR else []
        if device.kind is Kind.SENSOR and len(readings) < 3:
            amounts = await self._past.amounts([device.id], since, until, choose_period(until - since))
            readings = _figures(amounts.get(device.id, [])) or readings
        values = [each.value for each in readings]
        return DeviceHistory(
            name=device.name,
            unit=device.text("unit_of_measurement"),
            start=since,
            end=until,
            now=now,
            readings=tuple(readings),
            lowest=min(values, default=None),
            highest=max(values, default=None),
            average=sum(values) / len(values) if values else None,
            spells=() if readings else _spells(device, moments),
            hours_on=_hours_on(moments, until) if device.kind in SWITCHABLE else None,
        )


def _numbers(moments: Sequence[Moment]) -> list[Reading]:
    readings: list[Reading] = []
    for each in moments:
        try:
            readings.append(Reading(at=each.last_changed, value=float(each.state)))
        except ValueError:
            continue
    return readings


def _figures(amounts: Sequence[Amount]) -> list[Reading]:
    """A sensor's means, or of a meter what each period added."""
    found = [(each.at, each.mean if each.mean is not None else each.change) for each in amounts]
    return [Reading(at=at, value=value) for at, value in found if value is not None]


def _spells(device: Device, moments: Sequence[Moment]) -> tuple[Spell, ...]:
    kept: dict[str, Json] = {"device_class": device.text("device_class")}
    return tuple(
        Spell(at=each.last_changed, state=say_state(replace(device, state=each.state, attributes=kept)))
        for each in moments
        if each.state not in ABSENT
    )


def _hours_on(moments: Sequence[Moment], until: datetime) -> float | None:
    if not any(each.state in {"on", "off"} for each in moments):
        return None
    ends = [*(each.last_changed for each in moments[1:]), until]
    spells = (end - each.last_changed for each, end in zip(moments, ends, strict=True) if each.state == "on")
    return sum(spells, timedelta()) / timedelta(hours=1)


def verbs(subject: History) -> tuple[Verb, ...]:
    """What `subject` can do; all of it only looks."""
    return (
        Verb(
            subject.show_history,
            keywords="was last night yesterday chart graph over time when temperature humidity",
        ),
        Verb(subject.explain_state, keywords="why who turned on off reason because heating light"),
    )
