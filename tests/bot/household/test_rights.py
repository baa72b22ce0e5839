"""Who may do something, and what somebody may do."""

import pytest

from bot.household.rights import Rights
from memory.errors import Mistake
from memory.people import Person, Role
from tests.bot.house import House
from tools.contract import Caller


def rights_of(house: House) -> Rights:
    """The questions as the house has them."""
    verb = house.local.parts.mind.door.verbs["household_who_may"].verb
    rights = getattr(verb.run, "__self__", None)
    assert isinstance(rights, Rights)
    return rights


def told_to(house: House, name: str) -> Caller:
    return Caller(house.local.people.named(name), f"ask:{name.casefold()}", "a test")


async def test_who_may_names_everybody_rightly_and_changes_nothing(house: House) -> None:
    told = (await house.says("who may end spotify?")).reply
    assert (
        told
        == "End Spotify:\nYou and Ben may, after a yes to the card.\nFor Leo and Mia I ask an adult first."
    )
    told = (await house.says("who may clean up the junk?", by="Ben", conversation="ben")).reply
    assert "Anna and you may." in told
    assert house.written() == []


async def test_what_somebody_may_follows_from_role_and_risk(house: House) -> None:
    rights = rights_of(house)
    anna, leo = told_to(house, "Anna"), told_to(house, "Leo")
    told = str(await rights.what_may(anna, "Leo"))
    assert told.startswith("Leo is a child.")
    asks = next(line for line in told.splitlines() if line.startswith("I ask an adult first: "))
    assert "end a running program" in asks
    assert "After a yes" not in told
    assert "Not at all: " in told
    mine = str(await rights.what_may(leo))
    assert mine.startswith("You are a child.")
    assert mine.partition("\n")[2] == told.partition("\n")[2]
    owner = str(await rights.what_may(anna))
    assert owner.startswith("You are the owner.\nAfter a yes to the card: ")
    assert "Not at all" not in owner


async def test_what_may_be_done_at_once_is_what_the_door_lets_through(house: House) -> None:
    """What is told as needing an adult does, and what is told as nobody's business is refused."""
    told = await rights_of(house).what_may(told_to(house, "Mia"))
    assert any("end a running program" in each for each in told.by_asking)
    report = await house.says("end spotify", by="Mia", conversation="mia")
    assert [call.outcome for call in report.calls] == ["awaiting"]
    assert house.written() == []


async def test_a_guest_is_told_of_their_rooms_only(house: House) -> None:
    rights = rights_of(house)
    alone = Caller(Person("zoe", "Zoe", Role.GUEST), "ask:zoe", "a test")
    assert str(await rights.what_may(alone)) == (
        "You are a guest and may do nothing here alone; somebody of the house can."
    )


async def test_of_whom_nobody_knows_nothing_is_told(house: House) -> None:
    with pytest.raises(Mistake, match="Nobody here is called “Zoe”"):
        await rights_of(house).what_may(told_to(house, "Anna"), "Zoe")
