"""Orders to devices: given together, and looked after until the devices show that they follow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from memory.errors import HomeOpsError, Unavailable
from tools.contract import Call, Done, Irreversible, Json
from tools.home.answers import Changed
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import Aspect, Kept, keep
from tools.home.line import CommandRefused
from tools.home.models import Device, Home
from tools.home.words import say_sorry, say_state

REFUSED_SECONDS = 0.3
PUT_BACK = "home_put_back"
_UNDER_WAY = {
    "opening": "open",
    "closing": "closed",
    "locking": "locked",
    "unlocking": "unlocked",
    "arming": "",
    "pending": "",
    "buffering": "playing",
}
"""States that end by themselves, and in what; "" where what was ordered decides."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one device is told, in turn, and how it is known to have followed."""

    device: Device
    calls: tuple[ServiceCall, ...]
    followed: Callable[[Kept], bool]
    goal: Kept | None = None
    """How it will stand once it has moved; what it shows on its way there counts as that."""


@dataclass(slots=True)
class Orders:
    """Gives orders to the devices of one Home Assistant."""

    client: HomeAssistant
    seconds: float
    _moving: dict[str, Kept] = field(default_factory=dict[str, Kept])

    async def carry_out(
        self, orders: Sequence[Order], aspect: Aspect = "all", say: Callable[[Device], str] = say_state
    ) -> Done:
        """Give the orders, wait until they are followed, and tell what is seen, as `say` tells it of a device.

        Raises:
            Unavailable: None of the devices followed.
        """
        home = await self.client.home()
        before = {each.device.id: self._remember(each.device, aspect) for each in orders}
        seen = {each.device.id: self._see(home, each.device.id, aspect) for each in orders}
        fault: HomeOpsError | None = None
        waiting = [each for each in orders if each.device.answers]
        given = 0
        for call, ids in _together(waiting):
            try:
                await self.client.serve(call, ids)
                given += 1
            except HomeOpsError as error:
                fault = error
        seconds = self.seconds if given or not isinstance(fault, CommandRefused) else REFUSED_SECONDS
        after = await self.client.wait_until(lambda now: self._all_follow(now, waiting, aspect), seconds)
        followed = [each for each in waiting if self._follows(after, each, aspect)]
        if not followed:
            raise fault or Unavailable(say_sorry([each.device for each in orders], after))
        for each in followed:
            self._note_way(after, each)
        left = {each.device.id: self._see(after, each.device.id, aspect) for each in orders}
        changed = [key for key in before if seen[key] != left[key]]
        return Done(
            answer=self._tell(after, orders, followed, changed, say),
            inverse=_inverse([before[key] for key in changed]),
            left={key: kept.plain() for key, kept in left.items()},
        )

    async def observe(self, ids: Iterable[str], aspect: Aspect = "all") -> Json:
        """How devices stand, for comparing: one that still moves as it was told counts as there already."""
        home = await self.client.home()
        return {key: self._see(home, key, aspect).plain() for key in ids if key in home.devices}

    def _remember(self, device: Device, aspect: Aspect) -> Kept:
        going = self._going(device)
        return going or keep(device, aspect, self.client.remembered(device.id))

    def _see(self, home: Home, key: str, aspect: Aspect) -> Kept:
        device = home.devices.get(key)
        if device is None:
            return Kept(id=key, state="unavailable")
        return self._going(device) or keep(device, aspect)

    def _going(self, device: Device) -> Kept | None:
        if device.state not in _UNDER_WAY:
            self._moving.pop(device.id, None)
        return self._moving.get(device.id)

    def _all_follow(self, home: Home, orders: Sequence[Order], aspect: Aspect) -> bool:
        return all(self._follows(home, each, aspect) for each in orders)

    def _follows(self, home: Home, order: Order, aspect: Aspect) -> bool:
        device = home.devices.get(order.device.id)
        return device is not None and (order.followed(keep(device, aspect)) or _is_on_its_way(device, order))

    def _note_way(self, home: Home, order: Order) -> None:
        device = home.devices[order.device.id]
        if order.goal is not None and device.state in _UNDER_WAY:
            self._moving[device.id] = order.goal

    def _tell(
        self,
        home: Home,
        orders: Sequence[Order],
        followed: Sequence[Order],
        changed: Sequence[str],
        say: Callable[[Device], str],
    ) -> Changed:
        reached = {each.device.id for each in followed}
        return Changed.of(
            home,
            followed=[home.devices[each.device.id] for each in followed],
            stuck=[
                home.devices.get(each.device.id, each.device)
                for each in orders
                if each.device.id not in reached
            ],
            is_new=bool(changed),
            say=say,
        )


def _is_on_its_way(device: Device, order: Order) -> bool:
    ends_in = _UNDER_WAY.get(device.state)
    if ends_in is None or order.goal is None:
        return False
    target, here = order.goal.data.get("current_position"), device.number("current_position")
    if isinstance(target, int | float) and here is not None:
        return here <= target if device.state == "opening" else here >= target
    return ends_in in {"", order.goal.state}


def _together(orders: Sequence[Order]) -> list[tuple[ServiceCall, list[str]]]:
    """The calls in turn, those that are the same for several devices as one."""
    merged: list[tuple[ServiceCall, list[str]]] = []
    for step in range(max((len(each.calls) for each in orders), default=0)):
        of_step: list[tuple[ServiceCall, list[str]]] = []
        for order in orders:
            if step < len(order.calls):
                call = order.calls[step]
                same = next((ids for other, ids in of_step if other == call), None)
                if same is None:
                    of_step.append((call, [order.device.id]))
                else:
                    same.append(order.device.id)
        merged += of_step
    return merged


def _inverse(before: Sequence[Kept]) -> Call | Irreversible:
    if not before:
        return Irreversible("It was so already, so nothing was changed.")
    devices: list[Json] = [each.plain() for each in before]
    return Call(PUT_BACK, {"devices": devices})
