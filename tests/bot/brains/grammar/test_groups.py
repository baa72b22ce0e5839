"""Groups made of a word for a kind and a place, over live names that any domain may give."""

from collections.abc import Sequence

import pytest

from bot.brains.grammar.groups import Group, read_group
from bot.brains.grammar.names import LiveNames
from tools.contract import Domain, Name

BEDS = (
    Name("bed.rose", "rose bed", area="Front"),
    Name("bed.herb", "herb bed", area="Back"),
    Name("bed.moss", "moss bed", area="Back"),
    Name("bed@all", "beds"),
    Name("plot@one", "bed"),
)
PLACES = (Name("bed@front", "front"), Name("bed@back", "back"))


def _telling(names: Sequence[Name]):  # noqa: ANN202 - what Domain.names takes
    async def tell() -> Sequence[Name]:
        return names

    return tell


@pytest.fixture
def garden() -> Domain:
    names = {"bed": _telling(BEDS), "bed_area": _telling(PLACES)}
    return Domain(name="garden", summary="Beds.", verbs=(), phrases=(), names=names)


async def read(garden: Domain, said: str) -> Group | None:
    live = LiveNames()
    await live.fetch(garden)
    return read_group(live, garden, "bed", tuple(said.split()))


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("beds", ("bed@all",)),
        ("the beds in the front and the back", ("bed@front", "bed@back")),
        ("every bed at the back", ("plot@back",)),
        ("the front bed", ("bed.rose",)),
    ],
)
async def test_a_kind_and_places_are_a_group(garden: Domain, said: str, ids: tuple[str, ...]) -> None:
    found = await read(garden, said)
    assert found is not None
    assert (found.ids, found.rivals) == (ids, ())


async def test_one_of_several_in_a_place_is_left_open(garden: Domain) -> None:
    found = await read(garden, "the bed at the back")
    assert found is not None
    assert {name.id for name in found.rivals} == {"bed.herb", "bed.moss"}


@pytest.mark.parametrize("said", ["front", "beds of lettuce", "beds beds somewhere"])
async def test_anything_else_is_none(garden: Domain, said: str) -> None:
    assert await read(garden, said) is None
