"""A Pi-hole of version 5, through `pihole-api`: it can be looked at and paused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from memory.errors import Misconfigured, Unavailable
from memory.holding import hold
from tools.network.pihole_models import Blocking, ClientsCounted, GravityCounted, QueriesCounted, Summary

if TYPE_CHECKING:
    from pihole import PiHole

T = TypeVar("T")
ANSWER_SECONDS = 8.0


class _Figures(BaseModel):
    """The library leaves figures as the text they came as: "12,345"."""

    model_config = ConfigDict(extra="ignore", from_attributes=True, defer_build=True)

    status: str
    queries: str
    blocked: str
    ads_percentage: str
    domain_count: str
    unique_domains: str = "0"
    total_clients: str = "0"


class Pihole5:
    """One Pi-hole of version 5; nothing is asked of it before the first call.

    Every method raises Unavailable where it does not answer, and Misconfigured where the library is missing or the
    password is wrong.
    """

    def __init__(self, name: str, address: str, password: Callable[[], Awaitable[str]]) -> None:
        self.name = name
        self.address = address
        self._password = password

    async def version(self) -> str:
        """Its version, such as "v5"."""
        await self._figures()
        return "v5"

    async def blocking(self) -> Blocking:
        """Whether it blocks; when a pause ends is not told."""
        status = (await self._figures()).status
        return Blocking(blocking="enabled" if status == "enabled" else "disabled")

    async def set_blocking(self, on: bool, seconds: float | None = None) -> Blocking:  # noqa: FBT001 - the state itself
        """Switch blocking on or off, for `seconds` or until it is switched again."""
        hold(f"{self.name}: set blocking")
        password = await self._password()

        def switch(pihole: "PiHole") -> None:
            pihole.authenticate(password)
            if on:
                pihole.enable()
            else:
                pihole.disable(str(round(seconds)) if seconds is not None else "0")

        await self._run(switch)
        now = await self.blocking()
        if (now.blocking == "enabled") is not on:  # it answers a wrong password with an empty list, and 200
            raise Misconfigured(f"{self.name} refuses the password; set the right one under [network.dns].")
        return now

    async def summary(self) -> Summary:
        """The figures of today."""
        told = await self._figures()
        try:
            return Summary(
                queries=QueriesCounted(
                    total=_number(told.queries),
                    blocked=_number(told.blocked),
                    percent_blocked=float(told.ads_percentage.replace(",", "")),
                    unique_domains=_number(told.unique_domains),
                ),
                clients=ClientsCounted(active=_number(told.total_clients), total=_number(told.total_clients)),
                gravity=GravityCounted(domains_being_blocked=_number(told.domain_count)),
            )
        except ValueError as error:
            raise Unavailable(f"{self.name} answers nonsense; is it a Pi-hole of version 5?") from error

    async def close(self) -> None:
        """Nothing is held."""

    async def _figures(self) -> _Figures:
        def look(pihole: "PiHole") -> _Figures:
            return TypeAdapter(_Figures).validate_python(pihole)

        return await self._run(look)

    async def _run(self, work: "Callable[[PiHole], T]") -> T:
        """Do some work in a thread: the library has neither its own time limit nor its own errors."""
        host = self.address.removeprefix("http://").removeprefix("https://").removesuffix("/admin")

        def run() -> T:
            from pihole import PiHole

            return work(PiHole(host))

        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.to_thread(run)
        except ImportError as error:
            raise Misconfigured(
                f"{self.name} is of version 5, for which a library is missing; run pip install 'homeops[pihole5]'."
            ) from error
        except (OSError, TimeoutError) as error:
            raise Unavailable(
                f"{self.name} does not answer; is it on and on the network? Try again in a minute."
            ) from error
        except (ValidationError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unavailable(f"{self.name} answers nonsense; is it a Pi-hole of version 5?") from error


def _number(text: str) -> int:
    return int(text.replace(",", ""))
