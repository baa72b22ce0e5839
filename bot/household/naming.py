"""The verbs about names that people taught HomeOps."""

from collections.abc import Callable, Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from bot.aliases import Aliases, plain
from memory.aliases import Alias
from memory.errors import Mistake
from tools.contract import Args, Call, Caller, Domain, Done, Json, Name

MOST_LINES = 11
NONE_LEARNT = "I have learnt no names yet. Say “when I say big lamp I mean the floor lamp”, and I will."

Word = Annotated[str, Field(min_length=1, max_length=80)]


class Learnt(BaseModel):
    """What a name means from now on."""

    name: str
    spoken: str

    def __str__(self) -> str:
        """The answer in chat."""
        return f"All right, “{self.name}” is the {self.spoken.casefold()} from now on."


class Unlearnt(BaseModel):
    """A name that means nothing any more."""

    name: str

    def __str__(self) -> str:
        """The answer in chat."""
        return f"I have forgotten the name “{self.name}”."


class LearntNames(BaseModel):
    """The learnt names and what each means."""

    names: list[Learnt]

    def __str__(self) -> str:
        """The answer in chat."""
        if not self.names:
            return NONE_LEARNT
        lines = [f"“{each.name}” is the {each.spoken.casefold()}." for each in self.names]
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], f"… and {len(lines) - MOST_LINES + 1} more."]
        return "\n".join(lines)


class Naming:
    """Learns and forgets what people call things."""

    def __init__(self, aliases: Aliases, domains: Callable[[], Sequence[Domain]]) -> None:
        self._aliases = aliases
        self._domains = domains

    async def learn_name(self, name: Word, thing: Word, caller: Caller) -> Done:
        """Learn another name for something of the house, such as a lamp, because the person asked for it.

        Args:
            name: The new name, in the person's words, such as "big lamp".
            thing: What it is, by its usual name or id.
            caller: Who teaches it.
        """
        before = await self._aliases.find(name)
        domain, meant = await self._thing(thing, name)
        await self._aliases.put(Alias(name, domain, meant.id, meant.spoken, caller.person.id))
        inverse = (
            Call("household_forget_name", {"name": plain(name)})
            if before is None
            else Call("household_learn_name", {"name": before.name, "thing": before.thing})
        )
        return Done(Learnt(name=plain(name), spoken=meant.spoken), inverse, meant.id)

    async def forget_name(self, name: Word) -> Done:
        """Forget a name that was learnt.

        Args:
            name: The learnt name.
        """
        known = await self._aliases.find(name)
        if known is None:
            raise Mistake(f"I have not learnt the name “{name}”; ask me which names I have learnt.")
        await self._aliases.forget(name)
        inverse = Call("household_learn_name", {"name": known.name, "thing": known.thing})
        return Done(Unlearnt(name=known.name), inverse)

    async def list_names(self) -> LearntNames:
        """List the names that people taught, and what each means."""
        known = await self._aliases.known()
        return LearntNames(names=[Learnt(name=each.name, spoken=each.spoken) for each in known])

    async def resolve(self, args: Args) -> Args:
        """The arguments of `learn_name` with the id of what is meant; raises Mistake where the name is taken."""
        name = str(args["name"])
        domain, meant = await self._thing(str(args["thing"]), name)
        for each in await self._names_of(domain):
            if (
                plain(each.spoken) == plain(name)
                and each.id != meant.id
                and not await self._aliases.find(name)
            ):
                raise Mistake(f"Something else is called “{name}” already; choose another name.")
        return {**args, "name": plain(name), "thing": meant.id}

    async def see(self, args: Args) -> Json:
        """What the name means now."""
        known = await self._aliases.find(str(args["name"]))
        return None if known is None else known.thing

    async def say_learn(self, args: Args) -> str:
        """The card of `learn_name`."""
        _, meant = await self._thing(str(args["thing"]), str(args["name"]))
        return f"Call the {meant.spoken.casefold()} “{plain(str(args['name']))}” too."

    async def say_forget(self, args: Args) -> str:
        """The card of `forget_name`."""
        return f"Forget the name “{plain(str(args['name']))}”."

    async def _thing(self, said: str, name: str) -> tuple[str, Name]:
        """What is meant, with its domain, by the first of its names that is not the new one.

        Raises:
            Mistake: There is no such thing, or several.
        """
        found: dict[str, tuple[str, Name]] = {}
        for domain in self._domains():
            for each in await self._names_of(domain.name):
                is_meant = said == each.id or plain(said) == plain(each.spoken)
                if is_meant and plain(each.spoken) != plain(name):
                    found.setdefault(each.id, (domain.name, each))
        if len(found) != 1:
            what = "There is nothing" if not found else "There are several things"
            raise Mistake(f"{what} called “{said}”; name it as it is called in the house.")
        return next(iter(found.values()))

    async def _names_of(self, domain: str) -> list[Name]:
        known = next(each for each in self._domains() if each.name == domain)
        return [name for ask in known.names.values() for name in await ask()]
