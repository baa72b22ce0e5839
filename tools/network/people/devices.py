"""The verbs about who is on the network: whose a device is, and whether it may be there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from memory.errors import Mistake
from tools.contract import Args, Call, Done, Irreversible, Json
from tools.network.people.answers import DeviceChanged, DeviceLine, DeviceShown, NetworkShown
from tools.network.people.models import NEXT, Known
from tools.network.people.watch import is_here
from tools.network.tables import Standing

if TYPE_CHECKING:
    from tools.network.people.hours import OnlineHours
    from tools.network.people.household import Household
    from tools.network.people.nights import Reason
    from tools.network.people.traffic import Traffic
    from tools.network.people.watch import Watch

PUT_BACK = "network_put_back_device"
NOBODY = frozenset(
    {"nobody", "no one", "noone", "none", "everybody", "everyone", "the house", "house", "us", "all of us"}
)
GivenStanding = Literal["ours", "guest", "blocked"]
Long = Annotated[int, Field(ge=5, le=20160)]


class NetworkDevices:
    """The devices of the network."""

    def __init__(
        self, watch: "Watch", hours: "OnlineHours", household: "Household", traffic: "Traffic"
    ) -> None:
        self.watch = watch
        self.registry = watch.registry
        self.naming = watch.naming
        self.keeper = watch.keeper
        self.clock = watch.clock
        self.hours = hours
        self.household = household
        self.traffic = traffic

    async def list_devices(self, person: str | None = None) -> NetworkShown:
        """Show who is on the network now: devices by person, guests, unknown ones, and what is kept offline.

        Args:
            person: Only this person's devices, by name; all if left out.
        """
        await self.watch.look()
        reasons = await self.keeper.reasons()
        lines = [await self._line(each, reasons) for each in self.registry.held.values() if each.id != NEXT]
        name = None if person is None else await self.household.name_of(person)
        kept = [each for each in lines if name is None or each.owner == name]
        return NetworkShown(devices=tuple(sorted(kept, key=lambda each: each.name.casefold())), person=name)

    async def show_device(self, device: str) -> DeviceShown:
        """Show a device: whose it is, its addresses, since when it is known, how much it asks of the Pi-holes.

        Args:
            device: The device by name or MAC.
        """
        seen = (await self.watch.look()).get(device)
        known, now = self.registry.held[device], self.clock.now()
        usual = await self.traffic.usual(device, now)
        return DeviceShown(
            device=await self._line(known, await self.keeper.reasons()),
            ips=seen.ips if seen is not None else (),
            vendor=seen.vendor if seen is not None else None,
            is_private=known.is_private,
            first_seen=known.first_seen,
            last_seen=known.last_seen,
            until=known.until if known.standing is Standing.GUEST else None,
            asked_today=await self.traffic.today(device, now),
            usual_an_hour=None if usual is None else round(usual.middle),
            now=now,
        )

    async def name_device(self, device: str, name: str | None = None, owner: str | None = None) -> Done:
        """Say what a device is called or whose it is; that makes it one of ours.

        Args:
            device: The device by its present name or MAC.
            name: What to call it from now on; as before if left out.
            owner: Whose it is, by name, or "nobody"; as before if left out.
        """
        if not name and not owner:
            raise Mistake("Say what to call it or whose it is, such as “the tablet is Leo's”.")
        update: dict[str, object] = {"standing": Standing.OURS, "until": None}
        update |= {"name": name.strip()} if name else {}
        update |= {"owner": None if owner in NOBODY else owner} if owner else {}
        return await self._change(device, update)

    async def set_device_standing(self, device: str, standing: GivenStanding) -> Done:
        """Say whether a device is ours, a guest's, or blocked (offline for good).

        Args:
            device: The device by name or MAC.
            standing: "ours", "guest", or "blocked".
        """
        known = self.registry.held[device]
        if standing == "blocked" and known.essential:
            raise Mistake(f"The house needs {self.naming.say_safely(known)}, so it is never blocked.")
        return await self._change(device, {"standing": Standing(standing), "until": None})

    async def give_guest_access(
        self, device: str | None = None, minutes: Long | None = None, until: datetime | None = None
    ) -> Done:
        """Let a guest's device be online until a time; it ends by itself.

        Args:
            device: The device by name or MAC; the next new one that comes if left out.
            minutes: How long, 5 to 20160; half a day if this and `until` are left out.
            until: When it ends.
        """
        now = self.clock.now()
        hours = self.registry.settings.guest_hours
        end = until if minutes is None else now + timedelta(minutes=minutes)
        end = end or now + timedelta(hours=hours)
        if end <= now:
            raise Mistake("That time is over already; name a later one.")
        return await self._change(device or NEXT, {"standing": Standing.GUEST, "until": end})

    async def end_guest_access(self, device: str | None = None) -> Done:
        """End a guest's access now: their device goes offline.

        Args:
            device: The device by name or MAC; the only guest's one if left out.
        """
        whom = device or self._only_guest()
        if whom == NEXT:
            return await self._forget(NEXT)
        if self.registry.held[whom].standing is not Standing.GUEST:
            raise Mistake(
                f"{self.naming.say_safely(self.registry.held[whom])} is no guest's device; say “block” for that."
            )
        return await self._change(whom, {"until": self.clock.now()})

    async def put_back_device(self, device: str, known: Known | None = None) -> Done:
        """Bring back what a device was to the house; used to undo.

        Args:
            device: The device.
            known: What was kept of it; nothing if left out.
        """
        if known is None:
            return await self._forget(device)
        return await self._change(
            device, known.model_dump(exclude={"id", "first_seen", "last_seen", "essential"})
        )

    def _only_guest(self) -> str:
        now = self.clock.now()
        guests = [
            each
            for each in self.registry.held.values()
            if each.standing is Standing.GUEST and (each.until is None or now < each.until)
        ]
        if len(guests) == 1:
            return guests[0].id
        names = ", ".join(self.naming.say_safely(each) for each in guests)
        raise Mistake(f"Say whose access ends: {names}." if guests else "No guest's device is online.")

    async def _change(self, device: str, update: Mapping[str, object]) -> Done:
        held, now = await self.registry.devices(), self.clock.now()
        before = held.get(device)
        base = before or Known(id=device, first_seen=now, last_seen=now)
        await self.registry.put(base.model_copy(update=update))
        return await self._done(device, before)

    async def _forget(self, device: str) -> Done:
        before = (await self.registry.devices()).get(device)
        if before is None:
            raise Mistake("No guest's device is waited for.")
        await self.registry.forget(device)
        return await self._done(device, before)

    async def _done(self, device: str, before: Known | None) -> Done:
        settled = await self.keeper.settle()
        present = self.registry.held.get(device)
        is_moved = before is None or present is None or before.standing is not present.standing
        shown = present or before
        assert shown is not None
        macs = [device] if device != NEXT and (is_moved or device in settled.offline) else []
        answer = DeviceChanged(
            device=await self._line(shown, await self.keeper.reasons()),
            until=shown.until,
            followed=self.hours.followed(macs, settled),
            now=self.clock.now(),
            is_next=device == NEXT,
            is_forgotten=present is None,
        )
        left = await self.observe({"device": device})
        inverse: Call | Irreversible = Call(PUT_BACK, {"device": device, "known": plain(before)})
        return Done(answer, inverse, left)

    async def _line(self, known: Known, reasons: "Mapping[str, Reason]") -> DeviceLine:
        return DeviceLine(
            id=known.id,
            name=self.naming.say(known),
            owner=await self.household.name_of(known.owner) if known.owner else None,
            standing=known.standing,
            is_here=is_here(known.last_seen, self.clock.now()),
            offline=reasons.get(known.id),
        )

    async def observe(self, args: Args) -> Json:
        """What is kept of the device, without when it was seen."""
        device = args.get("device")
        kept = (await self.registry.devices()).get(device if isinstance(device, str) else NEXT)
        return (
            None
            if kept is None
            else kept.model_dump(mode="json", include={"name", "owner", "standing", "until"})
        )


def plain(known: Known | None) -> Json:
    """What is kept of a device as plain data."""
    return None if known is None else known.model_dump(mode="json")
