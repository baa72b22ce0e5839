"""All Pi-holes of the house together: asked side by side, told the same, and who of them did not answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from memory.errors import HomeOpsError, Misconfigured, Mistake
from tools.network.pihole import Pihole
from tools.network.pihole_models import Blocking, Summary

if TYPE_CHECKING:
    from tools.contract import World
    from tools.network.pihole_settings import PiholeSettings

B = TypeVar("B", bound="Blocker")
T = TypeVar("T")


class Blocker(Protocol):
    """What a Pi-hole of any version can do."""

    @property
    def name(self) -> str:
        """How people call it."""
        ...

    @property
    def address(self) -> str:
        """Where it answers."""
        ...

    async def version(self) -> str:
        """Its version."""
        ...

    async def blocking(self) -> Blocking:
        """Whether it blocks."""
        ...

    async def set_blocking(self, on: bool, seconds: float | None = None) -> Blocking:  # noqa: FBT001 - the state itself
        """Switch blocking on or off."""
        ...

    async def summary(self) -> Summary:
        """The figures of today."""
        ...

    async def close(self) -> None:
        """Give back what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Answers(Generic[T]):
    """What each Pi-hole said, by name in their order, and why others said nothing."""

    said: Mapping[str, T]
    failed: Mapping[str, HomeOpsError] = field(default_factory=dict[str, HomeOpsError])

    def any(self) -> "Answers[T]":
        """The same, where at least one answered.

        Raises:
            HomeOpsError: None did; the error of the first.
        """
        if not self.said and self.failed:
            raise next(iter(self.failed.values()))
        return self

    @property
    def first(self) -> T:
        """What the first that answered said.

        Raises:
            HomeOpsError: None did.
        """
        return next(iter(self.any().said.values()))


async def ask_each(piholes: Sequence[B], ask: Callable[[B], Awaitable[T]]) -> Answers[T]:
    """Ask these side by side."""
    results = await asyncio.gather(*(ask(each) for each in piholes), return_exceptions=True)
    said: dict[str, T] = {}
    failed: dict[str, HomeOpsError] = {}
    for each, result in zip(piholes, results, strict=True):
        match result:
            case HomeOpsError():
                failed[each.name] = result
            case BaseException():
                raise result
            case _:
                said[each.name] = result
    return Answers(said, failed)


class Piholes:
    """The Pi-holes of the house; `each` are those of version 6, `older` those that can only be looked at and paused."""

    def __init__(self, each: Sequence[Pihole], older: Sequence[Blocker] = ()) -> None:
        self.each = tuple(each)
        self.older = tuple(older)

    def __bool__(self) -> bool:
        return bool(self.each or self.older)

    @property
    def all(self) -> tuple[Blocker, ...]:
        """Every one of them."""
        return (*self.each, *self.older)

    async def ask(self, ask: Callable[[Pihole], Awaitable[T]]) -> Answers[T]:
        """Ask all of version 6, side by side.

        Raises:
            Misconfigured: There are none of that version.
        """
        if not self.each:
            raise Misconfigured(
                "Pi-hole of version 5 can only be looked at and paused; update it to version 6 for that."
            )
        return await ask_each(self.each, ask)

    async def ask_any(self, ask: Callable[[Blocker], Awaitable[T]]) -> Answers[T]:
        """Ask all of whatever version, side by side."""
        return await ask_each(self.all, ask)

    def named(self, name: str) -> Pihole:
        """The Pi-hole of that name.

        Raises:
            Mistake: There is none, with those that there are.
        """
        wanted = plain_name(name)
        found = [
            each
            for each in self.each
            if plain_name(each.name) == wanted or plain_name(each.name).endswith(f" {wanted}")
        ]
        if len(found) != 1:
            known = " and ".join(each.name for each in self.each)
            raise Mistake(f"I know no Pi-hole called “{name}”; there are {known}.")
        return found[0]

    async def close(self) -> None:
        """Give all sessions' seats back."""
        await asyncio.gather(*(each.close() for each in self.all), return_exceptions=True)


def plain_name(name: str) -> str:
    """A Pi-hole's name for comparing: "the pihole One" is "pi hole one"."""
    words = name.casefold().replace("-", " ").replace("pihole", "pi hole").split()
    return " ".join(word for word in words if word != "the")


def open_piholes(settings: "Sequence[PiholeSettings]", world: "World", simulation: str | None) -> Piholes:
    """The Pi-holes of the settings. Nothing is asked of them yet."""
    from tools.network.pihole5 import Pihole5
    from tools.parts import locate

    def password(of: "PiholeSettings") -> Callable[[], Awaitable[str]]:
        async def read() -> str:
            if not of.password:
                return ""
            simulated = simulation is not None and of.url.startswith("/")
            return "simulated" if simulated else await world.secrets(of.password)

        return read

    each = [
        Pihole(world.http, one.name, locate(one.url, simulation), password(one))
        for one in settings
        if one.version == 6
    ]
    older = [
        Pihole5(one.name, locate(one.url, simulation), password(one)) for one in settings if one.version == 5
    ]
    return Piholes(each, older)
