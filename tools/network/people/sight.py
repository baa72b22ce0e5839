"""The devices of the network as all Pi-holes see them together."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError, Unavailable
from tools.network.people.models import Seen
from tools.network.people.settings import MAC

if TYPE_CHECKING:
    from tools.network.pihole import Pihole
    from tools.network.pihole_models import SeenDevice

_NO_DEVICE = frozenset({"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})


class Sight:
    """What the Pi-holes see of the network."""

    def __init__(self, piholes: "Sequence[Pihole]") -> None:
        self._piholes = piholes
        self.last: Mapping[str, Seen] = {}

    async def look(self) -> Mapping[str, Seen]:
        """Every device with a MAC, by it; those of which only an address is known are left out (hosts behind routers).

        Raises:
            Unavailable: No Pi-hole answers.
        """
        told = await asyncio.gather(*(_devices(each) for each in self._piholes))
        if not any(each is not None for each in told):
            raise Unavailable("No Pi-hole answers, so I can't see the network; look whether they are on.")
        found: dict[str, Seen] = {}
        for pihole, devices in zip(self._piholes, told, strict=True):
            for seen in _seen(pihole.name, devices or ()):
                found[seen.id] = _merged(found[seen.id], seen) if seen.id in found else seen
        self.last = found
        return found


async def _devices(pihole: "Pihole") -> "Sequence[SeenDevice] | None":
    try:
        return await pihole.devices()
    except HomeOpsError:
        return None


def _seen(pihole: str, devices: "Iterable[SeenDevice]") -> Iterable[Seen]:
    for each in devices:
        mac = each.hwaddr.casefold()
        if MAC.fullmatch(mac) is None or mac in _NO_DEVICE:
            continue
        last = max([each.lastQuery, *(address.lastSeen for address in each.ips)])
        latest_first = sorted(each.ips, key=lambda address: -address.lastSeen)
        yield Seen(
            id=mac,
            called=next((address.name for address in latest_first if address.name), None),
            vendor=each.macVendor or None,
            ips=tuple(address.ip for address in latest_first),
            first_seen=datetime.fromtimestamp(each.firstSeen or last, UTC),
            last_seen=datetime.fromtimestamp(last, UTC),
            asked={pihole: each.numQueries},
        )


def _merged(one: Seen, other: Seen) -> Seen:
    return Seen(
        id=one.id,
        called=one.called or other.called,
        vendor=one.vendor or other.vendor,
        ips=tuple(dict.fromkeys((*one.ips, *other.ips))),
        first_seen=min(one.first_seen, other.first_seen),
        last_seen=max(one.last_seen, other.last_seen),
        asked={**one.asked, **other.asked},
    )
