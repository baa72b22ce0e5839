"""From what is on a list now, whether a change of it took effect: asked after a kill, before anybody is told.

Items stand in the arguments by their full names by then, so that only what is called exactly so counts: when "bread" was
taken off, "white bread" is something else.
"""

from pydantic import TypeAdapter, ValidationError

from tools.contract import Args, Json
from tools.home.arguments import texts
from tools.home.lists.items import Item, all_called, plain

_ITEMS = TypeAdapter(list[Item])


def is_added(args: Args, seen: Json) -> bool | None:
    """Whether everything that was to be added is there and open."""
    items = _read(seen)
    if items is None:
        return None
    named = (all_called(items, each) for each in texts(args, "items"))
    return all(any(not each.is_done for each in found) for found in named)


def is_removed(args: Args, seen: Json) -> bool | None:
    """Whether nothing that was to be removed is there."""
    items = _read(seen)
    return None if items is None else not any(all_called(items, each) for each in texts(args, "items"))


def is_ticked(args: Args, seen: Json) -> bool | None:
    """Whether everything that was to be ticked, or to lose its tick, has done so."""
    items = _read(seen)
    if items is None:
        return None
    wanted = args.get("done") is not False
    named = (all_called(items, each) for each in texts(args, "items"))
    return all(found and all(each.is_done == wanted for each in found) for found in named)


def is_cleared(args: Args, seen: Json) -> bool | None:
    """Whether nothing is left of what was to go: everything, or what was ticked."""
    items = _read(seen)
    only_ticked = args.get("only_ticked") is True
    return None if items is None else not any(each.is_done or not only_ticked for each in items)


def is_back(args: Args, seen: Json) -> bool | None:
    """Whether the list is what it was brought back to."""
    items, wanted = _read(seen), _read(args.get("items"))
    return None if items is None or wanted is None else plain(items) == plain(wanted)


def _read(told: object) -> list[Item] | None:
    try:
        return _ITEMS.validate_python(told)
    except ValidationError:
        return None
