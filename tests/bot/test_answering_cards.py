"""Words after a card: who answers which question, and what the one who said no is told."""

from bot.checkpoint import DENIED
from tests.bot.house import House


async def test_an_ok_to_a_later_answer_does_not_approve_the_card(house: House) -> None:
    await house.says("end spotify")
    await house.says("how is my pc")
    asked = await house.says("ok")
    assert "End Spotify" in asked.reply
    assert house.written() == []

    await house.says("Yes, do it")
    assert house.written() == ["end_process"]


async def test_a_no_counts_whatever_was_said_since(house: House) -> None:
    await house.says("end spotify")
    await house.says("how is my pc")
    assert (await house.says("no")).reply == DENIED
    await house.says("yes, do it")
    assert house.written() == []


async def test_who_says_no_is_answered_as_the_one_who_said_it(house: House) -> None:
    await house.says("end spotify")
    assert (await house.says("No, leave it")).reply == "All right, that was a no, so nothing was done."
