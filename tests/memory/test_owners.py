import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.errors import Mistake
from memory.index import collection
from memory.owners import HOUSEHOLD, owner_of

HOSTILE = [
    "",
    " ",
    "*",
    "anna ",
    " anna",
    "Anna",
    "ANNA",
    "anna' OR 1=1",
    'anna" OR "1"="1',
    "person:anna",
    "anna\0",
    "anna\n",
    "anna--",
    "-anna",
    "an_na",
    "anna*",
    "../anna",
    "$or",
    "{}",
    "\uff41\uff4e\uff4e\uff41",  # full width: folds to anna
    "\ufb01ona",  # a ligature
    "a" * 101,
]


@pytest.mark.parametrize("person_id", HOSTILE)
def test_what_is_no_id_of_ours_owns_nothing(person_id: str) -> None:
    with pytest.raises(Mistake, match="nobody of this household"):
        owner_of(person_id)


def test_a_person_called_household_is_not_the_household() -> None:
    assert owner_of("household") != HOUSEHOLD
    assert not owner_of("household").is_household


@given(st.text(), st.text())
def test_two_ids_are_never_one_owner(one: str, other: str) -> None:
    try:
        first, second = owner_of(one), owner_of(other)
    except Mistake:
        return
    assert (first == second) == (one == other)
    assert (collection(first) == collection(second)) == (one == other)
    assert collection(first) != collection(HOUSEHOLD)


def test_ids_that_look_alike_are_two_owners() -> None:
    cyrillic = "аnna"  # noqa: RUF001 - that is the point
    assert owner_of(cyrillic) != owner_of("anna")
    assert collection(owner_of(cyrillic)) != collection(owner_of("anna"))
