"""To-do lists of Home Assistant: read and written item by item."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from memory.errors import Mistake, Unavailable
from memory.holding import hold
from tools.contract import Json
from tools.home.homeassistant import HomeAssistant, ServiceCall
from tools.home.line import ANSWER_SECONDS, NONSENSE, CommandRefused
from tools.home.words import join_words

Status = Literal["needs_action", "completed"]


class Item(BaseModel):
    """One thing on a list; `uid` is Home Assistant's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

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
    model_config = ConfigDict(extra="ignore")
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


def same_item(items: Sequence[Item], summary: str) -> Item | None:
    """The item with exactly these words, whatever their case."""
    return next((each for each in items if each.summary.casefold() == summary.casefold()), None)


def items_named(items: Sequence[Item], said: str) -> list[Item]:
    """The item called so: exactly, or else the only one with that word in it.

    Raises:
        Mistake: Several have it; the sentence names them.
    """
    wanted = said.strip().casefold()
    exact = [each for each in items if each.summary.casefold() == wanted]
    if exact:
        return exact
    part = [each for each in items if wanted in each.summary.casefold().split() or wanted == each.uid]
    if len(part) > 1:
        raise Mistake(f"Which one: {join_words([each.summary for each in part], 'or')}?")
    return part


def plain(items: Sequence[Item]) -> Json:
    """A list for comparing: what is on it, in order; Home Assistant's ids change when things are put back."""
    return [
        {"summary": each.summary, "status": each.status, "due": each.due, "description": each.description}
        for each in items
    ]
