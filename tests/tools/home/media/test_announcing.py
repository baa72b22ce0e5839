"""What is said aloud is heard where it was meant to be, and told as far as Home Assistant shows it."""

import pytest

from bot.admission import Leave
from memory.errors import Misconfigured, Mistake, Unavailable
from memory.people import Person, Role
from tests.tools.home.rig import Rig
from tools.contract import Caller, Irreversible, Json, Risk

KITCHEN, BEDROOM, TV = (
    "media_player.kitchen_speaker",
    "media_player.bedroom_speaker",
    "media_player.living_room_tv",
)
DINNER = "Dinner is ready."


def heard(rig: Rig) -> list[tuple[str, str]]:
    return [(each.player, each.message) for each in rig.state().heard]


async def test_everybody_hears_it_and_no_screen_is_woken(rig: Rig) -> None:
    done = await rig.do("announce", text=DINNER)

    assert heard(rig) == [(BEDROOM, DINNER), (KITCHEN, DINNER)]
    assert str(done.answer) == f"Said on the bedroom speaker and the kitchen speaker: “{DINNER}”."
    assert isinstance(done.inverse, Irreversible)
    assert await rig.risk("announce", text=DINNER) is Risk.WRITE


async def test_the_music_goes_on_afterwards(rig: Rig) -> None:
    await rig.do("announce", text=DINNER)
    home = await rig.client.wait_until(lambda now: now.devices[BEDROOM].state == "paused", 3)

    assert home.devices[BEDROOM].state == "paused"
    assert home.devices[KITCHEN].state == "playing"
    assert home.devices[KITCHEN].text("media_title") == "Morning Concert"


PLACES: list[tuple[Json, Json, list[str]]] = [
    (["media@kitchen"], [], [KITCHEN]),
    (["bedroom speaker"], [], [BEDROOM]),
    (["media@all"], ["kitchen speaker"], [BEDROOM]),
    (["media@upstairs", "radio"], [], [BEDROOM, KITCHEN]),
    (["media@living-room"], [], [TV]),
    ([], [], [BEDROOM, KITCHEN]),
]


@pytest.mark.parametrize(("devices", "but", "players"), PLACES)
async def test_it_is_said_where_it_was_meant(rig: Rig, devices: Json, but: Json, players: list[str]) -> None:
    args = await rig.admit("announce", {"text": DINNER, "devices": devices, "but": but})
    assert args["devices"] == players
    again = await rig.admit("announce", {"text": DINNER, "devices": [*players]})
    assert again["devices"] == players


async def test_what_is_not_shown_is_not_claimed(rig: Rig) -> None:
    done = await rig.do("announce", text=DINNER, devices=["kitchen speaker", "TV"])

    assert str(done.answer) == (
        f"Said on the kitchen speaker: “{DINNER}”.\n"
        "Whether it was said on the living room TV, Home Assistant does not show."
    )


async def test_a_success_that_was_none_is_no_success(rig: Rig) -> None:
    rig.misbehave(path="/home/ws/call_service/tts.speak", how="lie", times=1)

    with pytest.raises(Unavailable, match="nothing shows that the kitchen speaker said them"):
        await rig.do("announce", text=DINNER, devices=["kitchen speaker"])
    assert heard(rig) == []


async def test_players_that_do_not_answer_are_passed_over_or_named(rig: Rig) -> None:
    state = rig.state()
    state.entities[KITCHEN].state = "unavailable"
    await rig.replace(state)

    await rig.do("announce", text=DINNER)
    assert heard(rig) == [(BEDROOM, DINNER)]
    with pytest.raises(Unavailable, match="kitchen speaker does not answer"):
        await rig.do("announce", text=DINNER, devices=["kitchen speaker"])


async def test_without_a_voice_it_says_what_to_add(rig: Rig) -> None:
    state = rig.state()
    state.entities["tts.piper"].state = "unavailable"
    await rig.replace(state)

    with pytest.raises(Misconfigured, match="no voice yet; add one there"):
        await rig.do("announce", text=DINNER)


@pytest.mark.parametrize(
    ("devices", "why"), [(["hall lamp"], "can't do that"), (["attic speaker"], "attic speaker")]
)
async def test_it_is_not_said_on_what_is_no_player(rig: Rig, devices: Json, why: str) -> None:
    with pytest.raises(Mistake, match=why):
        await rig.admit("announce", {"text": DINNER, "devices": devices})


async def test_no_exception_leaves_nobody(rig: Rig) -> None:
    with pytest.raises(Mistake, match="no speaker is left"):
        await rig.admit("announce", {"text": DINNER, "devices": ["radio"], "but": ["media@all"]})


async def test_the_card_says_the_words_and_the_place(rig: Rig) -> None:
    assert await rig.card("announce", text=DINNER, devices=["radio"]) == (
        f"Say “{DINNER}” on the kitchen speaker."
    )


@pytest.mark.parametrize(
    ("role", "rooms", "asks"),
    [
        (Role.ADULT, (), "nobody"),
        (Role.TEEN, (), "nobody"),
        (Role.CHILD, (), "an adult"),
        (Role.CHILD, ("bedroom",), "nobody"),
        (Role.GUEST, ("bedroom",), "nobody"),
    ],
)
async def test_children_and_guests_speak_only_in_rooms_of_their_own(
    rig: Rig, role: Role, rooms: tuple[str, ...], asks: str
) -> None:
    args = await rig.admit("announce", {"text": DINNER, "devices": ["bedroom speaker"]})
    who = Caller(Person("zoe", "Zoe", role, rooms=rooms), "test", "a test")

    _, beyond = Leave().check(rig.verbs["home_announce"], args, Risk.WRITE, who, None)

    assert beyond is (asks == "an adult")
