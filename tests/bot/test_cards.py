"""A card becomes what came of it wherever it was shown, and a press of it is answered whoever presses, and when."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from bot.expiry import close_unanswered
from tests.bot.chat_platform import Bubble, ChatPlatform
from tests.bot.house import House, Place
from tools.contract import Json
from tools.farend import Behaviour

YES, NO = "Yes, do it", "No, leave it"
ANNA, BEN, MIA, LEO = "1", "2", "3", "4"
FAMILY: list[Json] = [
    {"name": "Anna", "role": "owner", "accounts": {"chat": ANNA}},
    {"name": "Ben", "role": "adult", "accounts": {"other": BEN}},
    {"name": "Mia", "role": "teen", "accounts": {"chat": MIA}},
    {"name": "Leo", "role": "child", "accounts": {"chat": LEO}},
]


class Family:
    """A house on two chat platforms; Ben was last seen on the other one."""

    def __init__(self, house: House, chat: ChatPlatform, other: ChatPlatform) -> None:
        self.house = house
        self.chat = chat
        self.other = other

    async def write(self, text: str, by: str, pressed: str | None = None) -> None:
        platform = self.other if by == BEN else self.chat
        now = self.house.local.clock.now()
        await platform.writes(text, by=by, at=now, pressed=pressed)

    async def ask(self) -> tuple[Bubble, Bubble]:
        """Leo asks for what takes an adult: Anna's card and Ben's."""
        await self.write("hello", ANNA)
        await self.chat.shows(ANNA, "")
        await self.write("hello", BEN)
        await self.other.shows(BEN, "")
        await self.write("end spotify", LEO)
        await self.chat.shows(LEO, "That takes an adult")
        return await self.chat.shows(ANNA, "Leo asks"), await self.other.shows(BEN, "Leo asks")


@pytest.fixture
async def family(place: Place) -> AsyncGenerator[Family]:
    chat, other = ChatPlatform("chat"), ChatPlatform("other")
    async with place.open(people=FAMILY, connect=lambda _: (chat, other)) as house:
        yield Family(house, chat, other)


async def test_the_cards_of_both_parents_become_the_outcome_and_lose_their_buttons(family: Family) -> None:
    annas, bens = await family.ask()
    await family.write(YES, BEN, bens.button(YES))

    assert (await family.other.shows(BEN, "It is done.")).text.endswith("✓ You said yes. It is done.")
    assert (await family.chat.shows(ANNA, "It is done.")).text.endswith("✓ Ben said yes. It is done.")
    assert annas.text.startswith("Leo asks:\nEnd Spotify")
    assert annas.choices == bens.choices == ()
    assert family.house.written() == ["end_process"]


async def test_a_no_is_told_on_both_cards(family: Family) -> None:
    annas, bens = await family.ask()
    await family.write(NO, ANNA, annas.button(NO))
    await family.other.shows(BEN, "✗ Anna said no, so nothing was done.")
    await family.chat.shows(ANNA, "✗ You said no, so nothing was done.")
    assert annas.choices == bens.choices == ()
    assert family.house.written() == []


async def test_what_did_not_work_is_told_on_the_card(family: Family) -> None:
    annas, _ = await family.ask()
    family.house.far.behaviours.append(Behaviour(path="/pc/end_process", how="error", times=99))
    await family.write(YES, ANNA, annas.button(YES))
    await family.chat.shows(ANNA, "You said yes, but it did not work.")


async def test_a_card_that_nobody_answered_says_so_and_takes_no_late_press(family: Family) -> None:
    annas, bens = await family.ask()
    yes = annas.button(YES)
    house = family.house.local
    house.clock.advance(timedelta(minutes=11))
    await close_unanswered(house.parts.store, house.people, house.clock)
    await family.write(YES, ANNA, yes)
    await family.chat.shows(ANNA, "That question is too old now, so nothing was done")
    await family.other.shows(BEN, "✗ Nobody answered in time, so nothing was done.")
    assert annas.choices == bens.choices == ()
    assert family.house.written() == []


async def test_a_press_by_somebody_else_twice_or_forged_is_answered_and_does_nothing(family: Family) -> None:
    annas, bens = await family.ask()
    yes = annas.button(YES)
    await family.write(YES, LEO, yes)  # Anna's button out of the child's hand
    await family.chat.shows(LEO, "That button is no longer good")
    await family.write(YES, ANNA, "made-up")
    await family.chat.shows(ANNA, "That button is no longer good")
    assert family.house.written() == []

    no = bens.button(NO)
    await family.write(YES, ANNA, yes)
    await family.chat.shows(ANNA, "It is done.")
    await family.write(YES, ANNA, yes)
    await family.chat.shows(ANNA, "That was already decided by you.")
    await family.write(NO, BEN, no)
    await family.other.shows(BEN, "That was already decided by Anna.")
    assert family.house.written() == ["end_process"]


async def test_a_card_to_oneself_becomes_its_outcome_too(family: Family) -> None:
    await family.write("end spotify", ANNA)
    card = await family.chat.shows(ANNA, "End Spotify")
    await family.write(YES, ANNA, card.button(YES))
    await family.chat.shows(ANNA, "✓ You said yes. It is done.")
    assert card.choices == ()
    assert "Spotify has ended" in (await family.chat.shows(ANNA, "Spotify has ended")).text


async def test_a_change_can_be_put_back_by_the_button_under_its_answer(family: Family) -> None:
    await family.write("remember that the bins go out on Thursday", ANNA)
    done = await family.chat.shows(ANNA, "bins go out on Thursday")
    await family.write("", ANNA, done.button("Undo"))
    await family.chat.shows(ANNA, "Forgotten: ")
    await family.write("", ANNA, done.button("Undo"))
    await family.chat.shows(ANNA, "That button is no longer good")
