"""The home in a conversation: groups with exceptions, a door that is asked about, undo, and why."""

import httpx2
import pytest

from tests.bot.house import House, Place


async def test_a_floor_goes_dark_but_for_one_lamp_and_comes_back(home: House) -> None:
    report = await home.says("turn off the lights downstairs except the hall lamp")
    assert [call.outcome for call in report.calls] == ["done"]
    assert home.shows("light.kitchen_ceiling") == "off"
    assert home.shows("light.hall_lamp") == "on"
    assert home.shows("light.bathroom_mirror") == "on"

    report = await home.says("undo that")
    assert [call.outcome for call in report.calls] == ["done"]
    assert home.shows("light.kitchen_ceiling") == "on"
    assert home.shows("light.garage") == "off"


async def test_a_door_is_unlocked_only_after_a_yes(home: House) -> None:
    report = await home.says("unlock the front door")
    assert report.approval is not None
    assert report.approval.text == "Unlock the front door."
    assert home.shows("lock.front_door") == "locked"

    await home.says("yes")
    assert home.shows("lock.front_door") == "unlocked"

    report = await home.says("undo")
    assert home.shows("lock.front_door") == "locked"
    assert report.approval is None, "locking is no danger"


async def test_what_somebody_else_changed_since_is_asked_about(home: House) -> None:
    await home.says("turn off the hall lamp")
    await home.says("turn on the hall lamp", conversation="kitchen")

    report = await home.says("undo")

    assert report.approval is not None
    assert report.approval.text.startswith("This was changed by someone else since.")


async def test_whoever_asked_for_it_is_the_reason(home: House) -> None:
    await home.says("set the bedroom radiator to 21", by="Ben", conversation="ben")

    report = await home.says("why is the bedroom radiator on")
    assert "Ben asked me to" in report.reply
    report = await home.says("why is the bedroom radiator on", by="Ben", conversation="ben")
    assert "You asked me to at 12:00" in report.reply
    report = await home.says("why is the living room heating on")
    assert "Warm evenings" in report.reply


@pytest.mark.parametrize("greeting", ["hello everybody", "hi all", "good morning everyone"])
async def test_who_greets_everybody_runs_no_script_named_after_everybody(home: House, greeting: str) -> None:
    report = await home.says(greeting)
    assert report.calls == []
    assert report.reply.endswith("What can I do for you?")


async def test_what_is_wanted_later_is_not_done_now(home: House) -> None:
    before = home.shows("light.kitchen_ceiling")
    report = await home.says("turn off the light in the kitchen in 10 minutes")
    assert report.calls == []
    assert "later" in report.reply
    assert home.shows("light.kitchen_ceiling") == before


async def test_a_heating_that_is_turned_down_gets_cooler(home: House) -> None:
    report = await home.says("turn the heating in the bedroom down by 2 degrees")
    assert [call.args["by"] for call in report.calls] == [-2]


@pytest.mark.parametrize("words", ["good night", "Goodnight!", "good night homeops"])
async def test_good_night_runs_the_routine_that_is_called_so(home: House, words: str) -> None:
    assert home.shows("lock.back_door") == "unlocked"
    report = await home.says(words)
    assert [(call.name, call.outcome) for call in report.calls] == [("home_run_script", "done")]
    assert home.shows("lock.back_door") == "locked"
    assert home.shows("light.kitchen_ceiling") == "off"


async def test_good_night_is_a_greeting_where_no_routine_is_called_so(place: Place) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        state = f"{place.pc_url}/home/_state"
        told = (await http.get(state)).text
        (await http.put(state, content=told.replace('"Good night"', '"Shut everything"'))).raise_for_status()
    async with place.open(home=place.home_settings()) as house:
        report = await house.says("good night")
        assert report.calls == []
        assert report.reply == "See you."
        assert house.shows("lock.back_door") == "unlocked"
        report = await house.says("shut everything")
        assert report.calls[0].name == "home_run_script"


async def test_music_is_handled_without_naming_a_speaker(home: House) -> None:
    speaker = "media_player.kitchen_speaker"
    await home.says("turn the music up")
    assert home.home().entities[speaker].attributes["volume_level"] == 0.45
    await home.says("next song")
    assert home.home().entities[speaker].attributes["media_track"] == 4
    await home.says("stop the music")
    assert home.shows(speaker) == "paused"
    await home.says("play some music")
    assert home.shows(speaker) == "playing"
    assert home.shows("media_player.living_room_tv") == "off"
    await home.says("undo")
    assert home.shows(speaker) == "paused"


async def test_the_list_is_the_shopping_list_and_the_chores_are_the_chores(home: House) -> None:
    assert (await home.says("is milk on the list?")).reply == "Yes, milk is on the shopping list."
    assert (await home.says("what are the chores?")).reply.startswith("Chores:")
    await home.says("add milk and eggs to the shopping list")
    assert [each.summary for each in home.home().lists["todo.shopping_list"]][-1] == "eggs"
    await home.says("clear the shopping list")
    assert home.home().lists["todo.shopping_list"] == []
    await home.says("undo that")
    assert [each.summary for each in home.home().lists["todo.shopping_list"]][-1] == "eggs"


async def test_a_long_list_in_one_breath_is_taken_down(home: House) -> None:
    await home.says("add oat milk and rice and a pack of nappies to the shopping list")
    listed = [each.summary for each in home.home().lists["todo.shopping_list"]]
    assert listed[-3:] == ["oat milk", "rice", "pack of nappies"]
    told = (await home.says("who put caviar on the list?")).reply
    assert "asked for it" not in told


async def test_a_teenager_ends_nobodys_program_alone(home: House) -> None:
    report = await home.says("close spotify", by="Mia", conversation="mia")
    assert [call.outcome for call in report.calls] == ["awaiting"]
    report = await home.says("yes", by="Mia", conversation="mia")
    assert report.reply == "You may not decide that; an adult of the house can."
    assert home.written() == []


async def test_what_was_found_out_is_written_down_with_the_rest(home: House) -> None:
    report = await home.says("mark taking the bins out as done")
    assert report.calls[0].args == {"items": ["take the bins out"], "list_name": "todo.chores"}
