"""The devices of the house: what the Pi-holes saw, with the names and owners that people gave them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from memory.errors import HomeOpsError, Unavailable
from tools.contract import Name
from tools.network.pihole_models import Client, SeenDevice
from tools.network.piholes import Piholes

FRESH_SECONDS = 30.0
FIRST_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What people said of a device: its MAC (or IP where that is not known), name, and id of the person who owns it."""

    id: str
    name: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A device; `id` is its MAC in small letters, or its IP. `trusted` says that someone of the house named it.

    `called` are the names that it gives itself.
    """

    id: str
    name: str
    owner: str | None = None
    ips: tuple[str, ...] = ()
    vendor: str = ""
    first_seen: float = 0.0
    last_asked: float = 0.0
    trusted: bool = False
    called: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All by which a Pi-hole may know it."""
        return tuple(dict.fromkeys((self.id, *self.ips)))


class Devices:
    """Everything that was seen on the network or that people named; the last known is answered at once.

    `known` yields what people said of devices; the subject that keeps those puts it here.
    """

    def __init__(self, piholes: Piholes) -> None:
        self._piholes = piholes
        self.known: Callable[[], Awaitable[Sequence[Known]]] = _nothing
        self._last: tuple[Device, ...] = ()
        self._at = 0.0
        self._loading: asyncio.Task[None] | None = None

    @property
    def last(self) -> Sequence[Device]:
        """All devices as they were last seen, without asking."""
        return self._last

    async def all(self) -> Sequence[Device]:
        """All devices as they are now.

        Raises:
            Unavailable: No Pi-hole answers, and nobody named one.
        """
        seen = await self._piholes.ask(lambda each: each.devices()) if self._piholes.each else None
        clients = await self._piholes.ask(lambda each: each.clients()) if self._piholes.each else None
        known = await self.known()
        if seen is not None and not seen.said and not known:
            seen.any()
        tables = [device for table in (seen.said.values() if seen else ()) for device in table]
        notes = [client for table in (clients.said.values() if clients else ()) for client in table]
        self._last = join(tables, notes, known)
        self._at = time.monotonic()
        return self._last

    async def owned(self, person: str) -> Sequence[Device]:
        """The devices of a person, by the person's id."""
        return [each for each in await self.all() if each.owner == person]

    async def recent(self) -> Sequence[Device]:
        """All devices without waiting long: the last known, which are asked for afresh meanwhile."""
        if time.monotonic() - self._at > FRESH_SECONDS:
            if self._loading is None or self._loading.done():
                self._loading = asyncio.create_task(self._load())
            if not self._at:
                await asyncio.wait({self._loading}, timeout=FIRST_SECONDS)
        return self._last

    async def names(self) -> Sequence[Name]:
        """What people may call the devices, for the sentences that name one."""
        return [Name(each.id, each.name, trusted=each.trusted) for each in await self.recent()]

    async def refresh(self) -> None:
        """Ask for them afresh; a dead Pi-hole leaves the last known."""
        await self._load()

    async def close(self) -> None:
        """Stop asking."""
        if self._loading is not None:
            self._loading.cancel()
            with suppress(asyncio.CancelledError):
                await self._loading

    async def _load(self) -> None:
        with suppress(HomeOpsError):
            await self.all()
        self._at = time.monotonic()


def join(seen: Sequence[SeenDevice], clients: Sequence[Client], known: Sequence[Known]) -> tuple[Device, ...]:
    """One entry a device, from what several Pi-holes saw, what was noted on them, and what people said."""
    named = {normal(each.id): each for each in known}
    noted = {
        normal(each.client): each.comment
        for each in clients
        if each.comment and not each.comment.startswith(OURS)
    }
    found: dict[str, Device] = {}
    for one in seen:
        device = _merged(one, named, noted, found)
        if device.id not in _NOBODY:
            found[device.id] = device
    for each in known:
        if not any(normal(each.id) in device.keys for device in found.values()):
            key = normal(each.id)
            found[key] = Device(id=key, name=each.name, owner=each.owner, trusted=True)
    return tuple(sorted(found.values(), key=lambda each: each.name.casefold()))


def _merged(
    one: SeenDevice, named: Mapping[str, Known], noted: Mapping[str, str], found: Mapping[str, Device]
) -> Device:
    """What one Pi-hole saw of a device, beside what is known of it already."""
    ips = tuple(dict.fromkeys(normal(each.ip) for each in one.ips))
    by_ip = one.hwaddr.startswith("ip-")
    key = normal(one.hwaddr) if not by_ip else (ips[0] if ips else normal(one.hwaddr[3:]))
    before = found.get(key, Device(id=key, name="", first_seen=one.firstSeen))
    said = next((named[each] for each in (key, *ips) if each in named), None)
    note = next((noted[each] for each in (key, *ips) if each in noted), None)
    called = tuple(dict.fromkeys((*before.called, *(each.name for each in one.ips if each.name))))
    own = called[0] if called else None
    return Device(
        id=key,
        name=said.name if said else note or own or before.name or one.macVendor or key,
        owner=said.owner if said else None,
        ips=tuple(dict.fromkeys((*before.ips, *ips))),
        vendor=one.macVendor or before.vendor,
        first_seen=min(one.firstSeen, before.first_seen),
        last_asked=max(one.lastQuery, before.last_asked),
        trusted=said is not None or note is not None,
        called=called,
    )


OURS = "HomeOps"
"""With this begins the comment of what HomeOps put into a Pi-hole."""
_NOBODY = frozenset({"127.0.0.1", "::1", "00:00:00:00:00:00", "0.0.0.0"})  # noqa: S104 - no address is bound


def normal(id: str) -> str:  # noqa: A002
    """A MAC or an IP in the one form in which it is compared."""
    return id.strip().casefold().replace("-", ":") if id.count("-") == 5 else id.strip().casefold()


async def _nothing() -> Sequence[Known]:
    return ()


def only(devices: Sequence[Device], id: str) -> Device:  # noqa: A002
    """The device of that id.

    Raises:
        Unavailable: It is not known any more.
    """
    found = next((each for each in devices if each.id == id), None)
    if found is None:
        raise Unavailable("That device is not on the network any more; ask who is on the network.")
    return found
