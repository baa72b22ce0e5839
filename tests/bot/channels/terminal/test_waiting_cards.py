"""A card that waits is shown again to whoever comes back to the terminal, as long as it can be answered."""

import asyncio

from bot.house import Arrived, Seat
from memory.messages import Outbound
from tests.bot.house import House, Place


async def next_message(seat: Seat) -> Outbound:
    """The next message that a person gets to see."""
    async with asyncio.timeout(20):
        while True:
            event = await seat.next_event()
            if isinstance(event, Arrived):
                event.shown()
                return event.message


async def asks(house: House, words: str) -> Outbound:
    """Say something at the terminal and leave it with the answer on the screen."""
    async with house.local.sit("Anna") as seat:
        await seat.say(words)
        return await next_message(seat)


async def test_a_card_is_shown_again_after_a_restart_and_its_button_still_works(place: Place) -> None:
    async with place.open(home=place.home_settings()) as house:
        card = await asks(house, "unlock the front door")
        assert card.choices
    async with place.open(home=place.home_settings()) as house, house.local.sit("Anna") as seat:
        again = await next_message(seat)
        assert again.text == "This still waits for your answer:\nUnlock the front door."
        assert [each.label for each in again.choices] == ["Yes, do it", "No, leave it"]
        assert house.shows("lock.front_door") == "locked"
        await seat.say(again.choices[0].label, pressed=again.choices[0].id)
        assert "unlocked" in (await next_message(seat)).text
        assert house.shows("lock.front_door") == "unlocked"


async def test_what_was_answered_or_never_asked_is_not_shown_again(home: House) -> None:
    async with home.local.sit("Anna") as seat:
        await seat.say("unlock the front door")
        card = await next_message(seat)
        await seat.say(card.choices[1].label, pressed=card.choices[1].id)
        await next_message(seat)
    for person in ("Anna", "Ben"):
        async with home.local.sit(person) as seat:
            await seat.say("thanks")
            assert (await next_message(seat)).text == "You're welcome."


async def test_a_childs_question_waits_at_the_terminal_of_the_adult_who_may_decide(home: House) -> None:
    async with home.local.sit("Anna") as seat:
        async with home.local.sit("Leo") as childs:
            await childs.say("unlock the front door")
            assert "I asked" in (await next_message(childs)).text
        first = await next_message(seat)
        assert first.text == "Leo asks:\nUnlock the front door."
    async with home.local.sit("Anna") as seat:
        again = await next_message(seat)
        assert again.text.endswith("Leo asks:\nUnlock the front door.")
        await seat.say(again.choices[0].label, pressed=again.choices[0].id)
        await next_message(seat)
    assert home.shows("lock.front_door") == "unlocked"
