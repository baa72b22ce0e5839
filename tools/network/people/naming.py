"""What devices are called, and which one or whom people mean."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from memory.errors import Mistake
from tools.contract import Call, Json, Name, Unclear
from tools.network.people.models import NEXT, Known, Seen
from tools.network.people.words import say_some, tame

if TYPE_CHECKING:
    from tools.network.people.household import Household
    from tools.network.people.registry import Registry

_FRESH_SECONDS = 30.0


class Naming:
    """Finds devices and people by what they are called."""

    def __init__(self, registry: "Registry", household: "Household") -> None:
        self._registry = registry
        self._household = household
        self._called: dict[str, str] = {}
        self._names: Sequence[Name] = ()
        self._read_at = float("-inf")

    def notice(self, seen: Mapping[str, Seen]) -> None:
        """Remember what devices call themselves."""
        self._called.update({mac: tame(each.called) for mac, each in seen.items() if each.called})

    def say(self, device: Known) -> str:
        """What to call a device: by the family's name, else by its own, else by the end of its address."""
        if device.id == NEXT:
            return "the next guest's device"
        return device.name or self._called.get(device.id) or self.say_safely(device)

    def say_safely(self, device: Known) -> str:
        """The same without any word that the device chose itself: for sentences that a model reads as ours."""
        return device.name or f"device {device.id[-5:]}"

    async def names(self) -> Sequence[Name]:
        """What people call the devices now, also after whose they are: "Leo's tablet"."""
        if time.monotonic() - self._read_at > _FRESH_SECONDS or self._registry.changed:
            self._names = await self._read()
            self._read_at = time.monotonic()
        return self._names

    async def _read(self) -> list[Name]:
        self._registry.changed = False
        found: list[Name] = []
        for each in (await self._registry.devices()).values():
            if each.id == NEXT:
                continue
            said = self.say(each)
            found.append(Name(each.id, said, trusted=each.name is not None))
            owner = await self._household.name_of(each.owner) if each.owner else None
            if owner is not None and owner.casefold() not in said.casefold():
                found.append(Name(each.id, f"{owner}'s {said}", trusted=each.name is not None))
        return found

    async def device(self, said: str, verb: str, args: Mapping[str, Json], key: str = "device") -> Known:
        """The device of that name, MAC or own name.

        Args:
            said: What it is called.
            verb: What is asked of it, with `args`, for the buttons where several may be meant.
            args: The other arguments.
            key: The argument that names it.

        Raises:
            Mistake: None is called so.
            Unclear: Several may be meant.
        """
        found = await self._matching(said)
        if len(found) == 1:
            return found[0]
        if not found:
            known = [each.name for each in (await self._registry.devices()).values() if each.name]
            there = f" I know {say_some(sorted(known))}." if known else ""
            raise Mistake(f"No device on the network is called “{said}”.{there}")
        options = [
            (f"{self.say(each)} ({each.id[-5:]})", Call(verb, {**args, key: each.id})) for each in found
        ]
        raise Unclear(f"Which device do you mean by “{said}”?", options)

    async def _matching(self, said: str) -> list[Known]:
        devices = await self._registry.devices()
        wanted = _plain(said)
        if wanted in devices:
            return [devices[wanted]]
        by_name: dict[str, set[str]] = {}
        for each in await self._read():
            by_name.setdefault(_plain(each.spoken), set()).add(each.id)
        exact = by_name.get(wanted, set())
        part = {
            mac for name, macs in by_name.items() if set(wanted.split()) <= set(name.split()) for mac in macs
        }
        return [devices[mac] for mac in sorted(exact or part)]

    async def who(self, said: str, verb: str, args: Mapping[str, Json]) -> str:
        """The id of the person, or else the MAC of the device, that is called so.

        Raises:
            Mistake: Nobody and nothing is.
            Unclear: Several devices may be meant.
        """
        person = await self._household.find(said)
        if person is not None:
            return person.id
        try:
            return (await self.device(said, verb, args, "who")).id
        except Unclear:
            raise
        except Mistake:
            here = say_some([each.name for each in await self._household.people()])
            raise Mistake(f"Nobody here and no device is called “{said}”; here live {here}.") from None

    async def say_who(self, who: str) -> str:
        """A person's or a device's name."""
        if who in self._registry.held:
            return self.say_safely(self._registry.held[who])
        return await self._household.name_of(who)


def _plain(said: str) -> str:
    words = said.strip().casefold().replace("\u2019", "'")
    return words.removeprefix("the ").removeprefix("my ").removeprefix("our ")
