"""Arguments that many verbs of the home take, and how names in them become ids."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from tools.contract import Args, Json
from tools.home.homeassistant import HomeAssistant
from tools.home.kept import Aspect, Kept
from tools.home.models import Device, Home
from tools.home.names import resolve_devices
from tools.home.orders import Orders
from tools.home.places import slug


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Items = Annotated[
    Sequence[Annotated[str, Field(min_length=1, max_length=120)]],
    BeforeValidator(_as_list),
    Field(max_length=300),
]
"""Devices: each an id, a name, or a group such as "light@kitchen"."""
Percent = Annotated[int, Field(ge=0, le=100)]
_TEXTS = TypeAdapter(list[str])
Resolve = Callable[[Args], Awaitable[Args]]


def texts(args: Args, key: str) -> list[str]:
    """An argument that lists texts."""
    return _TEXTS.validate_python(args.get(key, ()))


def resolver(client: HomeAssistant, slot: str, can: Callable[[Device], bool] = lambda _: True) -> Resolve:
    """What turns `devices` and `but` into the exact ids that are meant."""

    async def resolve(args: Args) -> Args:
        home = await client.home()
        ids = resolve_devices(home, texts(args, "devices"), texts(args, "but"), slot, can)
        exceptions: Args = {"but": []} if "but" in args else {}
        return {**args, "devices": ids, **exceptions}

    return resolve


def observer(orders: Orders, aspect: Aspect = "all") -> Callable[[Args], Awaitable[Json]]:
    """What sees how the devices of a call stand."""

    async def observe(args: Args) -> Json:
        return await orders.observe(texts(args, "devices"), aspect)

    return observe


def happened(followed: Callable[[Args, Kept], bool | None]) -> Callable[[Args, Json], bool | None]:
    """From what `observe` says of each device, whether a call took effect on all of them; None where one can't tell."""

    def look(args: Args, seen: Json) -> bool | None:
        if not isinstance(seen, dict) or not seen:
            return None
        told = [followed(args, Kept.model_validate(each)) for each in seen.values()]
        return None if None in told else all(told)

    return look


def chosen(home: Home, ids: Sequence[str]) -> list[Device]:
    """The devices of resolved ids that are still there."""
    return [home.devices[each] for each in ids if each in home.devices]


def rooms(client: HomeAssistant) -> Callable[[Args], frozenset[str]]:
    """What tells the rooms that a call is about, by their ids in groups; empty where one of its devices has no room."""

    def target(args: Args) -> frozenset[str]:
        return rooms_of(client.last_seen, texts(args, "devices"))

    return target


def rooms_of(home: Home, ids: Sequence[str]) -> frozenset[str]:
    """The rooms that devices are in; empty where one of them has none."""
    areas = [device.area for device in chosen(home, ids)]
    return frozenset() if None in areas else frozenset(slug(area) for area in areas if area is not None)
