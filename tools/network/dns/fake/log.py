"""What the devices of the house asked a pretend Pi-hole, and what it said to them."""

import ipaddress
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tools.network.dns.fake.house import DnsHouse, PretendDevice, PretendPihole
from tools.network.dns.fake.state import PiholeState

DAY = 86400.0


@dataclass(frozen=True)
class Asked:
    """A question of the log."""

    id: int
    time: float
    domain: str
    device: PretendDevice
    status: str
    list_id: int | None


class Log:
    """The questions of the last day, made up from the habits of the house: the same ones whenever it is looked at."""

    def __init__(self, house: DnsHouse, pihole: PretendPihole, first: PiholeState) -> None:
        self._house = house
        self._pihole = pihole
        self._first = first
        self._devices = {key: each for each in house.devices for key in (each.mac, each.name) if key}

    def last_day(self, state: PiholeState, now: float) -> list[Asked]:
        """What was asked in the 24 hours before now, the latest first."""
        said: dict[tuple[bool, str, str], tuple[str, int | None]] = {}
        found: list[Asked] = []
        for number, time, domain, device in self._times(now):
            key = (state.changed is not None and time > state.changed, domain, device.mac)
            if key not in said:
                said[key] = judge(state if key[0] else self._first, domain, device)
            status, by = said[key]
            found.append(Asked(number, time, domain, device, status, by))
        return sorted(found, key=lambda each: -each.time)

    def _times(self, now: float) -> Iterator[tuple[int, float, str, PretendDevice]]:
        for habit in self._house.habits:
            pace = DAY / habit.per_day
            for k in range(int((now - DAY) // pace), int(now // pace) + 1):
                number = zlib.crc32(f"{habit.device} {habit.domain} {k}".encode())
                time = (k + number % 997 / 997) * pace
                if now - DAY < time <= now and self._is_mine(number):
                    yield number, time, habit.domain, self._devices[habit.device]

    def _is_mine(self, number: int) -> bool:
        """Each question goes to one of the Pi-holes, as often as their shares say."""
        at = number // 997 % 1000 / 1000 * sum(each.share for each in self._house.piholes)
        for each in self._house.piholes:
            at -= each.share
            if at < 0:
                return each.name == self._pihole.name
        return False


def judge(state: PiholeState, domain: str, device: PretendDevice) -> tuple[str, int | None]:
    """What a Pi-hole says to a device that asks for a domain, and the number of the rule or list that says so."""
    enabled = {each.id for each in state.groups if each.enabled}
    groups = enabled & set(_groups(state, device))
    rules = [each for each in state.rules if each.enabled and groups & set(each.groups)]
    allowed = [each for each in rules if each.type == "allow" and fits(each.kind, each.domain, domain)]
    if allowed:
        return _passed(domain), allowed[0].id
    denied = [each for each in rules if each.type == "deny" and fits(each.kind, each.domain, domain)]
    for each in denied:
        if each.kind == "exact":
            return "DENYLIST", each.id
    lists = [
        each for each in state.lists if each.enabled and groups & set(each.groups) and domain in each.domains
    ]
    if lists and not any(each.type == "allow" for each in lists):
        return "GRAVITY", lists[0].id
    return ("REGEX", denied[0].id) if denied else (_passed(domain), None)


def _groups(state: PiholeState, device: PretendDevice) -> list[int]:
    """By IP first, then by subnet, MAC and name, as the real one looks."""
    ranks = [
        (
            0
            if each.client == device.ip
            else 1
            if _is_within(device.ip, each.client)
            else 2
            if each.client.lower() == device.mac
            else 3,
            each,
        )
        for each in state.clients
        if each.client.lower() in {device.ip, device.mac, (device.name or "").lower()}
        or _is_within(device.ip, each.client)
    ]
    return min(ranks, key=lambda rank: rank[0])[1].groups if ranks else [0]


def _is_within(ip: str, subnet: str) -> bool:
    try:
        return "/" in subnet and ipaddress.ip_address(ip) in ipaddress.ip_network(subnet, strict=False)
    except ValueError:
        return False


def fits(kind: str, pattern: str, domain: str) -> bool:
    """Whether a rule's pattern means a domain."""
    if kind == "exact":
        return pattern == domain
    try:
        return re.search(pattern.partition(";")[0], domain, re.IGNORECASE) is not None
    except re.error:
        return False


def _passed(domain: str) -> str:
    return "CACHE" if zlib.crc32(domain.encode()) % 3 else "FORWARDED"
