"""What the buttons of a question say."""

from dataclasses import replace

import pytest

from bot.brains.grammar.understanding import Understanding
from tests.bot.brains.grammar.garden import Listener
from tools.contract import Domain, Name


async def offered(garden: Domain, *beds: Name) -> list[tuple[str, object]]:
    """What is offered, with the bed it means, where "the lawn" may be any of `beds`."""

    async def name_beds() -> list[Name]:
        return list(beds)

    listener = Listener(Understanding([replace(garden, names={**garden.names, "bed": name_beds})]))
    parse = await listener.hears("how dry is the lawn")
    return [(each.label, dict(each.call.args)["bed"]) for each in parse.choices if each.call is not None]


@pytest.mark.parametrize(
    ("spoken", "area", "label"),
    [
        ("big lawn", "Yard", "big lawn (Yard)"),
        ("big lawn in the back Yard", "Back yard", "big lawn in the back Yard"),
        ("big yardside lawn", "Yard", "big yardside lawn (Yard)"),
        ("big lawn", None, "big lawn"),
    ],
)
async def test_a_button_says_where_something_is_once(
    garden: Domain, spoken: str, area: str | None, label: str
) -> None:
    told = await offered(garden, Name("b1", spoken, area=area), Name("b2", "small lawn", area="Street"))
    assert set(told) == {(label, "b1"), ("small lawn (Street)", "b2")}


async def test_what_has_several_names_is_offered_once(garden: Domain) -> None:
    names = [
        Name("b1", "front lawn"),
        Name("b1", "old lawn"),
        Name("b2", "back lawn"),
        Name("b3", "side lawn"),
    ]
    assert sorted(str(bed) for _, bed in await offered(garden, *names)) == ["b1", "b2", "b3"]
