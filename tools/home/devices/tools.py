"""What people may ask about everything in the home, and how it is turned on and off."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Done, Json, Name, Risk, Verb
from tools.home.answers import say_card
from tools.home.arguments import Items, chosen, happened, observer, resolver, rooms, texts
from tools.home.devices.answers import Found, Shown
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.kept import Kept, is_same
from tools.home.models import Device, Home, Kind
from tools.home.names import find_devices, name_places, name_slot, name_warmth
from tools.home.orders import Order, Orders
from tools.home.places import GROUPS, find_place, gather, places, say_where
from tools.home.putting_back import Restorer, read_kept
from tools.home.words import join_words

PHRASES = Path(__file__).parent / "phrases"
KindWord = Literal[
    "light",
    "switch",
    "fan",
    "climate",
    "cover",
    "garage",
    "media",
    "lock",
    "alarm",
    "valve",
    "vacuum",
    "sensor",
]
PLACED_SLOTS = tuple(slot for slot in GROUPS if slot != "alarm")
NAMED_SLOTS = (
    "device",
    "light",
    "switchable",
    "cover",
    "climate",
    "media",
    "lock",
    "sensor",
    "alarm",
    "garage",
    "valve",
    "fan",
    "switch",
)


class Devices:
    """The devices of a home."""

    def __init__(self, client: HomeAssistant, orders: Orders, restorer: Restorer) -> None:
        self.client = client
        self.orders = orders
        self.restorer = restorer
        self._named: dict[str, tuple[object, Sequence[Name]]] = {}

    async def find_devices(
        self,
        kind: KindWord | None = None,
        area: str | None = None,
        state: Literal["on", "off", "open", "closed", "locked", "unlocked", "playing", "unavailable"]
        | None = None,
    ) -> Found:
        """List what there is in the home, or what is on, open or unlocked, with how it stands.

        Args:
            kind: Only this kind; all kinds if left out.
            area: Only in this room or on this floor, by name or id, such as "kitchen" or "upstairs".
            state: Only what is in this state: what is on, what is open, what does not answer.
        """
        home = await self.client.home()
        place = find_place(home, area) if area is not None else None
        if area is not None and place is None:
            known = join_words([place.words[0] for place in places(home).values() if place.words]) or "none"
            raise Mistake(f"There is no room called “{area}”; there is {known}.")
        group = f"{kind or 'device'}@{area or 'all'}"
        devices = gather(home, group) if kind != "vacuum" else home.of_kind(Kind.VACUUM)
        found = [each for each in devices or () if state is None or _stands(each, state)]
        where = "" if place is None else say_where(place)
        return Found.of(home, found, kind, where, state)

    async def show_state(self, devices: Items) -> Shown:
        """Show how devices, rooms' lights, sensors and so on stand right now.

        Args:
            devices: Names, ids, or groups such as "light@kitchen", "device@kitchen", "climate@all", "lock@all".
        """
        home = await self.client.home()
        found = [each for item in devices for each in find_devices(home, item, "device")]
        return Shown.of(home, list(dict.fromkeys(each.id for each in found)))

    async def turn_on(self, devices: Items, but: Items = ()) -> Done:
        """Turn on lights, switches, plugs, fans or media players.

        Args:
            devices: Names, ids, or groups such as "light@kitchen", "light@downstairs", "switchable@office", "light@all".
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        return await self._switch(devices, on=True)

    async def turn_off(self, devices: Items, but: Items = ()) -> Done:
        """Turn off lights, switches, plugs, fans or media players.

        Args:
            devices: Names, ids, or groups such as "light@kitchen", "light@downstairs", "switchable@office", "light@all".
            but: Exceptions, in the same form; left as they are.
        """
        assert not but, "the door resolves exceptions"
        return await self._switch(devices, on=False)

    async def put_back(self, devices: Annotated[Sequence[Kept], Field(min_length=1, max_length=300)]) -> Done:
        """Bring devices back to how they stood before; used to undo.

        Args:
            devices: The devices, each with its state before.
        """
        return await self.restorer.put_back(devices)

    async def _switch(self, ids: Sequence[str], *, on: bool) -> Done:
        home = await self.client.home()
        orders = [
            Order(
                device,
                (ServiceCall(f"{device.domain}.turn_{'on' if on else 'off'}"),),
                is_on if on else is_off,
            )
            for device in chosen(home, ids)
        ]
        return await self.orders.carry_out(orders, "state")

    async def say_on(self, args: Args) -> str:
        """The card of `turn_on`."""
        home = await self.client.home()
        return say_card("Turn on", chosen(home, texts(args, "devices")), home)

    async def say_off(self, args: Args) -> str:
        """The card of `turn_off`."""
        home = await self.client.home()
        return say_card("Turn off", chosen(home, texts(args, "devices")), home)

    async def name(self, slot: str) -> Sequence[Name]:
        """The names for a slot of the templates."""
        return await self._known(slot, name_slot)

    async def name_places(self, slot: str) -> Sequence[Name]:
        """The rooms and floors that have something of a slot, by their groups."""
        return await self._known(slot, name_places)

    async def _known(self, slot: str, make: Callable[[Home, str], list[Name]]) -> Sequence[Name]:
        """Names that seldom change, made anew only when the home has."""
        home = await self.client.home()
        structure, key = _structure(home), f"{make.__name__} {slot}"
        known = self._named.get(key)
        if known is None or known[0] != structure:
            known = self._named[key] = (structure, make(home, slot))
        return known[1]

    async def name_warmth(self) -> Sequence[Name]:
        """What tells how warm a place is, by the place: its thermometer, or else its thermostat."""
        return name_warmth(await self.client.home())

    async def name_areas(self) -> Sequence[Name]:
        """The rooms and floors."""
        known = places(await self.client.home())
        return [Name(place.id, word) for place in known.values() for word in place.words]


