"""The containers as they were last seen, and what people call them."""

import asyncio
import socket
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from memory.errors import HomeOpsError, Mistake
from tools.contract import Args, Call, Json, Name, Unclear
from tools.network.docker_belonging import containers_of, integrations_of, roles_of
from tools.network.docker_models import Container, fold

if TYPE_CHECKING:
    from tools.directory import Directory
    from tools.network.docker import Docker

_FRESH_SECONDS = 30.0
_FIRST_SECONDS = 1.5
"""How long the very first look may hold up a sentence: the library is read in too, once in a process."""
_MOST_CHOICES = 5
_MOST_NAMED = 12


class Known:
    """What there is in Docker, and which of it is meant; `names` are what else the family calls a container,
    `host` is the machine that Docker's address names.
    """

    def __init__(
        self, docker: "Docker", names: Mapping[str, Sequence[str]], directory: "Directory", host: str
    ) -> None:
        self.docker = docker
        self._names = names
        self._directory = directory
        self._host = host
        self._seen: list[Container] = []
        self._seen_at: float | None = None
        self._looking: asyncio.Task[None] | None = None

    async def all(self) -> list[Container]:
        """Every container, as Docker says now."""
        found = await self.docker.containers()
        self._seen, self._seen_at = found, time.monotonic()
        return found

    async def one(self, name: str) -> tuple[Container, list[Container]]:
        """A container by its name in Docker, and all of them.

        Raises:
            Mistake: It is gone.
        """
        everything = await self.all()
        for each in everything:
            if each.name == name:
                return each, everything
        raise Mistake(f"There is no container {name} any more; ask for the containers to see what there is.")

    def integrations(self, one: Container, everything: Sequence[Container]) -> list[str]:
        """The integrations that run in a container."""
        return integrations_of(one, everything, self._directory.endpoints, self._host)

    def call(self, one: Container, everything: Sequence[Container]) -> str:
        """A container as people call it: by the integration that runs in it, if one does."""
        found = self.integrations(one, everything)
        return found[0] if len(found) == 1 else one.name

    def is_ours(self, one: Container) -> bool:
        """Whether HomeOps itself runs in it."""
        return one.id.startswith(socket.gethostname()) or fold(one.program) == "homeops"

    async def names(self) -> Sequence[Name]:
        """What people call the containers, from what was last seen; a dead Docker gives what is known."""
        if self._seen_at is None or time.monotonic() - self._seen_at > _FRESH_SECONDS:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            if self._seen_at is None:
                await asyncio.wait([self._looking], timeout=_FIRST_SECONDS)
        called: dict[str, dict[str, str]] = {}
        for one in self._seen:
            for said in self._said_of(one):
                called.setdefault(said.casefold(), {})[one.name] = said
        # What several are called stands for itself: which one is asked with their names on the buttons.
        return [
            Name(name if len(those) == 1 else said, said)
            for those in called.values()
            for name, said in list(those.items())[:1]
        ]

    async def find(self, said: str, verb: str, args: Args) -> Container:
        """The container that somebody means.

        Raises:
            Mistake: There is none of that name.
            Unclear: Several may be meant; each button asks for one.
        """
        everything = await self.all()
        wanted = fold(said.strip().casefold().removeprefix("the ").removesuffix(" container"))
        for fits in (self._is_name, self._is_called, self._is_like):
            found = [each for each in everything if fits(each, wanted, everything)]
            if len(found) == 1:
                return found[0]
            if found:
                which = " or ".join(self.call(each, everything) for each in found[:_MOST_CHOICES])
                options = [
                    (self.call(each, everything), Call(verb, {**_plain(args), "container": each.name}))
                    for each in found[:_MOST_CHOICES]
                ]
                raise Unclear(f"That may be {which}. Which one?", options)
        names = ", ".join(each.name for each in everything[:_MOST_NAMED]) or "none at all"
        raise Mistake(f"There is no container “{said}”. There are: {names}.")

    def find_quietly(self, said: str, everything: Sequence[Container]) -> list[Container]:
        """The containers that a name in the settings may mean."""
        wanted = fold(said)
        for fits in (self._is_name, self._is_called):
            if found := [each for each in everything if fits(each, wanted, everything)]:
                return found
        return []

    async def close(self) -> None:
        """End what runs, and the connection."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self.docker.close()

    async def _look(self) -> None:
        try:
            await self.all()
        except HomeOpsError:
            self._seen_at = time.monotonic()  # not asked again at each word

    def _said_of(self, one: Container) -> list[str]:
        said = (
            one.name,
            one.name.replace("-", " ").replace("_", " "),
            *self._names.get(one.name, ()),
            *self.integrations(one, self._seen),
            *roles_of(one),
        )
        return list({each.casefold(): each for each in reversed(said)}.values())[::-1]

    def _is_name(self, one: Container, wanted: str, everything: Sequence[Container]) -> bool:
        del everything
        own = self._names.get(one.name, ())
        return wanted in (fold(one.name), *map(fold, own))

    def _is_called(self, one: Container, wanted: str, everything: Sequence[Container]) -> bool:
        of = [each for each in self._directory.endpoints if fold(each.integration) == wanted]
        here = any(one in containers_of(each, everything, self._host) for each in of)
        return here or wanted in (fold(one.program), fold(one.service), *map(fold, roles_of(one)))

    def _is_like(self, one: Container, wanted: str, everything: Sequence[Container]) -> bool:
        del everything
        return len(wanted) > 2 and wanted in fold(one.name)


def _plain(args: Args) -> dict[str, Json]:
    return {key: value for key, value in args.items() if isinstance(value, str | int)}
