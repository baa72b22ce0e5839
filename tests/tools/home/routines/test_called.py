"""Scenes and scripts by what a family calls them."""

import pytest

from memory.errors import Mistake
from tests.tools.home.rig import Rig
from tools.contract import Unclear


async def test_bedtime_is_whichever_routine_there_is_for_it(rig: Rig) -> None:
    for said in ("good night", "Goodnight", "night night", "bedtime"):
        assert (await rig.admit("run_script", {"script": said}))["script"] == "script.good_night"
    with pytest.raises(
        Mistake, match=r"There is no script called “siesta”; there is Good night or Everybody out"
    ):
        await rig.admit("run_script", {"script": "siesta"})


async def test_a_scene_asked_for_as_a_script_is_offered(rig: Rig) -> None:
    with pytest.raises(Unclear) as asked:
        await rig.admit("run_script", {"script": "movie time"})
    label, call = asked.value.options[0]
    assert label == "Activate the scene Movie night"
    await rig.do(call.verb.removeprefix("home_"), **call.args)
    assert rig.shows("cover.living_room_blinds") == "closed"