def _structure(home: Home) -> object:
    """All that names depend on."""
    devices = [
        (each.id, each.name, each.kind, each.area, each.aliases, each.hidden)
        for each in home.devices.values()
    ]
    return devices, home.areas, home.floors


def is_on(kept: Kept) -> bool:
    """Whether a device is on, in whatever way."""
    return kept.state not in {None, "off", "unavailable", "unknown", "standby"}


def is_off(kept: Kept) -> bool:
    """Whether a device is off."""
    return kept.state in {"off", "standby"}


def _stands(device: Device, state: str) -> bool:
    match state:
        case "on":
            return (
                device.kind in GROUPS["switchable"]
                and device.answers
                and device.state not in {"off", "standby"}
            )
        case "unavailable":
            return not device.answers
        case "open":
            doors = {"door", "window", "opening", "garage_door"}
            is_contact = device.domain == "binary_sensor" and device.text("device_class") in doors
            return device.state == "open" or (is_contact and device.state == "on")
        case _:
            return device.state == state


def verbs(subject: Devices) -> tuple[Verb, ...]:
    """What `subject` can do."""
    resolve = resolver(subject.client, "switchable")
    target = rooms(subject.client)
    return (
        Verb(subject.find_devices, keywords="list what is on open left rooms lights windows doors house"),
        Verb(
            subject.show_state,
            keywords="is it on off open locked temperature warm humidity how many degrees battery",
        ),
        Verb(
            subject.turn_on,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_on,
            observe=observer(subject.orders, "state"),
            happened=happened(lambda _, kept: is_on(kept)),
            resolve=resolve,
            target=target,
            keywords="light lamp dark switch plug fan tv start",
        ),
        Verb(
            subject.turn_off,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=subject.say_off,
            observe=observer(subject.orders, "state"),
            happened=happened(lambda _, kept: is_off(kept)),
            resolve=resolve,
            target=target,
            keywords="light lamp bright switch plug fan tv stop bed leave",
        ),
        Verb(
            subject.put_back,
            risk=Risk.WRITE,
            role=Role.CHILD,
            escalate=subject.restorer.weigh,
            card=subject.restorer.say,
            observe=subject.restorer.observe,
            happened=_is_back,
            resolve=subject.restorer.resolve,
            target=subject.restorer.rooms,
            model=False,
            keywords="undo restore before",
        ),
    )


def _is_back(args: Args, seen: Json) -> bool | None:
    wanted = read_kept(args)
    if not isinstance(seen, dict) or not wanted:
        return None
    return all(each.id in seen and is_same(Kept.model_validate(seen[each.id]), each) for each in wanted)
