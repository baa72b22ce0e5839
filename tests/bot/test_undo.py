"""Putting the last change back."""

from datetime import timedelta

from sqlalchemy import update

from memory.tables import EffectRow
from tests.bot.house import House


def changeable(house: House) -> object:
    """All of the PC that a person can change."""
    pc = house.pc()
    junk = sorted(item.path for item in pc.junk)
    return pc.programs, pc.services, pc.power_plan, junk


async def test_undo_gives_the_pc_its_former_state(house: House) -> None:
    before = changeable(house)
    report = await house.says("start gaming mode")
    assert report.calls[0].outcome == "done"
    assert changeable(house) != before

    report = await house.says("undo that")
    assert [call.outcome for call in report.calls] == ["done"]
    assert changeable(house) == before


async def test_two_changes_are_put_back_one_after_the_other_and_then_nothing_is_left(house: House) -> None:
    before = changeable(house)
    report = await house.says("start gaming mode and clean up the junk")
    assert report.choices == ["Undo"]
    await house.says("Undo")
    assert house.written()[-1] == "restore"
    await house.says("undo")
    assert changeable(house) == before

    writes = len(house.far.writes)
    report = await house.says("undo")
    assert report.calls[0].outcome == "failed"
    assert report.reply == "There is nothing here that I could put back."
    assert len(house.far.writes) == writes


async def test_with_nothing_changed_there_is_nothing_to_undo(house: House) -> None:
    report = await house.says("/undo")
    assert report.reply == "There is nothing here that I could put back."


async def test_what_another_conversation_changed_is_not_undone_here(house: House) -> None:
    await house.says("start gaming mode", conversation="kitchen")
    report = await house.says("undo")
    assert report.calls[0].outcome == "failed"
    assert house.pc().power_plan == "performance"


async def test_a_change_that_someone_else_made_since_is_asked_about(house: House) -> None:
    await house.says("start gaming mode")
    await house.says("stop gaming mode", conversation="kitchen")
    await house.says("start gaming mode", conversation="kitchen")

    report = await house.says("undo")
    assert report.approval is not None
    assert report.approval.text.startswith("This was changed by someone else since.")
    assert house.pc().power_plan == "performance"

    await house.says("yes")
    assert house.pc().power_plan == "balanced"


async def test_what_was_done_long_ago_is_named_before_it_is_put_back(house: House) -> None:
    await house.says("start gaming mode")
    async with house.local.parts.store.fenced() as session:
        await session.execute(update(EffectRow).values(begun_at=house.local.clock.now() - timedelta(days=1)))

    report = await house.says("undo")
    assert report.approval is not None
    assert "Gaming mode is on" in report.approval.text
    assert house.pc().power_plan == "performance"

    await house.says("yes")
    assert house.pc().power_plan == "balanced"


async def test_yes_to_one_undo_never_undoes_what_came_after_it(house: House) -> None:
    await house.says("start gaming mode")
    await house.says("stop gaming mode", conversation="kitchen")
    await house.says("start gaming mode", conversation="kitchen")
    card = await house.says("undo")
    assert card.approval is not None
    await house.says("clean up the junk")

    report = await house.says(card.choices[0])

    assert report.calls[-1].outcome in {"refused", "failed"} or "yes" in report.reply
    assert "restore" not in house.written(), "the clean-up was never shown on the card"
