"""Music where nobody says on what: the player that is plainly meant, else a question with buttons."""

from dataclasses import replace

import pytest

from memory.errors import Mistake
from memory.people import Person, Role
from tests.tools.home.rig import Rig
from tests.tools.rig import ANNA
from tools.contract import Call, Caller, Json, Unclear

LEO = Caller(Person("leo", "Leo", Role.CHILD, rooms=("Bedroom",)), "test", "a test")
KITCHEN, BEDROOM, TV = (
    "media_player.kitchen_speaker",
    "media_player.bedroom_speaker",
    "media_player.living_room_tv",
)


async def meant(rig: Rig, name: str, caller: Caller = ANNA, **args: Json) -> list[Call]:
    """What a call that names no player is replaced by."""
    bound = rig.verbs[f"home_{name}"]
    assert bound.verb.spread is not None
    return list(await bound.verb.spread(bound.check_args(Call(bound.name, args), caller), caller))


async def does(rig: Rig, name: str, caller: Caller = ANNA, **args: Json) -> str:
    """Do what is meant; the answer."""
    (call,) = await meant(rig, name, caller, **args)
    return str((await rig.do(call.verb.removeprefix("home_"), **call.args)).answer)


async def test_what_plays_is_turned_up_skipped_and_paused(rig: Rig) -> None:
    assert "volume 45 %" in await does(rig, "set_volume", by=10)
    assert rig.attribute(KITCHEN, "volume_level") == 0.45
    assert rig.attribute(BEDROOM, "volume_level") == 0.2
    await does(rig, "skip")
    assert rig.attribute(KITCHEN, "media_track") == 4
    await does(rig, "pause")
    assert rig.shows(KITCHEN) == "paused"


async def test_music_goes_on_where_it_played_last_and_never_on_the_television(rig: Rig) -> None:
    await does(rig, "pause")
    await does(rig, "play")
    assert rig.shows(KITCHEN) == "playing", "it was paused last"
    assert rig.shows(BEDROOM) == "paused"
    assert rig.shows(TV) == "off"


async def test_whoever_has_a_room_of_their_own_means_the_player_there(rig: Rig) -> None:
    await rig.do("play", devices=[BEDROOM])
    (call,) = await meant(rig, "skip", LEO)
    assert call.args["devices"] == [BEDROOM]
    (call,) = await meant(rig, "set_volume", LEO, by=-10)
    assert call == Call("home_set_volume", {"by": -10, "devices": [BEDROOM]})


async def test_where_several_play_it_is_asked_which_and_the_button_does_it(rig: Rig) -> None:
    await rig.do("pause", devices=[KITCHEN])
    await rig.do("play", devices=[BEDROOM, KITCHEN])
    assert await meant(rig, "skip") == []
    with pytest.raises(Unclear) as asked:
        await rig.admit("skip", {"to": "previous"})
    assert [label for label, _ in asked.value.options] == ["Bedroom speaker", "Kitchen speaker"]
    call = asked.value.options[1][1]
    await rig.do("skip", **call.args)
    assert rig.attribute(KITCHEN, "media_track") == 2


async def test_of_several_that_play_the_one_started_last_is_meant(rig: Rig) -> None:
    await rig.do("play", devices=[BEDROOM])
    (call,) = await meant(rig, "set_volume", by=10)
    assert call.args["devices"] == [BEDROOM]
    (call,) = await meant(rig, "play")
    assert call.args["devices"] == [BEDROOM], "the television is not what music is played on"


async def test_whoever_names_a_player_is_taken_at_their_word(rig: Rig) -> None:
    assert await meant(rig, "play", devices=["TV"]) == []
    found = await rig.admit("play", {"devices": ["TV"]})
    assert found["devices"] == [TV]


async def test_where_nothing_plays_nothing_is_skipped_and_it_is_said(rig: Rig) -> None:
    state = rig.state()
    for key in (KITCHEN, BEDROOM):
        state.entities[key] = state.entities[key].model_copy(update={"state": "idle"})
    await rig.replace(state)
    with pytest.raises(Mistake, match=r"Nothing plays just now\."):
        await meant(rig, "skip")


async def test_a_card_says_louder_or_quieter(rig: Rig) -> None:
    assert await rig.card("set_volume", devices=[KITCHEN], by=-10) == (
        "Make the kitchen speaker 10 % quieter."
    )
    assert await rig.card("set_volume", devices=[KITCHEN], level=30) == (
        "Set the volume of the kitchen speaker to 30 %."
    )
    assert await rig.card("skip", devices=[KITCHEN], to="previous") == (
        "Go back a track on the kitchen speaker."
    )


async def test_nobody_of_another_room_is_meant_by_an_adult_without_one(rig: Rig) -> None:
    anna = replace(ANNA, person=replace(ANNA.person, rooms=()))
    (call,) = await meant(rig, "pause", anna)
    assert call.args["devices"] == [KITCHEN]


async def test_what_is_off_has_no_volume_to_set(rig: Rig) -> None:
    with pytest.raises(Mistake, match="The living room TV is off; turn it on first"):
        await rig.do("set_volume", devices=[TV], level=15)
    done = await rig.do("set_volume", devices=["media@all"], level=15)
    assert "TV" not in str(done.answer)
    assert rig.attribute(KITCHEN, "volume_level") == 0.15
