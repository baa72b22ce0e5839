"""Who or what made a device what it is: people through HomeOps, others in Home Assistant, automations, or itself."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from memory import effects, household
from memory.db import Store
from memory.effects import Effect
from memory.errors import Unavailable
from tools.home.history.answers import Reason
from tools.home.homeassistant import HomeAssistant
from tools.home.kept import Kept, is_same, keep
from tools.home.models import Device, Home, Kind
from tools.home.past import LogEntry, Past
from tools.home.places import area_of
from tools.home.words import capital, format_time, say_device, say_number, say_state

_LATELY = timedelta(seconds=30)
_RECENT = 200
_LOOK_BACK = timedelta(days=3)
_DOMAINS = {"automation": "the automation", "script": "the script", "scene": "the scene"}


class _User(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    id: str


class Causes:
    """Looks for causes in HomeOps' own ledger first, then in Home Assistant's logbook."""

    def __init__(self, client: HomeAssistant, past: Past, store: Store) -> None:
        self._client = client
        self._past = past
        self._store = store

    async def explain(self, home: Home, device: Device, now: datetime, asker: str) -> Reason:
        """Why a device is as it is, told to the person with the id `asker`."""
        since = format_time(device.changed_at, now) if device.changed_at is not None else ""
        room = area_of(home, device)
        name = capital(say_device(device, home))
        if room is not None and room.casefold() not in name.casefold():
            name += f" ({room})"
        return Reason(
            name=name,
            state=say_state(device),
            since=since,
            because=_because(device),
            cause=await self._cause(device, since, now, asker),
        )

    async def _cause(self, device: Device, since: str, now: datetime, asker: str) -> str:
        ours = await self._ours(device)
        if ours is not None:
            told = ours.reason.strip() or (ours.answer or "").partition("\n")[0]
            asked = f" (“{told[:80]}”)" if told else ""
            who = "You" if ours.person == asker else await self._name(ours.person)
            return f"{who} asked me to{_when(format_time(ours.begun_at, now))}{asked}."
        entry = await self._last_entry(device, now)
        when = _when(since)
        if entry is not None:
            if (who := _who(entry)) is not None:
                return f"{who} did that{when}."
            if entry.context_user_id is not None or device.by is not None:
                return f"{await self._user(entry.context_user_id or device.by)} did that{when}."
        if device.by is not None:
            return f"{await self._user(device.by)} did that{when}."
        return f"It has been so since {since}; Home Assistant does not say why." if since else ""

    async def _ours(self, device: Device) -> Effect | None:
        """The change of ours that made it what it is, if nobody changed it since.

        A new set point or brightness is no new state to Home Assistant, so what we left behind is compared.
        """
        async with self._store.reading() as session:
            recent = await effects.recent(session, _RECENT)
        for each in recent:
            left = each.left.get(device.id) if isinstance(each.left, dict) else None
            if left is None or not isinstance(each.inverse, dict) or "verb" not in each.inverse:
                continue  # about something else, or it changed nothing
            ended = each.ended_at or each.begun_at
            is_later = device.changed_at is None or device.changed_at <= ended + _LATELY
            return each if is_later and is_same(keep(device), Kept.model_validate(left)) else None
        return None

    async def _last_entry(self, device: Device, now: datetime) -> LogEntry | None:
        start = min(device.changed_at or now, now) - timedelta(minutes=1)
        entries = await self._past.log(device.id, max(start, now - _LOOK_BACK), now)
        same = [each for each in entries if each.state in {None, device.state}]
        return same[-1] if same else None

    async def _name(self, person: str) -> str:
        """What somebody of the household is or was called."""
        async with self._store.reading() as session:
            names = {each.person.id: each.person.name for each in await household.members(session)}
        return names.get(person) or person.capitalize()

    async def _user(self, user: str | None) -> str:
        """Whose doing it was: our own token's, or somebody's in Home Assistant."""
        try:
            us = _User.model_validate(await self._client.ask("auth/current_user"))
        except (Unavailable, ValidationError):
            return "Somebody"
        return "Somebody through HomeOps" if us.id == user else "Somebody in Home Assistant's own app"


def _when(at: str) -> str:
    """A moment after a deed: " at 21:04", " yesterday 21:04"."""
    return f" at {at}" if at[:1].isdigit() else f" {at}".rstrip()


def _who(entry: LogEntry) -> str | None:
    if entry.context_domain in _DOMAINS:
        name = entry.context_name or entry.context_entity_id_name
        if not name:
            return None
        source = f", set off by {entry.context_source}" if entry.context_source else ""
        return f"{capital(_DOMAINS[entry.context_domain])} “{name}”{source}"
    return None


def _because(device: Device) -> str:
    """What the device itself says about why it works."""
    if device.kind is not Kind.CLIMATE:
        return ""
    now, wanted = device.number("current_temperature"), device.number("temperature")
    wanted = wanted if wanted is not None else device.number("target_temp_low")
    if device.text("hvac_action") != "heating" or now is None or wanted is None:
        return ""
    return f"It heats because it is {say_number(now)} {device.degrees} and shall be {say_number(wanted)} {device.degrees}."
