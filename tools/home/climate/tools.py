"""How the heating is set."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Done, Risk, Verb
from tools.home.answers import say_card
from tools.home.arguments import Items, chosen, happened, observer, resolver, rooms, texts
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import Kept
from tools.home.models import Device
from tools.home.orders import Order, Orders
from tools.home.putting_back import is_extreme
from tools.home.settings import HomeSettings
from tools.home.words import say_number

PHRASES = Path(__file__).parent / "phrases"
Mode = Literal["off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only"]
_NEAR = 0.26
_MODES = {
    "off": "off",
    "heat": "to heating",
    "cool": "to cooling",
    "heat_cool": "to heating and cooling",
    "auto": "to automatic",
    "dry": "to drying",
    "fan_only": "to only blowing",
}


class Climate:
    """The heating and cooling of a home."""

    def __init__(self, client: HomeAssistant, orders: Orders, settings: HomeSettings) -> None:
        self.client = client
        self.orders = orders
        self._settings = settings

    async def set_temperature(
        self,
        devices: Items,
        temperature: Annotated[float, Field(ge=-30, le=120)] | None = None,
        by: Annotated[float, Field(ge=-20, le=20)] | None = None,
        but: Items = (),
    ) -> Done:
        """Set how warm it shall be. Give `temperature`, or `by` for "warmer" and "colder"; what is off is turned on, but of
        several that are to be warmer or colder only those that run are changed.

        Args:
            devices: Names, ids, or groups such as "climate@bedroom", "climate@upstairs", "climate@all".
            temperature: Degrees to set, in the home's unit.
            by: Degrees more (or less, negative) than now; 1 or -1 where no amount was said.
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        _check(temperature, by)
        meant = _meant(chosen(await self.client.home(), devices), by)
        orders = [_order(device, _goal(device, temperature, by)) for device in meant]
        return await self.orders.carry_out(orders)

    async def set_climate_mode(self, devices: Items, mode: Mode, but: Items = ()) -> Done:
        """Turn heating or cooling on, off or to automatic.

        Args:
            devices: Names, ids, or groups such as "climate@bedroom", "climate@upstairs", "climate@all".
            mode: "heat" (also for plainly on), "off", "cool", "heat_cool", "auto", "dry" or "fan_only".
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        home = await self.client.home()
        orders: list[Order] = []
        for device in chosen(home, devices):
            wanted = _nearest_mode(device, mode)
            call = ServiceCall("climate.set_hvac_mode", {"hvac_mode": wanted})
            orders.append(Order(device, (call,), lambda now, wanted=wanted: now.state == wanted))
        return await self.orders.carry_out(orders)

    def weigh(self, args: Args) -> Risk:
        """Extremes are asked about: what bakes a nursery, freezes a pipe, or costs a fortune."""
        temperature, by = _amounts(args)
        for device in _meant(chosen(self.client.last_seen, texts(args, "devices")), by):
            set_to = _goal(device, temperature, by)
            if is_extreme(self._settings, Kept(id=device.id, state="heat", data={**set_to})):
                return Risk.DANGER
        return Risk.WRITE

    async def say_temperature(self, args: Args) -> str:
        """The card of `set_temperature`."""
        home = await self.client.home()
        temperature, by = _amounts(args)
        devices = _meant(chosen(home, texts(args, "devices")), by)
        unit = devices[0].degrees if devices else ""
        if by is None:
            return say_card(f"Set {{}} to {say_number(temperature or 0)} {unit}", devices, home)
        more = "warmer" if by > 0 else "colder"
        return say_card(f"Set {{}} {say_number(abs(by))} {unit} {more}", devices, home)

    async def say_mode(self, args: Args) -> str:
        """The card of `set_climate_mode`."""
        home = await self.client.home()
        return say_card(f"Turn {{}} {_MODES[str(args['mode'])]}", chosen(home, texts(args, "devices")), home)


def _amounts(args: Args) -> tuple[float | None, float | None]:
    """The temperature or the difference that was asked for; exactly one of them."""
    temperature, by = (
        amount if isinstance(amount := args.get(key), int | float) else None for key in ("temperature", "by")
    )
    _check(temperature, by)
    return temperature, by


def _check(temperature: float | None, by: float | None) -> None:
    if (temperature is None) == (by is None):
        raise Mistake("Say how warm: a temperature, or how many degrees more or less.")


def _meant(devices: Sequence[Device], by: float | None) -> Sequence[Device]:
    """Which of the named are changed: "a bit colder" turns nothing on, unless all of them are off."""
    running = [each for each in devices if each.state != "off"]
    return running if by is not None and running else devices


def _goal(device: Device, temperature: float | None, by: float | None) -> dict[str, float]:
    """What the thermostat is told: one temperature, or both ends of a range moved together."""
    low, high = device.number("target_temp_low"), device.number("target_temp_high")
    now = device.number("temperature")
    if now is None and low is not None and high is not None:
        middle = (low + high) / 2
        shift = by if by is not None else (temperature or 0) - middle
        return {"target_temp_low": low + shift, "target_temp_high": high + shift}
    if temperature is not None:
        return {"temperature": temperature}
    start = now if now is not None else device.number("current_temperature")
    if start is None:
        raise Mistake("It is not known how warm it is set; say a temperature.")
    return {"temperature": start + (by or 0)}


def _order(device: Device, goal: dict[str, float]) -> Order:
    on = () if device.state != "off" else (_turn_on(device),)
    call = ServiceCall("climate.set_temperature", {**goal})
    return Order(device, (*on, call), lambda now: now.state != "off" and is_set(now, goal))


def is_set(kept: Kept, goal: dict[str, float]) -> bool:
    """Whether a thermostat is set so, give or take the rounding of its own steps."""
    return all(
        isinstance(value := kept.data.get(key), int | float) and abs(value - wanted) <= _NEAR
        for key, wanted in goal.items()
    )


def _turn_on(device: Device) -> ServiceCall:
    return ServiceCall("climate.set_hvac_mode", {"hvac_mode": _nearest_mode(device, "heat")})


def _nearest_mode(device: Device, mode: str) -> str:
    """The mode itself, or what comes nearest to "on" for a device that can't heat alone."""
    known = device.texts("hvac_modes")
    if mode in known or not known:
        return mode
    if mode == "heat":
        return next((each for each in ("auto", "heat_cool", "cool") if each in known), mode)
    raise Mistake(f"{device.name} can't do that; it can {', '.join(known).replace('_', ' ')}.")


def _is_set(args: Args, kept: Kept) -> bool | None:
    temperature = args.get("temperature")
    if not isinstance(temperature, int | float) or "temperature" not in kept.data:
        return None
    return kept.state != "off" and is_set(kept, {"temperature": temperature})


def verbs(subject: Climate) -> tuple[Verb, ...]:
    """What `subject` can do."""
    resolve, target = resolver(subject.client, "climate"), rooms(subject.client)
    return (
        Verb(
            subject.set_temperature,
            risk=Risk.WRITE,
            role=Role.TEEN,
            escalate=subject.weigh,
            card=subject.say_temperature,
            observe=observer(subject.orders),
            happened=happened(_is_set),
            resolve=resolve,
            target=target,
            keywords="heating thermostat warm warmer cold colder degrees freezing hot radiator",
        ),
        Verb(
            subject.set_climate_mode,
            risk=Risk.WRITE,
            role=Role.TEEN,
            card=subject.say_mode,
            observe=observer(subject.orders),
            happened=happened(lambda args, kept: kept.state == args["mode"]),
            resolve=resolve,
            target=target,
            keywords="heating on off cooling air conditioning thermostat auto",
        ),
    )
