"""What can be set about who is on the network, under `[network.people]` of homeops.toml."""

import re
from datetime import time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")


class DeviceSettings(BaseModel):
    """A device that the family knows; what is said of it in a chat later on takes this one's place."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    mac: str
    """Its MAC address, such as "a4:83:e7:10:20:30"."""
    name: str
    """What the family calls it, such as "Leo's tablet"."""
    owner: str = ""
    """Whose it is, by name; nobody's of their own if left out."""
    essential: bool = False
    """Never cut off: the router, a Pi-hole, the machine that HomeOps runs on."""

    @field_validator("mac")
    @classmethod
    def _is_a_mac(cls, value: str) -> str:
        plain = value.strip().casefold().replace("-", ":")
        if MAC.fullmatch(plain) is None:
            raise ValueError("is no MAC address; write one such as a4:83:e7:10:20:30")
        return plain


class BedtimeSettings(BaseModel):
    """When somebody's devices are offline; what is said of it in a chat later on takes this one's place."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    person: str
    """Who, by name."""
    start: time
    """When it begins, such as 20:00."""
    end: time
    """When it ends, on the next morning where that is not later than `start`."""
    days: tuple[Weekday, ...] = WEEK
    """On which days it begins; every day if left out."""


class PeopleSettings(BaseModel):
    """Who is on the network, as the Pi-holes of `[network.dns]` see it; without them nothing of it is connected."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    devices: tuple[DeviceSettings, ...] = ()
    """Devices that the family knows."""
    bedtimes: tuple[BedtimeSettings, ...] = ()
    """When whose devices are offline."""
    block_unknown: bool = False
    """Whether a device that nobody knows stays offline until somebody says whose it is."""
    guest_hours: float = Field(default=12, gt=0, le=24 * 14)
    """How long a guest's device is online, where nobody says."""
