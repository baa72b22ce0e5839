"""What a domain notices reaches those whom it concerns, once, with buttons; what waits for its time is done once."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

from bot.house import Arrived
from memory.later import Later, Waiting
from memory.messages import Kind, Outbound
from tests.bot.house import NOON, House, Place
from tests.bot.web.program import until
from tools.events import Noticed

LAMP = "light.hall_lamp"
STRANGER = Noticed(
    key="people:unknown:aa",
    text="Something new is on the network.",
    options=(("Lamp off", "home_turn_off", {"devices": [LAMP]}),),
)


async def arriving(house: House, name: str) -> AsyncGenerator[Outbound]:
    """What somebody reads at the terminal."""
    async with house.local.sit(name) as seat:
        while True:
            event = await seat.next_event()
            if isinstance(event, Arrived):
                event.shown()
                yield event.message


async def next_of(house: House, name: str) -> Outbound:
    async with asyncio.timeout(10), aclosing(arriving(house, name)) as read:
        return await anext(read)


async def test_adults_are_told_once_and_a_button_does_what_it_says(place: Place) -> None:
    async with place.open(home=place.home_settings()) as house:
        events = house.local.parts.events
        for _ in range(2):
            assert await events.publish(STRANGER) == []
        told = {name: await next_of(house, name) for name in ("Anna", "Ben")}
        for message in told.values():
            assert (message.text, message.kind) == (STRANGER.text, Kind.ALERT)
            assert [each.label for each in message.choices] == ["Lamp off"]
        async with house.local.sit("Ben") as seat:
            await seat.say("Lamp off", pressed=told["Ben"].choices[0].id, event_id="press-1")
            async with asyncio.timeout(10):
                while not isinstance(event := await seat.next_event(), Arrived):
                    pass
            event.shown()
            assert "off" in event.message.text
        assert house.shows(LAMP) == "off"
    async with place.open(home=place.home_settings()) as house:
        assert await house.local.parts.events.publish(STRANGER) == []
        second = Noticed(key="people:unknown:bb", text="Another one.", person="mia")
        assert await house.local.parts.events.publish(second) == []
        assert (await next_of(house, "Mia")).text == "Another one."
        assert await house.local.parts.events.publish(Noticed("c", "And one for adults.")) == []
        assert (await next_of(house, "Ben")).text == "And one for adults.", "the first is not told again"


async def test_what_has_come_due_while_nobody_ran_is_done_once_in_that_persons_name(place: Place) -> None:
    async with place.open(home=place.home_settings()) as house:
        assert house.shows(LAMP) == "on"
        await Later(house.local.parts.store).put(
            Waiting(
                key="test:lamp",
                due_at=NOON + timedelta(hours=2),
                verb="home_turn_off",
                args={"devices": [LAMP]},
                label="Two hours are over",
                person="leo",
                conversation="terminal:leo",
            )
        )
    async with place.open(home=place.home_settings(), now=NOON + timedelta(hours=3)) as house:
        assert "off" in (await next_of(house, "Leo")).text
        assert house.shows(LAMP) == "off"
        assert await Later(house.local.parts.store).under("") == []
        assert len([each for each in house.far.writes if each.domain == "home"]) == 1


async def test_what_somebody_began_who_has_left_still_ends(place: Place) -> None:
    async with place.open(home=place.home_settings()) as house:
        gone = Waiting("test:lamp", NOON, "home_turn_off", {"devices": [LAMP]}, "Over", "nobody", "ask:anna")
        await Later(house.local.parts.store).put(gone)
        await until(lambda: house.shows(LAMP) == "off")
