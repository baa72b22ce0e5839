"""Asking for a program to be ended, by the name that people know."""

import pytest

from tests.bot.house import House


@pytest.mark.parametrize("words", ["close firefox", "kill firefox", "please close firefox now"])
async def test_a_program_that_does_not_run_is_said_not_to(house: House, words: str) -> None:
    report = await house.says(words)

    assert report.reply == "Firefox is not running."
    assert report.choices == []
    assert house.written() == []


async def test_one_that_has_just_ended_is_not_asked_about_again(house: House) -> None:
    await house.says("close spotify")
    await house.says("yes")

    report = await house.says("close spotify")

    assert report.reply == "That program has already ended; there is nothing left to end."
    assert report.approval is None
