"""A teen asks for a film: the adults are asked with a preview, it is asked for once, and who asked hears of it once."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import text

from bot.report import Report
from bot.seats import find_button
from tests.bot.house import House, Place
from tools.contract import Json

PREVIEW = "Get Dune (2021, film) in 4K."
ARRIVED = "Dune (2021) in 4K has arrived. Enjoy!"


@asynccontextmanager
async def opened(place: Place) -> AsyncGenerator[House]:
    """The house with its Jellyseerr, and no other part of the media stack."""

    told = place.all_settings()["media"]
    assert isinstance(told, dict)
    media: dict[str, Json] = {"simulation": told["simulation"], "requests": told["requests"]}
    async with place.open(media=media) as house:
        yield house


async def mia_says(house: House, words: str) -> Report:
    return await house.says(words, by="Mia", conversation="mia")


async def hears(house: House, person: str) -> list[str]:
    return (await house.says("", by=person, conversation=person.lower())).pushed


async def look(house: House, after: timedelta = timedelta()) -> None:
    """Time passes, in the house and at the far end, and HomeOps looks what has arrived."""
    house.local.clock.advance(after)
    house.far.set_clock(house.far.now() + after)
    jobs = [job for domain in house.local.parts.domains for job in domain.jobs]
    await next(job for job in jobs if job.name == "see what has arrived").run()


def asked_for(house: House | Place) -> list[Json]:
    """What was asked for at the far end."""
    return [write.args["title"] for write in house.far.writes if write.verb == "ask_for"]


async def test_both_parents_see_the_preview_one_says_yes_and_it_is_asked_for_once(place: Place) -> None:
    async with opened(place) as house:
        report = await mia_says(house, "get me Dune in 4K")
        assert [call.outcome for call in report.calls] == ["awaiting"]
        assert report.reply.startswith("That takes an adult, so I asked Anna and Ben:")
        assert PREVIEW.removesuffix(".") in report.reply
        for adult in ("Anna", "Ben"):
            cards = [each for each in await hears(house, adult) if each.startswith("Mia asks:")]
            assert len(cards) == 1
            assert PREVIEW in cards[0]
        assert asked_for(house) == []

        yes = await find_button(house.local.parts.store, "ask:ben", "Yes, do it", house.local.clock.now())
        await house.presses(yes, by="Ben", conversation="ben")
        late = await find_button(house.local.parts.store, "ask:anna", "Yes, do it", house.local.clock.now())
        assert "already decided by Ben" in (await house.presses(late)).reply
        assert asked_for(house) == ["film/438631"]
        told = await hears(house, "Mia")
        assert told == ["Ben said yes.\nDune (2021) is asked for in 4K. I'll say when it has arrived."]


async def test_it_has_arrived_is_told_once_also_over_a_restart(place: Place) -> None:
    async with opened(place) as house:
        await mia_says(house, "get me Dune in 4K")
        await house.says("yes")
        await hears(house, "Mia")
        await look(house, timedelta(minutes=10))
        assert await hears(house, "Mia") == []
        now = house.local.clock.now()
    place.far.set_clock(now + timedelta(minutes=40))
    async with opened(place) as house:
        await look(house)
        assert await hears(house, "Mia") == [ARRIVED]
        await look(house, timedelta(minutes=5))
        assert await hears(house, "Mia") == []
        assert ARRIVED not in await hears(house, "Anna")
    async with opened(place) as house:
        await look(house, timedelta(hours=1))
        assert await hears(house, "Mia") == []
    assert asked_for(place) == ["film/438631"]


async def test_a_kill_between_telling_and_forgetting_tells_it_no_second_time(place: Place) -> None:
    async with opened(place) as house:
        await house.says("get me Dune in 4K")
        rows = "INSERT INTO media_asked SELECT id || '-again', title_id, in_4k, seasons, person, name, request, asked_at FROM media_asked"
        async with house.local.parts.store.fenced() as session:
            await session.execute(text(rows))
        await look(house, timedelta(minutes=45))
        await look(house)
        assert [each for each in await hears(house, "Anna") if "arrived" in each] == [ARRIVED]


async def test_what_is_here_already_bothers_no_adult(place: Place) -> None:
    async with opened(place) as house:
        report = await mia_says(house, "request Paddington 2")
        assert "is here already" in report.reply
        assert [each for each in await hears(house, "Ben") if "Mia asks" in each] == []
        assert asked_for(house) == []


async def test_a_no_asks_for_nothing_and_an_adults_own_wish_is_asked_for_at_once(place: Place) -> None:
    async with opened(place) as house:
        await mia_says(house, "get me Dune in 4K")
        await house.says("no")
        assert asked_for(house) == []
        report = await house.says("get me Dune in 4K", by="Ben", conversation="ben")
        assert [call.outcome for call in report.calls] == ["done"]
        await house.says("undo", by="Ben", conversation="ben")
        assert [write.verb for write in house.far.writes] == ["ask_for", "delete_request"]


async def test_adults_are_asked_once_of_what_was_asked_for_on_its_own_page(place: Place) -> None:
    words = "Granny Jo asks in Jellyseerr for Paddington in Peru (2024, film)."
    async with opened(place) as house:
        await house.says("film requests")  # where they read is known once they have written
        await house.says("film requests", by="Ben", conversation="ben")
        await look(house)
        await look(house)
        for adult in ("Anna", "Ben"):
            assert (await hears(house, adult)).count(words) == 1
        assert await hears(house, "Mia") == []
        yes = await find_button(house.local.parts.store, "ask:anna", "Yes, get it", house.local.clock.now())
        report = await house.presses(yes)
        assert report.reply == "Paddington in Peru (2024), which Granny Jo asked for: approved."
