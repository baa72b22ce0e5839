"""What the network's verbs must not forget: whose device is whose, and when who is to be offline."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from memory.columns import Member, Moment, Row, Words


class Standing(StrEnum):
    """What a device is to the house."""

    OURS = "ours"
    GUEST = "guest"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class NetworkDeviceRow(Row, table=True):
    """A device that was seen on the network, or a guest's that is expected.

    `id` is its MAC. `owner` is a person's id, `until` the end of a guest's access. Names are those that people gave; what a
    device calls itself is the Pi-holes' to tell.
    """

    id: str = Field(primary_key=True, sa_type=Words)
    name: str | None = Field(default=None, sa_type=Words)
    owner: str | None = Field(default=None, sa_type=Words)
    standing: Standing = Field(sa_type=Member(Standing))
    until: datetime | None = Field(default=None, sa_type=Moment)
    first_seen: datetime = Field(sa_type=Moment)
    last_seen: datetime = Field(sa_type=Moment)


class NetworkHoursRow(Row, table=True):
    """When a person, or one device, is online.

    `bedtime` is the rule as JSON (start, end, days), None where there is none. Until `more_until` neither it nor a block holds.
    From `offline_since` on, who it is about is offline, until `offline_until` or, without that, until somebody ends it.
    """

    who: str = Field(primary_key=True, sa_type=Words)
    bedtime: str | None = Field(default=None, sa_type=Words)
    more_until: datetime | None = Field(default=None, sa_type=Moment)
    offline_since: datetime | None = Field(default=None, sa_type=Moment)
    offline_until: datetime | None = Field(default=None, sa_type=Moment)
