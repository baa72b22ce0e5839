"""What verbs about devices in general answer; `str()` is the chat answer."""

from collections.abc import Sequence
from typing import Self

from tools.home.answers import Standing, say_standings, to_standing
from tools.home.models import Device, Home, Noun
from tools.home.places import area_of
from tools.home.words import be, capital, say_device, say_state

MOST_LINES = 11
_PLURALS = {
    "light": "lights",
    "switch": "switches",
    "fan": "fans",
    "climate": "thermostats",
    "cover": "blinds",
    "garage": "garage doors",
    "media": "players",
    "lock": "locks",
    "alarm": "alarms",
    "valve": "valves",
    "vacuum": "vacuums",
    "sensor": "sensors",
}


class Found(Noun):
    """Devices that were looked for."""

    devices: tuple[Standing, ...]
    said: str

    @classmethod
    def of(
        cls, home: Home, devices: Sequence[Device], kind: str | None, area: str, state: str | None
    ) -> Self:
        """Put together from what was found and what was asked; `area` is where, such as "in the kitchen"."""
        what = _PLURALS.get(kind or "", "things")
        where = f" {area}" if area else ""
        if not devices:
            said = f"Nothing{where} is {state}." if state else f"I know of no {what}{where}."
            if state and kind:
                said = f"None of the {what}{where} is {state}."
            if state == "unavailable":
                said = f"All the {what}{where} answer." if kind else f"Everything{where} answers."
        else:
            rows = [f"{each.name}{_room(home, each, area)}: {say_state(each)}" for each in devices]
            shown = "that do not answer" if state == "unavailable" else state
            head = f"{len(devices)} {what}{f' {shown}' if shown else ''}{where}:"
            if len(rows) > MOST_LINES:
                rows = [*rows[: MOST_LINES - 1], f"… and {len(rows) - MOST_LINES + 1} more"]
            said = "\n".join([head, *rows]) if len(devices) > 1 else rows[0]
        return cls(devices=tuple(to_standing(each, home) for each in devices), said=said)

    def __str__(self) -> str:
        """A line for each device."""
        return self.said


class Shown(Noun):
    """How devices stand that were asked for."""

    devices: tuple[Standing, ...]
    said: str

    @classmethod
    def of(cls, home: Home, ids: Sequence[str]) -> Self:
        """Put together from the devices as they are now."""
        devices = [home.devices[each] for each in ids]
        if len(devices) <= 3:
            said = "\n".join(
                f"{capital(say_device(each, home))} {be([each.name])} {say_state(each)}." for each in devices
            )
        else:
            lines = [f"{capital(each)}." for each in say_standings(devices, home)]
            if len(lines) > MOST_LINES:
                lines = [*lines[: MOST_LINES - 1], f"… and {len(lines) - MOST_LINES + 1} more."]
            said = "\n".join(lines)
        return cls(devices=tuple(to_standing(each, home) for each in devices), said=said)

    def __str__(self) -> str:
        """How each of them stands."""
        return self.said


def _room(home: Home, device: Device, asked: str) -> str:
    area = area_of(home, device)
    is_told = asked.startswith("in ")  # of a whole floor's devices it is told in which room each is
    return f" ({area})" if area and not is_told and area.casefold() not in device.name.casefold() else ""
