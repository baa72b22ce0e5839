"""Which list and which things on it are meant."""

import time
from collections.abc import Sequence

from memory.errors import Mistake
from tools.contract import Args, Call, Json, Name, Unclear
from tools.home.arguments import Resolve, texts
from tools.home.homeassistant import HomeAssistant
from tools.home.lists.items import Item, Lists, all_called, all_like
from tools.home.models import Device, Kind
from tools.home.names import find_one
from tools.home.words import join_words

_MOST_CHOICES = 4
_FRESH_SECONDS = 10.0
_SHOPPING = ("shopping", "grocer")


class Meant:
    """Finds lists by name, and things on them by what people call them."""

    def __init__(self, client: HomeAssistant, lists: Lists) -> None:
        self._client = client
        self._lists = lists
        self._named: tuple[float, list[Name]] = (-_FRESH_SECONDS, [])

    async def find(self, said: object) -> Device:
        """The list called so; the shopping list where none is named.

        Raises:
            Mistake: There is none, or it is not plain which one.
        """
        home = await self._client.home()
        lists = home.of_kind(Kind.LIST)
        if not lists:
            raise Mistake("Home Assistant has no list yet; add “Shopping list” under its integrations.")
        if said is not None:
            return find_one(home, str(said), Kind.LIST, "list")
        shopping = [
            each for each in lists if any(word in f"{each.id} {each.name}".casefold() for word in _SHOPPING)
        ]
        if len(shopping) == 1 or len(lists) == 1:
            return (shopping or lists)[0]
        raise Mistake(f"Which list: {join_words([each.name for each in lists], 'or')}?")

    async def name_items(self) -> list[Name]:
        """What is on the lists, by what it is called there; looked at afresh after a while, since it is only to be understood."""
        at, known = self._named
        if time.monotonic() - at > _FRESH_SECONDS:
            lists = (await self._client.home()).of_kind(Kind.LIST)
            known = [
                Name(item.summary, item.summary) for each in lists for item in await self._lists.read(each.id)
            ]
            known = list(dict.fromkeys(known))
            self._named = (time.monotonic(), known)
        return known

    async def find_with(self, items: Sequence[str]) -> Device:
        """The list that has something of these on it: the shopping list, or else the only other one."""
        first = await self.find(None)
        others = [each for each in (await self._client.home()).of_kind(Kind.LIST) if each.id != first.id]
        if _any_like(await self._lists.read(first.id), items):
            return first
        found = [each for each in others if _any_like(await self._lists.read(each.id), items)]
        return found[0] if len(found) == 1 else first

    async def resolve(self, args: Args) -> Args:
        """The list by its id."""
        return {**args, "list_name": (await self.find(args.get("list_name"))).id}

    def resolving(self, verb: str) -> Resolve:
        """What turns the list into its id, and things into what they are called there exactly.

        After a kill only those names tell what was done: once "bread" is gone, "white bread" must not be taken for it.
        """

        async def resolve(args: Args) -> Args:
            said, name = texts(args, "items"), args.get("list_name")
            todo = await self.find(name) if name is not None else await self.find_with(said)
            args, items = {**args, "list_name": todo.id}, await self._lists.read(todo.id)
            names: list[str] = []
            for each in said:
                like = list(dict.fromkeys(one.summary for one in all_like(items, each)))
                if len(like) > 1 and not all_called(items, each):
                    raise Unclear(
                        f"Which one: {join_words(like, 'or')}?",
                        [(one, _only(verb, args, said, each, one)) for one in like[:_MOST_CHOICES]],
                    )
                names += like or [each]
            return {**args, "items": names}

        return resolve


def _any_like(items: Sequence[Item], said: Sequence[str]) -> bool:
    return any(all_like(items, each) for each in said)


def _only(verb: str, args: Args, said: Sequence[str], instead_of: str, one: str) -> Call:
    """The same call with one thing called by its full name."""
    plain_args: dict[str, Json] = {
        key: value for key, value in args.items() if isinstance(value, str | bool) and key != "items"
    }
    return Call(verb, {**plain_args, "items": [one if each == instead_of else each for each in said]})
