"""From the inbox to a turn: known messages, old ones, and whoever is not of the house."""

from datetime import timedelta

from memory.messages import Inbound
from tests.bot.house import House, Place
from tests.bot.test_turn import arrived


def message(house: House, text: str, *, event_id: str = "1", sender: str = "anna") -> Inbound:
    return Inbound("terminal", event_id, f"terminal:{sender}", sender, text, house.local.clock.now())


async def test_what_a_platform_delivers_twice_is_handled_once(house: House) -> None:
    async with house.local.sit() as seat:
        for _ in range(2):
            await seat.say("start gaming mode", event_id="same")
        await seat.say("", event_id="other")
        assert (await arrived(seat)).startswith("Gaming mode is on.")
        assert (await arrived(seat)).startswith("That message was empty.")
    assert house.written().count("set_power_plan") == 1


async def test_what_waited_for_more_than_a_day_is_not_acted_upon(place: Place) -> None:
    async with place.open() as house:
        old = message(house, "start gaming mode")
        house.local.clock.advance(timedelta(hours=25))
        async with house.local.sit() as seat:
            assert await house.local.parts.intake.receive(old)
            told = await arrived(seat)
        assert told.startswith("I was away when you wrote this (23 Nov 12:00)")
        assert house.written() == []


async def test_what_nobody_was_there_to_hear_is_told_at_the_next_seat_in_order(place: Place) -> None:
    async with place.open() as house:
        for number, text in enumerate(("is gaming mode on", "start gaming mode")):
            await house.local.parts.intake.receive(message(house, text, event_id=str(number)))
    async with place.open() as house, house.local.sit() as seat:
        assert (await arrived(seat)).startswith("Gaming mode is off")
        assert (await arrived(seat)).startswith("Gaming mode is on")
    assert [write.verb for write in place.far.writes].count("set_power_plan") == 1
