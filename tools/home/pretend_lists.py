"""The to-do lists of a pretend home."""

from collections.abc import Callable

from pydantic import JsonValue

from tools.home.pretend import PretendHome
from tools.home.pretend_services import ServiceFault
from tools.home.pretend_state import Context, ListItem


class PretendLists:
    """Does what `todo` services and commands say."""

    def __init__(self, home: PretendHome) -> None:
        self._home = home

    def items(self, key: str) -> list[JsonValue]:
        """What is on a list, as `todo/item/list` answers."""
        return [each.model_dump(mode="json", exclude_none=True) for each in self._items(key)]

    def call(self, verb: str, key: str, data: dict[str, JsonValue], context: Context) -> None:
        """A service on one list."""
        calls: dict[str, Callable[[list[ListItem], dict[str, JsonValue]], None]] = {
            "add_item": self._add,
            "update_item": self._update,
            "remove_item": self._remove,
        }
        if verb not in calls:
            raise ServiceFault("not_found", f"Service todo.{verb} not found.")
        items = self._items(key)
        calls[verb](items, data)
        self._home.put(key, context, str(sum(each.status == "needs_action" for each in items)))

    def move(self, key: str, uid: str, after: str | None) -> None:
        """Put an item right after another one, or first."""
        items = self._items(key)
        moved = _find(items, uid)
        items.remove(moved)
        items.insert(0 if after is None else items.index(_find(items, after)) + 1, moved)

    def _items(self, key: str) -> list[ListItem]:
        if key not in self._home.state.lists:
            raise ServiceFault("not_found", "Entity not found")
        return self._home.state.lists[key]

    def _add(self, items: list[ListItem], data: dict[str, JsonValue]) -> None:
        due, description = data.get("due_date") or data.get("due_datetime"), data.get("description")
        uid = self._home.new_context(None).id
        items.append(
            ListItem(
                uid=uid,
                summary=str(data["item"]),
                due=str(due) if due else None,
                description=str(description) if description else None,
            )
        )

    def _update(self, items: list[ListItem], data: dict[str, JsonValue]) -> None:
        item = _find(items, str(data["item"]))
        item.summary = str(data.get("rename", item.summary))
        status = data.get("status", item.status)
        if status not in ("needs_action", "completed"):
            raise ServiceFault("invalid_format", "status: value must be one of needs_action, completed")
        item.status = str(status)

    def _remove(self, items: list[ListItem], data: dict[str, JsonValue]) -> None:
        named = data["item"]
        for each in named if isinstance(named, list) else [named]:
            items.remove(_find(items, str(each)))


def _find(items: list[ListItem], said: str) -> ListItem:
    for item in items:
        if said in {item.uid, item.summary}:
            return item
    raise ServiceFault("service_validation_error", f"Unable to find to-do list item: {said}")
