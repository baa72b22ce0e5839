"""Watches who is on the network: a device that nobody knows is told once, with what can be said of it.

It is told first and kept afterwards: a kill between the two tells it again under the same key, which the house knows,
so that it is heard once. The other way round it might never be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tools.contract import Json
from tools.events import Noticed
from tools.network.people.models import NEXT, Known, Seen, is_private
from tools.network.people.words import say_minutes, say_when, tame
from tools.network.tables import Standing

if TYPE_CHECKING:
    from memory.clock import Clock
    from tools.events import Events
    from tools.network.people.keeper import Keeper
    from tools.network.people.naming import Naming
    from tools.network.people.registry import Registry
    from tools.network.people.sight import Sight

SEEN_AGAIN = timedelta(minutes=5)
"""When a device was seen last is written down no more often than this."""


@dataclass(slots=True)
class Watch:
    """Looks at the network every so often; `seen` is what it saw last."""

    registry: "Registry"
    sight: "Sight"
    naming: "Naming"
    keeper: "Keeper"
    events: "Events"
    clock: "Clock"

    async def run(self) -> None:
        """One round: what is new is told and kept. The very first learns what is there, without a word."""
        await self.look()

    async def look(self) -> Mapping[str, Seen]:
        """The devices as the Pi-holes see them, all of them kept.

        Raises:
            Unavailable: No Pi-hole answers.
        """
        seen = await self.sight.look()
        self.naming.notice(seen)
        known = await self.registry.devices()
        await self._note(known, seen)
        new = [each for mac, each in seen.items() if mac not in known]
        if not any(mac != NEXT for mac in known):
            learnt = [
                await self.registry.learn(each.id, each.first_seen, each.last_seen, Standing.OURS)
                for each in new
            ]
            await self.registry.put(*learnt)
            await self.keeper.settle()  # perhaps it is somebody's bedtime
        else:
            for each in new:
                await self._meet(each, known.get(NEXT))
        if new:
            await self.registry.devices()
        return seen

    async def ensure(self) -> None:
        """Learn what is there, where nothing is known yet."""
        if not any(mac != NEXT for mac in await self.registry.devices()):
            await self.look()

    async def _note(self, known: Mapping[str, Known], seen: Mapping[str, Seen]) -> None:
        again = [
            (mac, each.last_seen)
            for mac, each in seen.items()
            if mac in known and each.last_seen - known[mac].last_seen >= SEEN_AGAIN
        ]
        await self.registry.seen(again)

    async def _meet(self, seen: Seen, awaited: Known | None) -> None:
        now = self.clock.now()
        device = await self.registry.learn(seen.id, seen.first_seen, seen.last_seen, Standing.UNKNOWN)
        if device.standing is Standing.OURS:
            await self.registry.put(device)
            return
        if awaited is not None and (awaited.until is None or now < awaited.until):
            device = device.model_copy(
                update={"standing": Standing.GUEST, "until": awaited.until, "name": awaited.name}
            )
        if await self.events.publish(self._notice(device, seen)):
            return  # not everybody could be told: it is new again next time
        await self.registry.put(device)
        if device.standing is Standing.GUEST:
            await self.registry.forget(NEXT)
        elif self.registry.settings.block_unknown:
            await self.keeper.settle()

    def _notice(self, device: Known, seen: Seen) -> Noticed:
        what = describe(seen)
        guest_minutes = round(self.registry.settings.guest_hours * 60)
        block = ("Block it", "network_set_device_standing", _args(device, standing="blocked"))
        ours = ("It's ours", "network_set_device_standing", _args(device, standing="ours"))
        key = f"people:new:{device.id}"
        if device.standing is Standing.GUEST:
            until = "" if device.until is None else f" until {say_when(device.until, self.clock.now())}"
            return Noticed(key, f"The guest's device has come: {what}. It is online{until}.", (ours, block))
        held = " It stays offline until you say whose it is." if self.registry.settings.block_unknown else ""
        hint = (
            " Its address is made up, as phones do: it may be a phone of yours." if device.is_private else ""
        )
        guest = (
            f"A guest's, for {say_minutes(guest_minutes)}",
            "network_give_guest_access",
            _args(device, minutes=guest_minutes),
        )
        text = f"A device that I don't know is on the network: {what}.{held}{hint} Whose is it?"
        return Noticed(key, text, (ours, guest, block))


def describe(seen: Seen) -> str:
    """What can be said of a device that has no name from us, in plain signs: it chose them itself."""
    called, vendor = tame(seen.called or ""), tame(seen.vendor or "")
    by = f", made by {vendor}" if vendor and not is_private(seen.id) else ""
    at = f" at {tame(seen.ips[0])}" if seen.ips else ""
    return f"it calls itself “{called}”{by}{at}" if called else f"it gives no name{by}{at}"


def _args(device: Known, **more: Json) -> dict[str, Json]:
    return {"device": device.id, **more}


def is_here(last_seen: datetime, now: datetime) -> bool:
    """Whether a device that was seen then counts as on the network now."""
    return now - last_seen <= timedelta(minutes=20)
