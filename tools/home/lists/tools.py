"""What is on the shopping and to-do lists, and how that is changed."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from memory.errors import Mistake, Unavailable
from memory.people import Role
from tools.contract import Args, Call, Done, Irreversible, Json, Name, Risk, Verb
from tools.home.arguments import Items, texts
from tools.home.homeassistant import HomeAssistant
from tools.home.lists import seen
from tools.home.lists.answers import ListChanged, ListShown
from tools.home.lists.items import Item, Lists, Status, items_named, plain, same_item
from tools.home.models import Device, Kind
from tools.home.names import find_one, name_kind
from tools.home.words import join_words

PHRASES = Path(__file__).parent / "phrases"
PUT_BACK = "home_put_back_list"


def _split(value: object) -> object:
    """What was said in one breath, "milk, tea and eggs", is several things."""
    return re.split(r",\s*(?:and\s+)?|\s+and\s+", value.strip()) if isinstance(value, str) else value


Things = Annotated[Items, BeforeValidator(_split)]
_SHOPPING = ("shopping", "grocer")
_ITEMS = TypeAdapter(list[Item])


class HomeLists:
    """The lists of a home."""

    def __init__(self, client: HomeAssistant) -> None:
        self.client = client
        self._lists = Lists(client)

    async def show_list(self, list_name: str | None = None) -> ListShown:
        """Show a shopping or to-do list.

        Args:
            list_name: The list by name or id; the shopping list if left out.
        """
        todo = await self._find(list_name)
        return ListShown(name=todo.name, items=tuple(await self._lists.read(todo.id)))

    async def add_items(self, items: Things, list_name: str | None = None) -> Done:
        """Put things on a shopping or to-do list.

        Args:
            items: What to put there, each by itself, such as ["milk", "eggs"].
            list_name: The list by name or id; the shopping list if left out.
        """
        todo = await self._find(list_name)
        before = await self._lists.read(todo.id)
        added: list[str] = []
        for summary in (each.strip() for each in items):
            same = same_item(before, summary)
            if same is None:
                await self._lists.add(todo.id, Item(summary=summary))
            elif same.is_done:
                await self._lists.mark(todo.id, same.uid, "needs_action")
            if same is None or same.is_done:
                added.append(summary)
        return await self._done(todo, before, "added", added, items)

    async def remove_items(self, items: Things, list_name: str | None = None) -> Done:
        """Take things off a shopping or to-do list.

        Args:
            items: What to take off, by name.
            list_name: The list by name or id; the shopping list if left out.
        """
        todo = await self._find(list_name)
        before = await self._lists.read(todo.id)
        found = [each for item in items for each in items_named(before, item)]
        if not found:
            raise Mistake(_missing(todo, items))
        await self._lists.remove(todo.id, [each.uid for each in found])
        return await self._done(todo, before, "removed", [each.summary for each in found], items)

    async def tick_items(self, items: Things, list_name: str | None = None, done: bool = True) -> Done:  # noqa: FBT001, FBT002 - an argument of the verb
        """Tick things on a list as bought or done, or take the tick away.

        Args:
            items: What to tick, by name.
            list_name: The list by name or id; the shopping list if left out.
            done: False to take the tick away.
        """
        todo = await self._find(list_name)
        before = await self._lists.read(todo.id)
        found = [each for item in items for each in items_named(before, item)]
        if not found:
            raise Mistake(_missing(todo, items))
        status: Status = "completed" if done else "needs_action"
        for each in found:
            await self._lists.mark(todo.id, each.uid, status)
        verb = "ticked" if done else "unticked"
        return await self._done(todo, before, verb, [each.summary for each in found], items)

    async def put_back_list(
        self, list_name: str, items: Annotated[Sequence[Item], Field(max_length=1000)]
    ) -> Done:
        """Bring a list back to what was on it before; used to undo.

        Args:
            list_name: The list.
            items: What shall be on it, in order.
        """
        todo = await self._find(list_name)
        before = await self._lists.read(todo.id)
        await self._restore(todo.id, before, items)
        return await self._done(todo, before, "put back", [], [])

    async def _restore(self, todo: str, now: Sequence[Item], wanted: Sequence[Item]) -> None:
        """Take off what was not there, put back what was, set the ticks, then the order."""
        kept = {each.uid for each in wanted}
        if extra := [each.uid for each in now if each.uid not in kept]:
            await self._lists.remove(todo, extra)
        known = {each.uid: each for each in now}
        after: str | None = None
        for item in wanted:
            uid = item.uid
            if item.uid not in known:
                uid = await self._add(todo, item)
            elif known[item.uid].status != item.status:
                await self._lists.mark(todo, uid, item.status)
            await self._lists.move(todo, uid, after)
            after = uid

    async def _add(self, todo: str, item: Item) -> str:
        """Add an item that had gone; returns the id that it has now."""
        before = {each.uid for each in await self._lists.read(todo)}
        await self._lists.add(todo, item)
        new = [each for each in await self._lists.read(todo) if each.uid not in before]
        if not new:
            raise Unavailable(f"Home Assistant took “{item.summary}” but does not show it; look at the list.")
        if item.is_done:
            await self._lists.mark(todo, new[-1].uid, item.status)
        return new[-1].uid

    async def _done(
        self,
        todo: Device,
        before: Sequence[Item],
        did: Literal["added", "removed", "ticked", "unticked", "put back"],
        what: Sequence[str],
        asked: Sequence[str],
    ) -> Done:
        after = await self._lists.read(todo.id)
        if what and plain(after) == plain(before):
            raise Unavailable(
                f"Home Assistant took that, but {todo.name} is as it was; try again in a minute."
            )
        rest = [each for each in asked if each.strip().casefold() not in {one.casefold() for one in what}]
        answer = ListChanged(
            name=todo.name, did=did, what=tuple(what), already=tuple(rest), items=tuple(after)
        )
        inverse: Call | Irreversible = Irreversible("Nothing was changed.")
        if plain(after) != plain(before):
            items: list[Json] = [each.model_dump(mode="json", exclude_none=True) for each in before]
            inverse = Call(PUT_BACK, {"list_name": todo.id, "items": items})
        return Done(answer, inverse, plain(after))

    async def _find(self, said: str | None) -> Device:
        home = await self.client.home()
        lists = home.of_kind(Kind.LIST)
        if not lists:
            raise Mistake("Home Assistant has no list yet; add “Shopping list” under its integrations.")
        if said is not None:
            return find_one(home, said, Kind.LIST, "list")
        shopping = [
            each for each in lists if any(word in f"{each.id} {each.name}".casefold() for word in _SHOPPING)
        ]
        if len(shopping) == 1 or len(lists) == 1:
            return (shopping or lists)[0]
        raise Mistake(f"Which list: {join_words([each.name for each in lists], 'or')}?")

    async def resolve(self, args: Args) -> Args:
        """The list by its id."""
        name = args.get("list_name")
        found = await self._find(str(name) if name is not None else None)
        return {**args, "list_name": found.id}

    async def observe(self, args: Args) -> Json:
        """What is on the list now."""
        name = args.get("list_name")
        return plain(await self._lists.read((await self._find(str(name) if name is not None else None)).id))

    async def name_lists(self) -> list[Name]:
        """The lists."""
        names = name_kind(await self.client.home(), Kind.LIST)
        return [
            *names,
            *(Name(each.id, f"{each.spoken} list") for each in names if "list" not in each.spoken.casefold()),
        ]

    async def say_add(self, args: Args) -> str:
        """The card of `add_items`."""
        return f"Put {join_words(texts(args, 'items'))} on {await self._title(args)}."

    async def say_remove(self, args: Args) -> str:
        """The card of `remove_items`."""
        return f"Take {join_words(texts(args, 'items'))} off {await self._title(args)}."

    async def say_tick(self, args: Args) -> str:
        """The card of `tick_items`."""
        what = "Take the tick from" if args.get("done") is False else "Tick"
        return f"{what} {join_words(texts(args, 'items'))} on {await self._title(args)}."

    async def say_back(self, args: Args) -> str:
        """The card of `put_back_list`."""
        count = len(_ITEMS.validate_python(args.get("items")))
        return f"Bring {await self._title(args)} back to what it was, with {count} thing{'' if count == 1 else 's'} on it."

    async def _title(self, args: Args) -> str:
        name = args.get("list_name")
        todo = await self._find(str(name) if name is not None else None)
        return f"the list “{todo.name}”"


def _missing(todo: Device, items: Sequence[str]) -> str:
    return f"{join_words(list(items))} {'is' if len(items) == 1 else 'are'} not on {todo.name}; ask what is on it."


def verbs(subject: HomeLists) -> tuple[Verb, ...]:
    """What `subject` can do."""
    write = Risk.WRITE
    observe, resolve = subject.observe, subject.resolve
    return (
        Verb(subject.show_list, keywords="shopping groceries to-do todo need buy list"),
        Verb(
            subject.add_items,
            risk=write,
            role=Role.CHILD,
            card=subject.say_add,
            observe=observe,
            happened=seen.is_added,
            resolve=resolve,
            keywords="shopping buy need get milk out of list put to-do",
        ),
        Verb(
            subject.remove_items,
            risk=write,
            role=Role.CHILD,
            card=subject.say_remove,
            observe=observe,
            happened=seen.is_removed,
            resolve=resolve,
            keywords="shopping take off delete list cross",
        ),
        Verb(
            subject.tick_items,
            risk=write,
            role=Role.CHILD,
            card=subject.say_tick,
            observe=observe,
            happened=seen.is_ticked,
            resolve=resolve,
            keywords="bought done got check off complete shopping to-do",
        ),
        Verb(
            subject.put_back_list,
            risk=write,
            role=Role.CHILD,
            card=subject.say_back,
            observe=observe,
            happened=seen.is_back,
            model=False,
            keywords="undo restore",
        ),
    )
