"""Whom and what a request about blocking means: services and domains, devices and the people who own them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from memory.errors import Mistake
from tools.contract import Args, Call, Name, Unclear
from tools.network.devices import Device, Devices, only
from tools.network.dns.services import find_target, service_names, target_name
from tools.trust import is_many

if TYPE_CHECKING:
    from memory.clock import Clock

MOST_MINUTES = 60 * 24 * 31
PERSON = "person:"


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Targets = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1, max_length=20)]
Askers = Annotated[tuple[str, ...], BeforeValidator(_several), Field(max_length=50)]
Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]
Moment = AwareDatetime


class Wanted:
    """Finds what is meant among the services and the devices of the house."""

    def __init__(self, devices: Devices) -> None:
        self.devices = devices

    async def resolve(self, args: Args) -> Args:
        """The same arguments with services, domains and devices by their ids."""
        found = dict(args)
        if args.get("what") is not None:
            found["what"] = list(dict.fromkeys(find_target(each) for each in _texts(args["what"])))
        if args.get("domain") is not None:
            found["domain"] = find_target(str(args["domain"]))
        if args.get("who") is not None:
            found["who"] = [each.id for each in await self.find(_texts(args["who"]))]
        return found

    async def find(self, said: Sequence[str]) -> list[Device]:
        """The devices that are meant; a person means all of theirs.

        Raises:
            Mistake: There is none such.
            Unclear: It may be one of several.
        """
        every = await self.devices.all()
        found: dict[str, Device] = {}
        for each in said:
            found.update({device.id: device for device in _called(every, each)})
        return list(found.values())

    async def named(self, ids: Sequence[str] | None) -> str:
        """For whom, as said on a card: "everyone", "Leo's tablet"."""
        if not ids:
            return "everyone"
        every = {each.id: each.name for each in await self.devices.recent()}
        return join_names([every.get(each, each) for each in ids])

    async def names(self) -> Sequence[Name]:
        """Devices, and the people who own some, as they are called in sentences."""
        every = await self.devices.recent()
        owners = sorted({each.owner for each in every if each.owner})
        people = [
            Name(f"{PERSON}{owner}", way)
            for owner in owners
            for way in (owner, f"{owner}'s devices", f"{owner}'s things")
        ]
        return [*people, *(Name(each.id, each.name, trusted=each.trusted) for each in every)]

    async def services(self) -> Sequence[Name]:
        """The services that are known by name."""
        return service_names()

    async def device(self, id: str) -> Device:  # noqa: A002
        """The device of that id."""
        return only(await self.devices.all(), id)


def _called(every: Sequence[Device], said: str) -> list[Device]:
    plain = said.strip().casefold().removeprefix("the ").replace("\u2019", "'")  # a curly apostrophe is one
    if plain.startswith(PERSON):
        return _owned(every, plain.removeprefix(PERSON))
    exact = [each for each in every if plain in {each.id, each.name.casefold(), *each.ips}] or [
        each for each in every if plain in {called.casefold() for called in each.called}
    ]
    if exact:
        return exact[:1] if len({each.id for each in exact}) == 1 else _choose(exact, said)
    owner = plain.removesuffix("'s devices").removesuffix("'s things").removesuffix("'s stuff")
    if any(each.owner == owner for each in every):
        return _owned(every, owner)
    near = [each for each in every if plain and set(plain.split()) <= set(each.name.casefold().split())]
    if len(near) == 1:
        return near
    if near:
        return _choose(near, said)
    raise Mistake(f"I know no device or person “{said}” on the network; ask who is on the network.")


def _owned(every: Sequence[Device], person: str) -> list[Device]:
    own = [each for each in every if each.owner == person]
    if not own:
        raise Mistake(
            f"I don't know which devices are {person.capitalize()}'s; tell me, such as “the amazon-fire is {person.capitalize()}'s”."
        )
    return own


def _choose(near: Sequence[Device], said: str) -> list[Device]:
    names = [each.name for each in near[:5]]
    raise Unclear(
        f"Which one is “{said}”: {join_names(names, 'or')}?",
        [(each.name, Call("network_top_domains", {"who": [each.id]})) for each in near[:5]],
    )


def end_of(clock: "Clock", minutes: int | None, until: datetime | None) -> datetime | None:
    """When something ends; None where it does not.

    Raises:
        Mistake: That is over already, or too far off.
    """
    now = clock.now()
    end = now + timedelta(minutes=minutes) if minutes is not None else until
    if end is not None and end <= now:
        raise Mistake("That time is over already; name a later one.")
    if end is not None and end - now > timedelta(minutes=MOST_MINUTES):
        raise Mistake("That is more than a month away; name an earlier end, or none.")
    return end


def say_end(clock: "Clock", end: datetime | None) -> str:
    """The words after "blocked": "until 20:15" with a space before it, or nothing."""
    if end is None:
        return ""
    local, now = end.astimezone(clock.zone), clock.now().astimezone(clock.zone)
    same = local.date() == now.date() or local - now < timedelta(hours=12)
    return (
        f" until {local:%H:%M}"
        if same
        else f" until {local:%A %H:%M}"
        if local - now < timedelta(days=6)
        else f" until {local:%d %B %H:%M}"
    )


def say_targets(targets: Sequence[str]) -> str:
    """What is blocked or allowed, as it is called."""
    return join_names([target_name(each) for each in targets])


def join_names(names: Sequence[str], word: str = "and") -> str:
    """Names in a row, such as "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}" if names else ""


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if is_many(value) else [str(value)]
