"""From what is on a list now, whether a change of it took effect: asked after a kill, before anybody is told."""

from pydantic import TypeAdapter, ValidationError

from tools.contract import Args, Json
from tools.home.arguments import texts
from tools.home.lists.items import Item, items_named, plain

_ITEMS = TypeAdapter(list[Item])


def is_added(args: Args, seen: Json) -> bool | None:
    """Whether everything that was to be added is there and open."""
    items = _read(seen)
    if items is None:
        return None
    there = {each.summary.casefold() for each in items if not each.is_done}
    return {each.strip().casefold() for each in texts(args, "items")} <= there


def is_removed(args: Args, seen: Json) -> bool | None:
    """Whether nothing that was to be removed is there."""
    items = _read(seen)
    return None if items is None else not any(items_named(items, each) for each in texts(args, "items"))


def is_ticked(args: Args, seen: Json) -> bool | None:
    """Whether everything that was to be ticked, or to lose its tick, has done so."""
    items = _read(seen)
    if items is None:
        return None
    wanted = args.get("done") is not False
    named = [items_named(items, each) for each in texts(args, "items")]
    return all(found and all(each.is_done == wanted for each in found) for found in named)


def is_back(args: Args, seen: Json) -> bool | None:
    """Whether the list is what it was brought back to."""
    items, wanted = _read(seen), _read(args.get("items"))
    return None if items is None or wanted is None else plain(items) == plain(wanted)


def _read(told: object) -> list[Item] | None:
    try:
        return _ITEMS.validate_python(told)
    except ValidationError:
        return None
