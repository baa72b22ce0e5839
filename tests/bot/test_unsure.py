"""A change that was probably meant, but that no template covers: it waits for a yes and never acts by itself."""

import pytest

from tests.bot.house import House

SAID = "wipe the temp files im out of space on ssd"


async def test_a_likely_change_is_asked_about_and_done_after_a_yes(house: House) -> None:
    report = await house.says(SAID)
    assert [(call.name, call.outcome) for call in report.calls] == [("pc_clean_up", "awaiting")]
    assert report.approval is not None
    assert report.approval.text.startswith("Is this what you mean?")
    assert house.written() == []

    report = await house.says("yes")
    assert [call.outcome for call in report.calls] == ["done"]
    assert house.written() == ["to_trash"]


@pytest.mark.parametrize("answer", ["no", "No, leave it"])
async def test_a_no_leaves_everything_as_it_was(house: House, answer: str) -> None:
    assert (await house.says(SAID)).approval is not None
    await house.says(answer)
    assert house.written() == []
