"""People are told apart, whatever alphabet their names are written in."""

import pytest

from bot.directory import People
from bot.settings import PersonSettings
from memory.errors import Misconfigured
from memory.people import Role


def test_names_without_a_latin_letter_are_people_of_their_own() -> None:
    named = [PersonSettings(name="Анна", role="owner"), PersonSettings(name="Борис", role="child")]
    people = People(named, "en_GB")
    boris = people.named("борис")
    assert people.find(boris.id) == boris
    assert boris.role is Role.CHILD


def test_two_people_whom_nobody_could_tell_apart_are_refused() -> None:
    with pytest.raises(Misconfigured, match="Anna and anna"):
        People(
            [PersonSettings(name="Anna", role="owner"), PersonSettings(name="anna", role="child")], "en_GB"
        )
