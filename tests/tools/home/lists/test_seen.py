"""What a look at a list tells of a change: asked after a kill, so a wrong answer does it twice or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.home.rig import Rig
from tools.contract import Args, Json
from tools.home.lists import seen
from tools.home.lists.items import Item, plain

WORDS = st.sampled_from(["milk", "Milk", "oat milk", "bread", "white bread", "eggs"])
LISTS = st.lists(
    st.builds(Item, summary=WORDS, status=st.sampled_from(["needs_action", "completed"])), max_size=6
)

CHANGES: list[tuple[str, dict[str, Json]]] = [
    ("add_items", {"items": ["eggs", "bananas", "Tea"]}),
    ("remove_items", {"items": ["powder", "BREAD"]}),
    ("tick_items", {"items": ["Milk", "bread"]}),
    ("tick_items", {"items": ["banana"], "done": False}),
    ("clear_list", {}),
    ("clear_list", {"only_ticked": True}),
]


async def look(rig: Rig, name: str, args: Args) -> bool | None:
    """What the door would find out after a kill, from the arguments that it had written down."""
    verb = rig.verbs[f"home_{name}"].verb
    assert verb.observe is not None
    assert verb.happened is not None
    return verb.happened(args, await verb.observe(args))


@pytest.mark.parametrize(("name", "args"), CHANGES)
async def test_a_look_tells_a_change_from_none_and_from_one_that_was_put_back(
    rig: Rig, name: str, args: dict[str, Json]
) -> None:
    admitted = await rig.admit(name, args)
    assert await look(rig, name, admitted) is False

    done = await rig.do(name, **args)
    assert await look(rig, name, admitted) is True

    back = done.inverse
    await rig.undo(done)
    assert await look(rig, name, admitted) is False
    assert await look(rig, "put_back_list", dict(getattr(back, "args", {}))) is True


async def test_half_a_change_is_none(rig: Rig) -> None:
    admitted = await rig.admit("remove_items", {"items": ["milk", "bread"]})
    await rig.do("remove_items", items=["bread"])
    assert await look(rig, "remove_items", admitted) is False


async def test_what_is_only_called_alike_is_left_alone_after_a_kill(rig: Rig) -> None:
    """Once "bread" was taken off, a second try would have taken "white bread"."""
    await rig.do("add_items", items=["white bread"])
    admitted = await rig.admit("remove_items", {"items": ["bread"]})
    await rig.do("remove_items", items=["bread"])
    assert await look(rig, "remove_items", admitted) is True


def test_duplicates_count_all_together() -> None:
    milk, again = Item(summary="milk"), Item(summary="Milk", status="completed")
    told = plain([milk, again])
    assert seen.is_added({"items": ["MILK"]}, told) is True
    assert seen.is_removed({"items": ["milk"]}, plain([again])) is False
    assert seen.is_ticked({"items": ["milk"]}, told) is False
    assert seen.is_ticked({"items": ["milk"]}, plain([again])) is True
    assert seen.is_added({"items": ["milk"]}, plain([again])) is False


def test_what_was_renamed_in_case_or_order_is_told_apart_where_it_matters() -> None:
    wanted = [{"summary": "milk"}, {"summary": "eggs"}]
    assert seen.is_back({"items": wanted}, plain([Item(summary="milk"), Item(summary="eggs")])) is True
    assert seen.is_back({"items": wanted}, plain([Item(summary="eggs"), Item(summary="milk")])) is False
    assert seen.is_back({"items": wanted}, plain([Item(summary="Milk"), Item(summary="eggs")])) is False
    assert seen.is_removed({"items": ["eggs"]}, plain([Item(summary="Eggs")])) is False


@pytest.mark.parametrize("told", [None, "nonsense", 3, [{"no": "item"}], {"summary": "milk"}])
def test_what_is_no_list_tells_nothing(told: Json) -> None:
    for happened in (seen.is_added, seen.is_removed, seen.is_ticked, seen.is_cleared):
        assert happened({"items": ["milk"]}, told) is None
    assert seen.is_back({"items": []}, told) is None


@given(LISTS, st.lists(WORDS, min_size=1, max_size=3))
def test_added_and_removed_exclude_each_other_and_a_new_item_makes_it_added(
    items: list[Item], wanted: list[str]
) -> None:
    args: Args = {"items": wanted}
    told = plain(items)
    assert not (seen.is_added(args, told) and seen.is_removed(args, told))
    more = [*items, *(Item(summary=each.swapcase()) for each in wanted)]
    assert seen.is_added(args, plain(more)) is True
    names = {each.casefold() for each in wanted}
    fewer = [each for each in items if each.summary.casefold() not in names]
    assert seen.is_removed(args, plain(fewer)) is True
    ticked = [each.model_copy(update={"status": "completed"}) for each in more]
    assert seen.is_ticked(args, plain(ticked)) is True
    assert seen.is_ticked({**args, "done": False}, plain(ticked)) is False
    assert seen.is_cleared({"only_ticked": True}, plain(ticked)) is False
    assert seen.is_cleared({}, plain([])) is True
