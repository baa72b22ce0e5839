"""What is on the shopping and to-do lists, and how that is changed."""

import re
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, TypeAdapter

from memory.errors import Mistake, Unavailable
from memory.people import Role
from tools.contract import Args, Call, Done, Irreversible, Json, Name, Risk, Verb
from tools.home.arguments import Items, Resolve, texts
from tools.home.homeassistant import HomeAssistant
from tools.home.lists import seen
from tools.home.lists.answers import Did, ListChanged, ListShown, say_all, say_list, say_some
from tools.home.lists.items import Item, Lists, Status, all_called, plain
from tools.home.lists.meant import Meant
from tools.home.models import Device, Kind
from tools.home.names import name_kind
from tools.home.words import be, capital, join_words

PHRASES = Path(__file__).parent / "phrases"
PUT_BACK = "home_put_back_list"


def _split(value: object) -> object:
    """What was said in one breath, "milk, tea and some eggs", is several things."""
    if not isinstance(value, str):
        return value
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", value.strip())
    return [_SOME.sub("", each) or each for each in parts]


Things = Annotated[Items, BeforeValidator(_split)]
_SOME = re.compile(r"^(?:(?:some|more|any|the|a|an)\s+)+")
_ITEMS = TypeAdapter(list[Item])


class HomeLists:
    """The lists of a home."""

    def __init__(self, client: HomeAssistant) -> None:
        self.client = client
        self._lists = Lists(client)
        self.meant = Meant(client, self._lists)

    async def show_list(self, list_name: str | None = None, item: str | None = None) -> ListShown:
        """Show a shopping or to-do list, or tell whether one thing is on it.

        Args:
            list_name: The list by name or id; the shopping list if left out.
            item: Only whether this is on it, such as "milk".
        """
        todo = await self.meant.find(list_name)
        asked = None if item is None else _SOME.sub("", item.strip()) or item
        return ListShown(name=todo.name, items=tuple(await self._lists.read(todo.id)), asked=asked)

    async def add_items(self, items: Things, list_name: str | None = None) -> Done:
        """Put things on a shopping or to-do list.

        Args:
            items: What to put there, each by itself, such as ["milk", "eggs"].
            list_name: The list by name or id; the shopping list if left out.
        """
        todo = await self.meant.find(list_name)
        before = await self._lists.read(todo.id)
        added: list[str] = []
        already: list[str] = []
        for summary in dict.fromkeys(each.strip() for each in items):
            same = all_called(before, summary)
            if any(not each.is_done for each in same):
                already.append(summary)
                continue
            if same:
                await self._lists.mark(todo.id, same[0].uid, "needs_action")
            else:
                await self._lists.add(todo.id, Item(summary=summary))
            added.append(summary)
        return await self._done(todo, before, "added", added, already=already)

    async def remove_items(self, items: Things, list_name: str | None = None) -> Done:
        """Take things off a shopping or to-do list.

        Args:
            items: What to take off, by name.
            list_name: The list by name or id; if left out, the one that they are on, the shopping list first.
        """
        todo, before = await self._read(list_name)
        found = _found(todo, before, items)
        await self._lists.remove(todo.id, [each.uid for each in found])
        names = [each.summary for each in found]
        return await self._done(todo, before, "removed", names, missing=_missing(before, items))

    async def tick_items(self, items: Things, list_name: str | None = None, done: bool = True) -> Done:  # noqa: FBT001, FBT002 - an argument of the verb
        """Tick things on a list as bought or done, or take the tick away.

        Args:
            items: What to tick, by name.
            list_name: The list by name or id; if left out, the one that they are on, the shopping list first.
            done: False to take the tick away.
        """
        todo, before = await self._read(list_name)
        found = _found(todo, before, items)
        status: Status = "completed" if done else "needs_action"
        for each in found:
            await self._lists.mark(todo.id, each.uid, status)
        changed = [each.summary for each in found if each.status != status]
        already = [each.summary for each in found if each.status == status]
        verb: Did = "ticked" if done else "unticked"
        return await self._done(todo, before, verb, changed, already=already, missing=_missing(before, items))

    async def clear_list(self, list_name: str | None = None, only_ticked: bool = False) -> Done:  # noqa: FBT001, FBT002 - an argument of the verb
        """Take everything off a shopping or to-do list, or only what is ticked.

        Args:
            list_name: The list by name or id; the shopping list if left out.
            only_ticked: True to leave on it what is still to buy or to do.
        """
        todo, before = await self._read(list_name)
        going = [each for each in before if each.is_done or not only_ticked]
        if going:
            await self._lists.remove(todo.id, [each.uid for each in going])
        return await self._done(todo, before, "removed", [each.summary for each in going])

    async def put_back_list(
        self, list_name: str, items: Annotated[Sequence[Item], Field(max_length=1000)]
    ) -> Done:
        """Bring a list back to what was on it before; used to undo.

        Args:
            list_name: The list.
            items: What shall be on it, in order.
        """
        todo, before = await self._read(list_name)
        await self._lists.restore(todo.id, before, items)
        return await self._done(todo, before, "put back", [])

    async def _done(
        self,
        todo: Device,
        before: Sequence[Item],
        did: Did,
        what: Sequence[str],
        *,
        already: Sequence[str] = (),
        missing: Sequence[str] = (),
    ) -> Done:
        after = await self._lists.read(todo.id)
        if what and plain(after) == plain(before):
            where = say_list(todo.name)
            raise Unavailable(f"Home Assistant took that, but {where} is as it was; try again in a minute.")
        answer = ListChanged(
            name=todo.name,
            did=did,
            what=tuple(what),
            already=tuple(already),
            missing=tuple(missing),
            items=tuple(after),
        )
        inverse: Call | Irreversible = Irreversible("Nothing was changed.")
        if plain(after) != plain(before):
            items: list[Json] = [each.model_dump(mode="json", exclude_none=True) for each in before]
            inverse = Call(PUT_BACK, {"list_name": todo.id, "items": items})
        return Done(answer, inverse, plain(after))

    async def _read(self, said: str | None) -> tuple[Device, list[Item]]:
        todo = await self.meant.find(said)
        return todo, await self._lists.read(todo.id)

    async def observe(self, args: Args) -> Json:
        """What is on the list now."""
        return plain(await self._lists.read((await self.meant.find(args.get("list_name"))).id))

    async def name_lists(self) -> list[Name]:
        """The lists."""
        names = name_kind(await self.client.home(), Kind.LIST)
        more = {
            each: [f"{each.spoken} list", f"{each.spoken.removesuffix('s')} list"]
            for each in names
            if "list" not in each.spoken.casefold()
        }
        return [
            *names,
            *(Name(each.id, said) for each, words in more.items() for said in dict.fromkeys(words)),
        ]

    async def say_add(self, args: Args) -> str:
        """The card of `add_items`."""
        return f"Put {say_all(texts(args, 'items'))} on {await self._title(args)}."

    async def say_remove(self, args: Args) -> str:
        """The card of `remove_items`."""
        return f"Take {say_all(texts(args, 'items'))} off {await self._title(args)}."

    async def say_tick(self, args: Args) -> str:
        """The card of `tick_items`."""
        what = "Take the tick from" if args.get("done") is False else "Tick"
        return f"{what} {say_all(texts(args, 'items'))} on {await self._title(args)}."

    async def say_clear(self, args: Args) -> str:
        """The card of `clear_list`: what would go."""
        todo = await self.meant.find(args.get("list_name"))
        only_ticked = args.get("only_ticked") is True
        going = [each for each in await self._lists.read(todo.id) if each.is_done or not only_ticked]
        what = "everything" if not only_ticked else "what is ticked"
        named = f" ({say_some([each.summary for each in going])})" if going else ""
        return f"Take {what} off {say_list(todo.name)}{named}."

    async def say_back(self, args: Args) -> str:
        """The card of `put_back_list`."""
        count = len(_ITEMS.validate_python(args.get("items")))
        return f"Bring {await self._title(args)} back to what it was, with {count} thing{'' if count == 1 else 's'} on it."

    async def _title(self, args: Args) -> str:
        return say_list((await self.meant.find(args.get("list_name"))).name)


