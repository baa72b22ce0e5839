"""Lists as people speak of them."""

import pytest

from memory.errors import Mistake
from tests.tools.home.rig import Rig
from tools.contract import Unclear


def on(rig: Rig, todo: str = "todo.shopping_list") -> list[str]:
    """What is on a list at the far end; what is ticked in brackets."""
    items = rig.state().lists[todo]
    return [each.summary if each.status == "needs_action" else f"({each.summary})" for each in items]


async def test_whether_one_thing_is_on_the_list_is_answered_with_yes_or_no(rig: Rig) -> None:
    assert await rig.ask("show_list", item="milk") == "Yes, milk is on the shopping list."
    assert await rig.ask("show_list", item="any eggs") == "No, eggs are not on the shopping list."
    assert await rig.ask("show_list", item="banana") == "Bananas are ticked already on the shopping list."
    assert await rig.ask("show_list", item="bins", list_name="chores") == (
        "Yes, “take the bins out” is on the chores list."
    )


async def test_some_milk_and_some_more_eggs_are_milk_and_eggs(rig: Rig) -> None:
    done = await rig.do("add_items", items="some milk, the tea and some more eggs")
    assert on(rig) == ["milk", "bread", "washing powder", "(bananas)", "tea", "eggs"]
    assert (
        str(done.answer)
        == "Tea and eggs are on the shopping list. Milk was there already. 5 things on it now."
    )


async def test_a_list_is_cleared_and_put_back_with_its_ticks(rig: Rig) -> None:
    before = on(rig)
    done = await rig.do("clear_list")
    assert on(rig) == []
    assert str(done.answer).endswith("off the shopping list. Nothing is left on it.")
    await rig.undo(done)
    assert on(rig) == before

    await rig.do("clear_list", only_ticked=True)
    assert on(rig) == ["milk", "bread", "washing powder"]


async def test_an_empty_list_is_cleared_without_a_word_about_undo(rig: Rig) -> None:
    await rig.do("clear_list")
    again = await rig.do("clear_list")
    assert str(again.answer) == "There was nothing to take off. Nothing is left on it."


async def test_a_chore_is_ticked_on_the_list_that_it_is_on(rig: Rig) -> None:
    done = await rig.do("tick_items", items=["bins"])
    assert on(rig, "todo.chores") == ["water the plants", "(take the bins out)"]
    assert "“take the bins out” is ticked on the chores list." in str(done.answer)


async def test_a_word_that_fits_several_things_is_asked_about_and_the_button_does_it(rig: Rig) -> None:
    await rig.do("add_items", items=["oat milk", "soya milk"])
    await rig.do("remove_items", items=["milk"])
    assert "oat milk" in on(rig)
    with pytest.raises(Unclear) as asked:
        await rig.admit("remove_items", {"items": ["milk"]})
    label, call = asked.value.options[0]
    assert label == "oat milk"
    await rig.do(call.verb.removeprefix("home_"), **call.args)
    assert "oat milk" not in on(rig)
    assert "soya milk" in on(rig)


async def test_what_is_not_there_is_said(rig: Rig) -> None:
    with pytest.raises(Mistake, match="Caviar is not on the shopping list"):
        await rig.do("remove_items", items=["caviar"])
    done = await rig.do("remove_items", items=["caviar", "bread"])
    assert str(done.answer) == "Bread is off the shopping list. Caviar is not on it. 2 things on it now."
