"""How lamps are dimmed and coloured."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Done, Json, Risk, Verb
from tools.home.answers import say_card
from tools.home.arguments import Items, Percent, chosen, happened, observer, resolver, rooms, texts
from tools.home.colours import COLOURS, can_colour, name_colour, shine_in
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import Kept, is_same
from tools.home.models import Device
from tools.home.orders import Order, Orders
from tools.home.words import say_state

PHRASES = Path(__file__).parent / "phrases"
_STEADY = frozenset({"onoff", "unknown"})


class Lights:
    """The lamps of a home."""

    def __init__(self, client: HomeAssistant, orders: Orders) -> None:
        self.client = client
        self.orders = orders

    async def set_level(
        self,
        devices: Items,
        level: Percent | None = None,
        by: Annotated[int, Field(ge=-100, le=100)] | None = None,
        but: Items = (),
    ) -> Done:
        """Dim or brighten lamps. Give `level`, or `by` for "brighter" and "dimmer".

        Args:
            devices: Names, ids, or groups such as "light@kitchen", "light@downstairs", "light@all".
            level: Brightness to set, 0 to 100 percent; 0 is off.
            by: Percent more (or less, negative) than now, -100 to 100; 25 or -25 where no amount was said.
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        _check(level, by)
        lamps = chosen(await self.client.home(), devices)
        lit = {each.id for each in lamps if each.state == "on"} or {each.id for each in lamps}
        orders = [
            _order(each, level)
            if level is not None
            else _order(each, _moved(each, by or 0))
            if each.id in lit  # of several, those that are off stay off, unless all are
            else Order(each, (), lambda _: True)
            for each in lamps
        ]
        return await self.orders.carry_out(orders)

    async def set_colour(self, devices: Items, colour: str, but: Items = ()) -> Done:
        """Give lamps a colour, or a warmer or colder white; lamps that are off are turned on.

        Args:
            devices: Names, ids, or groups such as "light@kitchen", "light@all".
            colour: "warm white", "white", "cold white", "red", "orange", "yellow", "green", "turquoise", "blue",
                "purple" or "pink".
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        _check_colour(colour)
        home = await self.client.home()
        orders = [
            Order(
                device,
                (ServiceCall("light.turn_on", data := shine_in(device, colour)),),
                lambda now, data=data: is_same(now, Kept(id=now.id, state="on", data=data)),
            )
            for device in chosen(home, devices)
        ]
        return await self.orders.carry_out(orders, say=_say_shine)

    async def say_level(self, args: Args) -> str:
        """The card of `set_level`."""
        home = await self.client.home()
        level, by = (each if isinstance(each := args.get(key), int) else None for key in ("level", "by"))
        _check(level, by)
        lamps = chosen(home, texts(args, "devices"))
        if by is None:
            return say_card(f"Set {{}} to {level} %", lamps, home)
        lit = [each for each in lamps if each.state == "on"]
        return say_card(f"Make {{}} {abs(by)} % {'brighter' if by > 0 else 'dimmer'}", lit or lamps, home)

    async def say_colour(self, args: Args) -> str:
        """The card of `set_colour`."""
        home = await self.client.home()
        return say_card(f"Make {{}} {args['colour']}", chosen(home, texts(args, "devices")), home)


def _say_shine(lamp: Device) -> str:
    """How a lamp shines, whites too: "on at 60 %, warm white"."""
    state, colour = say_state(lamp), name_colour(lamp) if lamp.state == "on" else ""
    return f"{state}, {colour}" if colour and not state.endswith(colour) else state


def can_dim(device: Device) -> bool:
    """Whether a lamp can be less than fully on."""
    modes = set(device.texts("supported_color_modes"))
    return not modes or bool(modes - _STEADY)


def _check(level: int | None, by: int | None) -> None:
    if (level is None) == (by is None):
        raise Mistake("Say how bright: a level from 0 to 100 percent, or how much more or less.")


def _check_colour(colour: str) -> None:
    if colour not in COLOURS:
        raise Mistake(f"I know no colour “{colour}”; I know {', '.join(COLOURS)}.")


def _moved(device: Device, by: int) -> int:
    now = (device.number("brightness") or 255) * 100 / 255 if device.state == "on" else 0
    return round(min(100, max(1 if now else 0, now + by)))


def _order(device: Device, level: int) -> Order:
    if level == 0:
        return Order(device, (ServiceCall("light.turn_off"),), lambda now: now.state == "off")
    call = ServiceCall("light.turn_on", {"brightness": round(level * 255 / 100)})
    return Order(device, (call,), lambda now: is_level(now, level))


def is_level(kept: Kept, level: int) -> bool:
    """Whether a lamp shines at `level` percent."""
    if level == 0:
        return kept.state == "off"
    wanted: Json = round(level * 255 / 100)
    return is_same(kept, Kept(id=kept.id, state="on", data={"brightness": wanted}))


def _is_at_level(args: Args, kept: Kept) -> bool | None:
    level = args.get("level")
    return is_level(kept, level) if isinstance(level, int) else None


def verbs(subject: Lights) -> tuple[Verb, ...]:
    """What `subject` can do."""
    return (
        Verb(
            subject.set_level,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_level,
            observe=observer(subject.orders),
            happened=happened(_is_at_level),
            resolve=resolver(subject.client, "light", can_dim),
            target=rooms(subject.client),
            keywords="dim brighter darker bright dark percent brightness lamp half",
        ),
        Verb(
            subject.set_colour,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_colour,
            observe=observer(subject.orders),
            resolve=resolver(subject.client, "light", can_colour),
            target=rooms(subject.client),
            keywords="color red blue green warm cold white lamp cosy",
        ),
    )
