"""To-do lists of Home Assistant: read and written item by item."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from memory.errors import Unavailable
from memory.holding import hold
from tools.contract import Json
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.line import ANSWER_SECONDS, NONSENSE, CommandRefused

Status = Literal["needs_action", "completed"]
_ARTICLES = frozenset({"the", "a", "an", "some", "any", "more", "my", "our"})
_SHORT = 3


class Item(BaseModel):
    """One thing on a list; `uid` is Home Assistant's."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    summary: str
    uid: str = ""
    status: Status = "needs_action"
    due: str | None = None
    description: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is ticked."""
        return self.status == "completed"


class _Items(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)
    items: list[Item]


class Lists:
    """Reads and writes the items of lists by their entity ids."""

    def __init__(self, client: HomeAssistant) -> None:
        self._client = client

    async def read(self, todo: str) -> list[Item]:
        """Everything on a list, in its order."""
        try:
            return _Items.model_validate(await self._client.ask("todo/item/list", entity_id=todo)).items
        except ValidationError as error:
            raise Unavailable(NONSENSE) from error

    async def add(self, todo: str, item: Item) -> None:
        """Put something at the end of a list."""
        data: dict[str, Json] = {"item": item.summary}
        if item.due is not None:
            data["due_datetime" if "T" in item.due else "due_date"] = item.due
        if item.description is not None:
            data["description"] = item.description
        await self._client.serve(ServiceCall("todo.add_item", data), [todo])

    async def remove(self, todo: str, uids: Sequence[str]) -> None:
        """Take things off a list."""
        await self._client.serve(ServiceCall("todo.remove_item", {"item": list(uids)}), [todo])

    async def mark(self, todo: str, uid: str, status: Status) -> None:
        """Tick something, or take the tick away."""
        await self._client.serve(ServiceCall("todo.update_item", {"item": uid, "status": status}), [todo])

    async def restore(self, todo: str, now: Sequence[Item], wanted: Sequence[Item]) -> None:
        """Take off what was not there, put back what was, set the ticks, then the order."""
        kept = {each.uid for each in wanted}
        if extra := [each.uid for each in now if each.uid not in kept]:
            await self.remove(todo, extra)
        known = {each.uid: each for each in now}
        after: str | None = None
        for item in wanted:
            uid = item.uid
            if item.uid not in known:
                uid = await self._add_again(todo, item)
            elif known[item.uid].status != item.status:
                await self.mark(todo, uid, item.status)
            await self.move(todo, uid, after)
            after = uid

    async def _add_again(self, todo: str, item: Item) -> str:
        """Add an item that had gone; returns the id that it has now."""
        before = {each.uid for each in await self.read(todo)}
        await self.add(todo, item)
        new = [each for each in await self.read(todo) if each.uid not in before]
        if not new:
            raise Unavailable(f"Home Assistant took “{item.summary}” but does not show it; look at the list.")
        if item.is_done:
            await self.mark(todo, new[-1].uid, item.status)
        return new[-1].uid

    async def move(self, todo: str, uid: str, after: str | None) -> None:
        """Put something right after another, or first; where a list has no order of its own, nothing happens."""
        fields: dict[str, Json] = {"entity_id": todo, "uid": uid}
        if after is not None:
            fields["previous_uid"] = after
        try:
            hold("todo/item/move")
            await self._client.ask("todo/item/move", seconds=ANSWER_SECONDS, **fields)
        except CommandRefused as refused:
            if refused.code != "not_supported":
                raise


def all_called(items: Sequence[Item], summary: str) -> list[Item]:
    """The items with exactly these words, whatever their case."""
    wanted = summary.strip().casefold()
    return [each for each in items if each.summary.strip().casefold() == wanted]


def all_like(items: Sequence[Item], said: str) -> list[Item]:
    """The items that somebody may mean by some words: those called so, or else those with all of these words in them."""
    wanted = _words(said)
    exact = all_called(items, said) or [each for each in items if _words(each.summary) == wanted]
    return exact or [each for each in items if wanted and wanted <= _words(each.summary)]


def _words(text: str) -> frozenset[str]:
    """The words of an item, one thing or several: "the bananas" is "banana"."""
    words = (word for word in text.casefold().split() if word not in _ARTICLES)
    return frozenset(word.removesuffix("s") if len(word) > _SHORT else word for word in words)


def plain(items: Sequence[Item]) -> Json:
    """A list for comparing: what is on it, in order; Home Assistant's ids change when things are put back."""
    return [
        {"summary": each.summary, "status": each.status, "due": each.due, "description": each.description}
        for each in items
    ]
