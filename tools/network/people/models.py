"""The nouns of who is on the network."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict

from tools.network.people.settings import WEEK, Weekday
from tools.network.tables import Standing
from tools.trust import Ours, Untrusted

NEXT = "next"
"""Stands for the guest's device that has not come yet."""
_NIGHTS: Mapping[str, tuple[Weekday, ...]] = {
    "every day": WEEK,
    "every night": WEEK,
    "school nights": ("sun", "mon", "tue", "wed", "thu"),
    "weekdays": ("mon", "tue", "wed", "thu", "fri"),
    "weekends": ("fri", "sat"),
}


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _read_days(value: object) -> object:
    """Days out of words such as "school nights"; a bedtime belongs to the evening on which it begins."""
    if not isinstance(value, str):
        return value
    said = value.strip().casefold()
    return _NIGHTS.get(said) or [word[:3] for word in said.replace(",", " ").split() if word != "and"]


Days = Annotated[tuple[Weekday, ...], BeforeValidator(_read_days)]


class Bedtime(Noun):
    """From when to when somebody is offline, by the clock of the house; `days` are those on which it begins."""

    start: time
    end: time
    days: Days = WEEK


class Hours(Noun):
    """When a person, or one device, is online (see `NetworkHoursRow`)."""

    who: Ours
    bedtime: Bedtime | None = None
    more_until: AwareDatetime | None = None
    offline_since: AwareDatetime | None = None
    offline_until: AwareDatetime | None = None


class Known(Noun):
    """What the house keeps of a device, whether it is there or not (see `NetworkDeviceRow`)."""

    id: Untrusted
    name: Untrusted | None = None
    owner: Ours | None = None
    standing: Standing = Standing.UNKNOWN
    until: AwareDatetime | None = None
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    essential: bool = False

    @property
    def is_private(self) -> bool:
        """Whether its address was made up, as phones do to be followed less easily."""
        return is_private(self.id)


class Seen(Noun):
    """A device as the Pi-holes see it together; `asked` counts its questions by the Pi-hole's name."""

    id: Untrusted
    called: Untrusted | None = None
    vendor: Untrusted | None = None
    ips: tuple[Untrusted, ...] = ()
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    asked: dict[Ours, int] = {}


def is_private(mac: str) -> bool:
    """Whether a MAC is locally administered: the second bit of its first byte (IEEE 802, section 8.4)."""
    try:
        return bool(int(mac[:2], 16) & 2)
    except ValueError:
        return False
