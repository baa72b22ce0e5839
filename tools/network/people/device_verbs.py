"""What the verbs about devices tell of themselves: cards, risks, how to see whether they happened."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from pydantic import JsonValue, TypeAdapter

from memory.errors import Mistake
from memory.people import Role
from tools.contract import Args, Json, Risk, Verb
from tools.network.people.devices import NOBODY, NetworkDevices, plain
from tools.network.people.models import NEXT, Known
from tools.network.people.words import say_minutes, say_when
from tools.network.tables import Standing

_SEEN = TypeAdapter(dict[str, JsonValue] | None)
_KNOWN = TypeAdapter(Known | None)
Seen = Mapping[str, JsonValue] | None


def device_verbs(subject: NetworkDevices) -> tuple[Verb, ...]:
    """What people can say about the devices of the network."""
    say = _Cards(subject)

    def verb(
        run: Callable[..., Awaitable[object]],
        card: Callable[[Args], Awaitable[str]],
        happened: Callable[[Args, Seen], bool | None],
        keywords: str,
        *,
        escalate: Callable[[Args], Risk] | None = None,
        model: bool = True,
    ) -> Verb:
        return Verb(
            run,
            risk=Risk.WRITE,
            role=Role.ADULT,
            card=card,
            observe=subject.observe,
            happened=lambda args, seen: happened(args, _SEEN.validate_python(seen)),
            resolve=_resolver(subject, f"network_{run.__name__}"),
            escalate=escalate,
            keywords=keywords,
            model=model,
        )

    def escalate(args: Args) -> Risk:
        """Cutting off a device of the house for good is asked about; a stranger's or a guest's is not."""
        known = subject.registry.held.get(str(args.get("device")))
        is_ours = known is None or known.standing is Standing.OURS
        return Risk.DANGER if args.get("standing") == "blocked" and is_ours else Risk.WRITE

    return (
        Verb(
            subject.list_devices,
            resolve=_resolver(subject, "network_list_devices"),
            keywords="who is on the network wifi devices connected online phone home guests unknown",
        ),
        Verb(
            subject.show_device,
            resolve=_resolver(subject, "network_show_device"),
            keywords="device address ip mac whose since when dns traffic",
        ),
        verb(
            subject.name_device,
            say.name,
            _is_named,
            "call device name whose owner belongs tablet phone mine",
        ),
        verb(
            subject.set_device_standing,
            say.standing,
            lambda args, seen: seen is not None and seen.get("standing") == args.get("standing"),
            "unknown device ours guest block stranger allow network wifi",
            escalate=escalate,
        ),
        verb(
            subject.give_guest_access,
            say.guest,
            lambda _, seen: (
                seen is not None and seen.get("standing") == "guest" and seen.get("until") is not None
            ),
            "guest visitor wifi internet access let in friend until tonight",
        ),
        verb(
            subject.end_guest_access,
            say.end,
            lambda _, __: None,
            "guest visitor wifi access end over gone left",
        ),
        verb(
            subject.put_back_device,
            say.back,
            lambda _, __: None,
            "undo restore",
            model=False,
        ),
    )


def _resolver(subject: NetworkDevices, name: str) -> Callable[[Args], Awaitable[Args]]:
    async def resolve(args: Args) -> Args:
        await subject.watch.ensure()
        found: dict[str, object] = {}
        device, owner, person = args.get("device"), args.get("owner"), args.get("person")
        if isinstance(device, str) and device != NEXT:
            others: dict[str, Json] = {
                key: value for key, value in args.items() if isinstance(value, str | int) and key != "device"
            }
            found["device"] = (await subject.naming.device(device, name, others)).id
        if isinstance(owner, str):
            is_nobody = owner.strip().casefold() in NOBODY
            found["owner"] = "nobody" if is_nobody else await _person(subject, owner)
        if isinstance(person, str):
            found["person"] = await _person(subject, person)
        return {**args, **found}

    return resolve


async def _person(subject: NetworkDevices, said: str) -> str:
    person = await subject.household.find(said)
    if person is None:
        here = ", ".join(each.name for each in await subject.household.people())
        raise Mistake(f"Nobody here is called “{said}”; this household has {here}.")
    return person.id


def _is_named(args: Args, seen: Seen) -> bool:
    if seen is None:
        return False
    name, owner = args.get("name"), args.get("owner")
    wanted_owner = None if owner == "nobody" else owner
    return (name is None or seen.get("name") == name) and (owner is None or seen.get("owner") == wanted_owner)


class _Cards:
    """What would happen, in a line each."""

    def __init__(self, subject: NetworkDevices) -> None:
        self._subject = subject

    def _name(self, args: Args) -> str:
        device = args.get("device")
        known = self._subject.registry.held.get(device) if isinstance(device, str) else None
        if known is None or known.id == NEXT:
            return "the next new device"
        said = self._subject.naming.say(known)
        return said if known.id[-5:] in said else f"{said} ({known.id[-5:]})"

    async def name(self, args: Args) -> str:
        """The card of `name_device`."""
        name, owner = args.get("name"), args.get("owner")
        parts = [f"call {self._name(args)} “{name}”"] if name else []
        if isinstance(owner, str):
            whose = (
                "nobody's own" if owner == "nobody" else f"{await self._subject.household.name_of(owner)}'s"
            )
            parts.append(f"note that {'it' if name else self._name(args)} is {whose}")
        said = " and ".join(parts)
        return f"{said[:1].upper()}{said[1:]}."

    async def standing(self, args: Args) -> str:
        """The card of `set_device_standing`."""
        if args.get("standing") == "blocked":
            return f"Block {self._name(args)}: it is offline for good."
        return f"Let {self._name(args)} be online, as {'a guest' if args.get('standing') == 'guest' else 'one of ours'}."

    async def guest(self, args: Args) -> str:
        """The card of `give_guest_access`."""
        now, minutes, until = self._subject.clock.now(), args.get("minutes"), args.get("until")
        if isinstance(until, datetime) and minutes is None:
            return f"Let {self._name(args)} be online as a guest until {say_when(until, now)}."
        length = (
            minutes if isinstance(minutes, int) else round(self._subject.registry.settings.guest_hours * 60)
        )
        end = say_when(now + timedelta(minutes=length), now)
        return f"Let {self._name(args)} be online as a guest for {say_minutes(length)}, until {end}."

    async def end(self, args: Args) -> str:
        """The card of `end_guest_access`."""
        whose = self._name(args) if args.get("device") is not None else "the guest's device"
        return f"End the guest access of {whose}: it goes offline."

    async def back(self, args: Args) -> str:
        """The card of `put_back_device`."""
        known = _KNOWN.validate_python(args.get("known"))
        was = "not known" if plain(known) is None or known is None else f"{known.standing}"
        return f"Bring {self._name(args)} back to what it was: {was}."
