"""Putting the last change back."""

from pathlib import Path

import pytest

from tests.bot.house import House, Place
from tools.farend import FarEnd


def changeable(far: FarEnd) -> object:
    """All of the PC that a person can change, as it stands in the pretend PC."""
    far.save()
    pc = far.remembered("pc")
    assert isinstance(pc, dict)
    return {key: pc[key] for key in ("programs", "services", "power_plan")} | {
        "junk": sorted(str(item) for item in pc["junk"])  # pyright: ignore
    }


async def test_undo_gives_the_pc_its_former_state(house: House) -> None:
    before = changeable(house.far)
    report = await house.says("start gaming mode")
    assert report.calls[0].outcome == "done"
    assert changeable(house.far) != before

    report = await house.says("undo that")
    assert [call.outcome for call in report.calls] == ["done"]
    assert changeable(house.far) == before
