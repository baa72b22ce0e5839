"""Names that people taught HomeOps, put beside the live names of every domain."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from memory import aliases
from memory.aliases import Alias
from memory.clock import Clock
from memory.db import Store
from tools.contract import Args, Domain, Name, Verb

_ITEMS = TypeAdapter(list[object])
Names = Callable[[], Awaitable[Sequence[Name]]]


class Aliases:
    """The learnt names of the household; read once, and again after every change of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: tuple[Alias, ...] | None = None
        self._told: list[Callable[[], None]] = []

    def on_change(self, tell: Callable[[], None]) -> None:
        """Have `tell` called whenever a name was learnt or forgotten."""
        self._told.append(tell)

    async def known(self) -> tuple[Alias, ...]:
        """All learnt names, oldest first."""
        if self._known is None:
            async with self._store.reading() as session:
                self._known = tuple(await aliases.every(session))
        return self._known

    async def find(self, name: str) -> Alias | None:
        """What a name means, if it was learnt."""
        return next((each for each in await self.known() if each.name == plain(name)), None)

    async def put(self, alias: Alias) -> None:
        """Learn a name."""
        async with self._store.fenced() as session:
            await aliases.put(session, replace(alias, name=plain(alias.name)), self._clock.now())
        self._changed()

    async def forget(self, name: str) -> None:
        """Forget a name."""
        async with self._store.fenced() as session:
            await aliases.forget(session, plain(name))
        self._changed()

    def _changed(self) -> None:
        self._known = None
        for tell in self._told:
            tell()

    def teach(self, domain: Domain) -> Domain:
        """The same domain, whose things answer to their learnt names too."""
        names: dict[str, Names] = {kind: self._with(domain.name, ask) for kind, ask in domain.names.items()}
        verbs = tuple(self._taught(domain.name, verb) for verb in domain.verbs)
        return replace(domain, names=names, verbs=verbs)

    def _with(self, domain: str, ask: Names) -> Names:
        async def named() -> Sequence[Name]:
            names = await ask()
            learnt = [each for each in await self.known() if each.domain == domain]
            if not learnt:
                return names
            by_id = {name.id: name for name in reversed(names)}
            return [
                *names,
                *(replace(by_id[each.thing], spoken=each.name) for each in learnt if each.thing in by_id),
            ]

        return named

    def _taught(self, domain: str, verb: Verb) -> Verb:
        """A verb to which models too may give a learnt name."""
        resolve = verb.resolve
        if resolve is None:
            return verb

        async def resolved(args: Args) -> Args:
            meant = {each.name: each.thing for each in await self.known() if each.domain == domain}
            return await resolve(
                {key: _meant(value, meant) for key, value in args.items()} if meant else args
            )

        return replace(verb, resolve=resolved)


def plain(name: str) -> str:
    """A name as it is kept and compared: small, and without an article."""
    words = " ".join(name.casefold().split()).strip(" .,!?\"'“”")
    return words.removeprefix("the ").removeprefix("my ").removeprefix("our ")


def _meant(value: object, meant: Mapping[str, str]) -> object:
    match value:
        case str():
            return meant.get(plain(value), value)
        case list() | tuple():
            return [_meant(each, meant) for each in _ITEMS.validate_python(value)]
        case _:
            return value
