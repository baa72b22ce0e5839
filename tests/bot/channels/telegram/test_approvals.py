"""A question on Telegram is decided once, in time, by whoever may, and by nothing that somebody made up."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_people import Message
from tests.bot.channels.telegram.housed import Family, Telephone, meet_family, open_with_telegram
from tests.bot.house import House, Place

DOOR = "lock.front_door"


@pytest.fixture
def family(telegram: FakeTelegram) -> Family:
    return meet_family(telegram)


@pytest.fixture
async def house(place: Place, family: Family) -> AsyncGenerator[House]:
    async with open_with_telegram(place, family) as house:
        yield house


def data_of(message: Message, label: str) -> str:
    return next(
        str(each["callback_data"]) for row in message.buttons for each in row if each["text"] == label
    )


async def card_for(phone: Telephone) -> Message:
    asked = await phone.say("unlock the front door")
    assert asked.buttons == ("Yes, do it", "No, leave it")
    return phone.with_button("Yes, do it")


async def test_nobody_else_decides(house: House, family: Family) -> None:
    anna, ben = family["Anna"], family["Ben"]
    card = await card_for(anna)
    yes = data_of(card, "Yes, do it")
    for name in ("Leo", "Eve"):
        other = family[name]
        await other.say("hello")
        anna.telegram.acts.press_data(card, yes, other.owner)
        if name != "Eve":  # whoever is not of the house was told one line, and is told no second one
            await anna.next()
        await anna.telegram.world.until(lambda: not anna.telegram.world.updates.waiting)
        assert house.shows(DOOR) == "locked", name
    await ben.say("hello")
    ben.telegram.acts.press_data(ben.shown()[-1], yes, ben.owner)  # may decide, but was asked nothing there
    await ben.next()
    assert house.shows(DOOR) == "locked"

    assert (await anna.press("Yes, do it")).text == "The front door is unlocked."
    assert house.shows(DOOR) == "unlocked"


async def test_it_is_decided_once(house: House, family: Family) -> None:
    anna = family["Anna"]
    card = await card_for(anna)
    yes, no = data_of(card, "Yes, do it"), data_of(card, "No, leave it")
    anna.telegram.acts.press_data(card, yes, anna.owner)
    anna.telegram.acts.press_data(card, yes, anna.owner)
    anna.telegram.acts.press_data(card, no, anna.owner)
    told = [(await anna.next()).text for _ in range(3)]

    assert told.count("The front door is unlocked.") == 1
    assert house.shows(DOOR) == "unlocked"
    assert card.button_texts == []


async def test_it_is_not_decided_late(house: House, family: Family) -> None:
    anna = family["Anna"]
    card = await card_for(anna)
    yes = data_of(card, "Yes, do it")
    house.local.clock.advance(timedelta(minutes=11))
    anna.telegram.acts.press_data(card, yes, anna.owner)
    told = await anna.next()
    assert "unlocked" not in told.text
    assert house.shows(DOOR) == "locked"


async def test_nothing_made_up_decides(house: House, family: Family) -> None:
    anna = family["Anna"]
    card = await card_for(anna)
    yes = data_of(card, "Yes, do it")
    for data in ("", "yes", "turn:1", "0" * 64, f"{yes}x", yes[:-1], yes.swapcase(), '{"ok":true}'):
        anna.telegram.acts.press_data(card, data, anna.owner)
        await anna.next()
        assert house.shows(DOOR) == "locked", data


async def test_a_childs_wish_reaches_both_parents_and_one_of_them_decides(
    house: House, family: Family
) -> None:
    anna, ben, leo = family["Anna"], family["Ben"], family["Leo"]
    for each in (anna, ben):
        await each.say("hello")
    await leo.say("unlock the front door")
    asked = [await anna.next(), await ben.next()]
    assert ["Yes, do it" in each.button_texts for each in asked] == [True, True]
    ben.telegram.acts.press(asked[1], "Yes, do it", ben.owner)
    await leo.next()
    assert house.shows(DOOR) == "unlocked"
    await anna.telegram.world.until(lambda: not asked[0].button_texts)
