"""What the house file says of the pretend Pi-holes and of who asks them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class PretendPihole(_Part):
    """A pretend Pi-hole at /network/dns/NAME; `ip` is its own address on the network, `share` how often it is asked."""

    name: str
    ip: str = "192.168.1.2"
    password: str = "simulated"  # noqa: S105 - a pretend one
    version: Literal[5, 6] = 6
    share: float = 0.5
    lists_days_ago: float = 2


class PretendDevice(_Part):
    """Something on the network; `name` is what it calls itself, `known_days` for how long it has been there.

    With `appears_minutes` it comes so long after the house began, as something new.
    """

    name: str | None = None
    mac: str
    ip: str
    vendor: str = ""
    known_days: float = 200
    appears_minutes: float | None = None


class PretendList(_Part):
    """A list that the Pi-holes subscribe to; `domains` are those that matter here, `number` how many it says it has."""

    address: str
    comment: str | None = None
    type: Literal["block", "allow"] = "block"
    domains: tuple[str, ...] = ()
    number: int = 1000
    enabled: bool = True


class PretendRule(_Part):
    """A domain that the Pi-holes' owner allowed or denied; `only` names the one Pi-hole that has it."""

    domain: str
    type: Literal["allow", "deny"] = "deny"
    kind: Literal["exact", "regex"] = "exact"
    comment: str | None = None
    enabled: bool = True
    only: str | None = None


class Habit(_Part):
    """What a device (by its own name or MAC) asks for, so many times a day."""

    device: str
    domain: str
    per_day: int = 24


class DnsHouse(_Part):
    """The part `[network.dns]` of a house file."""

    piholes: tuple[PretendPihole, ...] = ()
    devices: tuple[PretendDevice, ...] = ()
    lists: tuple[PretendList, ...] = ()
    rules: tuple[PretendRule, ...] = ()
    hosts: tuple[str, ...] = ()
    """Names of the house, each as "192.168.1.2 nas.lan"."""
    upstreams: tuple[str, ...] = ("9.9.9.9#53",)
    gateway: str = "192.168.1.1"
    habits: tuple[Habit, ...] = ()
    messages: tuple[str, ...] = ()
    """What the first Pi-hole complains about."""