def _found(todo: Device, before: Sequence[Item], items: Sequence[str]) -> list[Item]:
    """The items of these names, each once.

    Raises:
        Mistake: None of them is there.
    """
    found = {each.uid: each for item in items for each in all_called(before, item)}
    if not found:
        named = join_words(list(items))
        raise Mistake(f"{capital(named)} {be(items)} not on {say_list(todo.name)}; ask what is on it.")
    return list(found.values())


def _missing(before: Sequence[Item], items: Sequence[str]) -> list[str]:
    return [each for each in items if not all_called(before, each)]


def verbs(subject: HomeLists) -> tuple[Verb, ...]:
    """What `subject` can do."""

    def verb(
        run: Callable[..., Awaitable[Done]],
        card: Callable[[Args], Awaitable[str]],
        happened: Callable[[Args, Json], bool | None],
        keywords: str,
        *,
        resolve: Resolve = subject.meant.resolve,
        model: bool = True,
    ) -> Verb:
        return Verb(
            run,
            risk=Risk.WRITE,
            role=Role.CHILD,
            card=card,
            observe=subject.observe,
            happened=happened,
            resolve=resolve,
            model=model,
            keywords=keywords,
        )

    return (
        Verb(subject.show_list, keywords="shopping groceries to-do todo need buy list"),
        verb(
            subject.add_items,
            subject.say_add,
            seen.is_added,
            "shopping buy need get milk out of list put to-do",
        ),
        verb(
            subject.remove_items,
            subject.say_remove,
            seen.is_removed,
            "shopping take off delete list cross",
            resolve=subject.meant.resolving("home_remove_items"),
        ),
        verb(
            subject.tick_items,
            subject.say_tick,
            seen.is_ticked,
            "bought done got check off complete shopping to-do",
            resolve=subject.meant.resolving("home_tick_items"),
        ),
        verb(
            subject.clear_list,
            subject.say_clear,
            seen.is_cleared,
            "shopping clear empty start over everything off list",
        ),
        verb(subject.put_back_list, subject.say_back, seen.is_back, "undo restore", model=False),
    )
