"""Locks, garage doors, valves and the alarm. What opens or disarms the house always waits for a person."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

from memory.people import Role
from tools.contract import Args, Done, Risk, Verb
from tools.home.answers import say_card
from tools.home.arguments import Items, chosen, happened, observer, resolver, rooms, texts
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import OPEN_STATES, Kept
from tools.home.moving import move
from tools.home.orders import Order, Orders
from tools.home.restoring import arming

PHRASES = Path(__file__).parent / "phrases"
ArmMode = Literal["home", "away", "night", "vacation"]
_MODES = {"home": "at home", "away": "away", "night": "for the night", "vacation": "for a holiday"}


class Security:
    """What keeps a home shut."""

    def __init__(
        self, client: HomeAssistant, orders: Orders, alarm_code: Callable[[], Awaitable[str]]
    ) -> None:
        self.client = client
        self.orders = orders
        self._alarm_code = alarm_code

    async def lock(self, devices: Items, but: Items = ()) -> Done:
        """Lock doors.

        Args:
            devices: Locks by name or id, or groups such as "lock@all".
            but: Exceptions, in the same form; left as they are.
        """
        return await self._lock(devices, but, "locked")

    async def unlock(self, devices: Items, but: Items = ()) -> Done:
        """Unlock doors; always asks first.

        Args:
            devices: Locks by name or id, or groups such as "lock@all".
            but: Exceptions, in the same form; left as they are.
        """
        return await self._lock(devices, but, "unlocked")

    async def open_garage(self, devices: Items) -> Done:
        """Open garage doors or gates; always asks first.

        Args:
            devices: Garage doors by name or id, or groups such as "garage@all".
        """
        return await self._move(devices, 100)

    async def close_garage(self, devices: Items) -> Done:
        """Close garage doors or gates.

        Args:
            devices: Garage doors by name or id, or groups such as "garage@all".
        """
        return await self._move(devices, 0)

    async def open_valve(self, devices: Items) -> Done:
        """Open water or gas valves; always asks first.

        Args:
            devices: Valves by name or id, or groups such as "valve@all".
        """
        return await self._move(devices, 100)

    async def close_valve(self, devices: Items) -> Done:
        """Close water or gas valves.

        Args:
            devices: Valves by name or id, or groups such as "valve@all".
        """
        return await self._move(devices, 0)

    async def arm_alarm(self, devices: Items, mode: ArmMode) -> Done:
        """Arm the burglar alarm.

        Args:
            devices: Alarms by name or id, or "alarm@all".
            mode: "away" when everybody leaves, "home" while people are in, "night" for sleeping, "vacation".
        """
        return await self._arm(devices, f"arm_{mode}", f"armed_{mode}")

    async def disarm_alarm(self, devices: Items) -> Done:
        """Disarm the burglar alarm, also while it goes off; always asks first.

        Args:
            devices: Alarms by name or id, or "alarm@all".
        """
        return await self._arm(devices, "disarm", "disarmed")

    async def _lock(self, ids: Sequence[str], but: Sequence[str], state: str) -> Done:
        assert not but, "the door resolves exceptions"
        home = await self.client.home()
        call = ServiceCall(f"lock.{state.removesuffix('ed')}")
        orders = [
            Order(device, (call,), lambda now: now.state == state, Kept(id=device.id, state=state))
            for device in chosen(home, ids)
        ]
        return await self.orders.carry_out(orders)

    async def _move(self, ids: Sequence[str], position: int) -> Done:
        home = await self.client.home()
        return await self.orders.carry_out([move(device, position) for device in chosen(home, ids)])

    async def _arm(self, ids: Sequence[str], service: str, state: str) -> Done:
        home = await self.client.home()
        code = await self._alarm_code()
        orders = [
            Order(
                device,
                (arming(device, service, code),),
                lambda now: now.state == state,
                Kept(id=device.id, state=state),
            )
            for device in chosen(home, ids)
        ]
        return await self.orders.carry_out(orders)

    def say(self, what: str) -> Callable[[Args], Awaitable[str]]:
        """A card that says `what` of the named devices."""

        async def card(args: Args) -> str:
            home = await self.client.home()
            return say_card(what, chosen(home, texts(args, "devices")), home)

        return card

    async def say_arm(self, args: Args) -> str:
        """The card of `arm_alarm`."""
        home = await self.client.home()
        return say_card(f"Arm {{}} {_MODES[str(args['mode'])]}", chosen(home, texts(args, "devices")), home)


def _open(_: Args, kept: Kept) -> bool:
    return kept.state in OPEN_STATES


def verbs(subject: Security) -> tuple[Verb, ...]:
    """What `subject` can do."""

    def verb(
        run: Callable[..., Awaitable[Done]],
        slot: str,
        risk: Risk,
        role: Role,
        card: Callable[[Args], Awaitable[str]],
        followed: Callable[[Args, Kept], bool | None],
        keywords: str,
    ) -> Verb:
        return Verb(
            run,
            risk=risk,
            role=role,
            card=card,
            observe=observer(subject.orders),
            happened=happened(followed),
            resolve=resolver(subject.client, slot),
            target=rooms(subject.client),
            keywords=keywords,
        )

    write, danger = Risk.WRITE, Risk.DANGER
    say = subject.say
    return (
        verb(subject.lock, "lock", write, Role.CHILD, say("Lock"), _is("locked"), "door lock up night leave"),
        verb(
            subject.unlock, "lock", danger, Role.CHILD, say("Unlock"), _is("unlocked"), "door let in open key"
        ),
        verb(
            subject.open_garage, "garage", danger, Role.CHILD, say("Open"), _open, "garage door gate car up"
        ),
        verb(
            subject.close_garage,
            "garage",
            write,
            Role.CHILD,
            say("Close"),
            _is("closed"),
            "garage door gate down",
        ),
        verb(subject.open_valve, "valve", danger, Role.ADULT, say("Open"), _open, "water gas valve tap on"),
        verb(
            subject.close_valve,
            "valve",
            write,
            Role.TEEN,
            say("Close"),
            _is("closed"),
            "water gas valve leak off",
        ),
        verb(
            subject.arm_alarm,
            "alarm",
            write,
            Role.TEEN,
            subject.say_arm,
            _is_armed,
            "alarm set burglar away night",
        ),
        verb(
            subject.disarm_alarm,
            "alarm",
            danger,
            Role.TEEN,
            say("Disarm"),
            _is("disarmed"),
            "alarm off burglar",
        ),
    )


def _is(state: str) -> Callable[[Args, Kept], bool]:
    return lambda _, kept: kept.state == state


def _is_armed(args: Args, kept: Kept) -> bool:
    return kept.state == f"armed_{args['mode']}"
