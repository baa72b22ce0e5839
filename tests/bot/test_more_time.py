"""Half an hour more: a child asks, a parent's button gives it, and it ends by itself, through the whole house."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from bot.seats import find_button
from tests.bot.house import NOON, House, Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer
from tests.tools.network.people_ground import KEEP, TABLET, WATCH, piholes_in, resolves

BEDTIME = NOON.replace(hour=20, minute=5)
YES = "Yes, do it"


async def look(house: House) -> None:
    """One round of the jobs that see who is there and keep bedtimes."""
    jobs = {job.name: job for domain in house.local.parts.domains for job in domain.jobs}
    for name in (WATCH, KEEP):
        await jobs[name].run()


async def go_on(house: House, by: timedelta) -> None:
    house.local.clock.advance(by)
    house.far.set_clock(house.local.clock.now())
    await look(house)


def is_online(house: House) -> bool:
    """Whether Leo's tablet gets an answer from any of the pretend Pi-holes."""
    return resolves(piholes_in(house.far), TABLET)


@pytest.fixture
async def evening(place: Place) -> AsyncGenerator[House]:
    """A house with two Pi-holes, just after Leo's bedtime."""
    place.far.set_clock(BEDTIME)
    async with place.open(now=BEDTIME, network=place.all_settings()["network"]) as house:
        await look(house)
        yield house


async def hears(house: House, person: str) -> list[str]:
    return (await house.says("", by=person, conversation=person.lower())).pushed


async def test_a_child_asks_a_parent_presses_and_it_ends_by_itself(evening: House) -> None:
    house = evening
    assert not is_online(house)

    asked = await house.says("30 more minutes please", by="Leo", conversation="leo")
    assert asked.reply.startswith("That takes an adult, so I asked Anna and Ben:")
    (card,) = await hears(house, "Anna")
    assert card == "Leo asks:\nLet Leo be online for 30 minutes more."
    assert not is_online(house)

    yes = await find_button(house.local.parts.store, "ask:anna", YES, house.local.clock.now())
    given = await house.presses(yes)
    assert given.reply.startswith("Leo was told: Leo may be online until 20:35.")
    assert is_online(house)
    (told,) = await hears(house, "Leo")
    assert told.startswith("Anna said yes.\nLeo may be online until 20:35.")

    await go_on(house, timedelta(minutes=29))
    assert is_online(house)
    await go_on(house, timedelta(minutes=2))
    assert not is_online(house)


async def test_a_no_leaves_it_bedtime(evening: House) -> None:
    await evening.says("half an hour more please", by="Leo", conversation="leo")
    await evening.says("no")
    await look(evening)
    assert not is_online(evening)


async def test_a_child_can_not_have_it_by_asking_for_another(evening: House) -> None:
    for words in ("give Leo 30 more minutes", "let Leo back online", "Leo needs no bedtime any more"):
        report = await evening.says(words, by="Leo", conversation="leo")
        assert [call.outcome for call in report.calls] in (["awaiting"], []), words
    assert not is_online(evening)


async def test_a_model_asks_the_parents_too(place: Place, model: OpenAIServer) -> None:
    place.far.set_clock(BEDTIME)
    async with place.open(model, now=BEDTIME, network=place.all_settings()["network"]) as house:
        await look(house)
        model.script([CallVerb("network_extend_time", {"minutes": 30}), Say("I asked your parents.")])
        report = await house.says("pretty please, my show is nearly over", by="Leo", conversation="leo")
        assert [call.outcome for call in report.calls] == ["awaiting"]
        assert not is_online(house)
        await house.says("yes", by="Ben", conversation="ben")
        assert is_online(house)


async def test_what_was_given_survives_a_restart(place: Place) -> None:
    place.far.set_clock(BEDTIME)
    settings = place.all_settings()["network"]
    async with place.open(now=BEDTIME, network=settings) as house:
        await look(house)
        await house.says("give Leo half an hour more")
    async with place.open(now=BEDTIME + timedelta(minutes=10), network=settings) as house:
        await look(house)
        assert is_online(house)
        await go_on(house, timedelta(minutes=30))
        assert not is_online(house)
