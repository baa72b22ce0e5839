"""Who is who: people are told apart, kept, and denied by default."""

from datetime import timedelta

import pytest

from bot.directory import People, open_people
from bot.settings import PersonSettings
from memory import household
from memory.clock import Clock
from memory.db import Store
from memory.errors import Misconfigured
from memory.household import Account
from memory.people import Role
from tests.bot.house import LONDON, NOON


@pytest.fixture
def clock() -> Clock:
    return Clock(LONDON, NOON)


async def opened(store: Store, clock: Clock, *people: PersonSettings) -> People:
    return await open_people(store, people, "en_GB", clock)


async def test_names_without_a_latin_letter_are_people_of_their_own(store: Store, clock: Clock) -> None:
    named = (PersonSettings(name="Анна", role="owner"), PersonSettings(name="Борис", role="child"))
    people = await opened(store, clock, *named)
    boris = people.named("борис")
    assert people.find(boris.id) == boris
    assert boris.role is Role.CHILD


async def test_two_people_whom_nobody_could_tell_apart_are_refused(store: Store, clock: Clock) -> None:
    twins = (PersonSettings(name="Anna", role="owner"), PersonSettings(name="anna", role="child"))
    with pytest.raises(Misconfigured, match="Anna and anna"):
        await opened(store, clock, *twins)


async def test_the_first_start_makes_an_owner_and_later_ones_make_nobody(store: Store, clock: Clock) -> None:
    first = await opened(store, clock)
    assert [person.role for person in first.all] == [Role.OWNER]
    assert (await opened(store, clock)).all == first.all


async def test_what_was_changed_since_is_not_undone_by_the_settings(store: Store, clock: Clock) -> None:
    given = (PersonSettings(name="Anna", role="owner"), PersonSettings(name="Leo", role="child"))
    await opened(store, clock, *given)
    async with store.fenced() as session:
        await household.set_role(session, "leo", Role.TEEN)
        await household.let_go(session, "anna", clock.now())
    people = await opened(store, clock, *given, PersonSettings(name="Mia", role="owner"))
    assert {person.id: person.role for person in people.all} == {"leo": Role.TEEN, "mia": Role.OWNER}
    assert people.name_of("anna") == "Anna"


async def test_only_accounts_that_were_linked_are_somebodys(store: Store, clock: Clock) -> None:
    anna = PersonSettings(name="Anna", role="owner", accounts={"telegram": "4711", "discord": "9"})
    people = await opened(store, clock, anna)
    assert people.who("telegram", "4711") == people.who("discord", "9") == people.owner
    for channel, platform_id in (("telegram", "9"), ("discord", "4711"), ("telegram", "anna"), ("web", "")):
        assert people.who(channel, platform_id) is None


async def test_a_visit_ends_by_itself(store: Store, clock: Clock) -> None:
    until = clock.now() + timedelta(hours=2)
    await opened(store, clock, PersonSettings(name="Anna", role="owner"))
    gran = PersonSettings(
        name="Gran", role="guest", rooms=("Kitchen",), until=until, accounts={"telegram": "1"}
    )
    people = await opened(store, clock, gran)
    assert people.who("telegram", "1") == people.named("gran")
    clock.advance(timedelta(hours=2))
    assert people.who("telegram", "1") is people.find("gran") is None


async def test_a_code_is_good_once_and_for_a_while(store: Store, clock: Clock) -> None:
    people = await opened(store, clock, PersonSettings(name="Anna", role="owner"))
    now, later = clock.now(), clock.now() + timedelta(days=2)
    async with store.fenced() as session:
        await household.put(session, people.owner, now, joined=True)
        first = await household.invite(session, "anna", by="anna", now=now, expires_at=later)
        second = await household.invite(session, "anna", by="anna", now=now, expires_at=later)
        assert await household.redeem(session, first, now) is None, "the newer one replaced it"
        assert await household.redeem(session, second, later) is None, "too old"
        assert await household.redeem(session, second.lower().replace("-", " "), now) is not None
        assert await household.redeem(session, second, now) is None, "used"
        await household.link(session, Account("telegram", "5", "anna"), now)
    await people.reload()
    assert people.who("telegram", "5") == people.owner


async def test_a_persons_own_chat_is_known_from_what_they_write_there_topics_included(store: Store) -> None:
    anna = PersonSettings(name="Anna", role="owner", accounts={"telegram": "7", "api": "tablet"})
    people = await open_people(store, [anna], "en_GB", Clock(LONDON))
    assert not people.is_alone("anna", "telegram:7")
    await people.meet("telegram", "8", "telegram:8")
    await people.meet("telegram", "7", "telegram:7:12")
    await people.meet("telegram", "7", "telegram:99")
    assert people.places("anna")["telegram"] == "telegram:7"
    assert people.is_alone("anna", "telegram:7")
    assert people.is_alone("anna", "telegram:7:30")
    assert not people.is_alone("anna", "telegram:-100:7")
    assert not people.is_alone("anna", "telegram:70")
    assert not people.is_alone("anna", "discord:7")
    assert people.accounts("telegram") == ["7"]
