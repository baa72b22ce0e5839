"""A scripted model over the whole house: what it may, what it is told, and when it is stopped."""

import asyncio

import pytest

from bot.channels.desk import Arrived, Progress
from tests.bot.house import PEOPLE, Place
from tests.fakes.openai_plays import CallVerb, CallVerbs, Cut, Hang, Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Json


async def test_a_verb_is_called_and_its_result_worded(place: Place, model: OpenAIServer) -> None:
    model.script([CallVerb("pc_list_top", {"by": "memory"}), Say("Starfall uses most of it.")])
    async with place.open(model) as house:
        report = await house.says("what is using my memory")
    assert report.reply == "Starfall uses most of it."
    assert [(call.name, call.args, call.outcome) for call in report.calls] == [
        ("pc_list_top", {"by": "memory"}, "done")
    ]
    assert report.brain.startswith("scripted")
    assert report.tokens == 240
    assert "Starfall.exe" in model.requests[1].results[0]


async def test_words_reach_the_seat_before_the_answer_does(place: Place, model: OpenAIServer) -> None:
    model.script([Say("one two three four", every_s=0.05)])
    async with place.open(model) as house, house.local.sit() as seat:
        await seat.say("count")
        written: list[str] = []
        while not isinstance(event := await seat.next_event(), Arrived):
            assert isinstance(event, Progress)
            written.append(event.text)
        event.shown()
    assert event.message.text == "one two three four"
    shown = [text for text in written if text]
    assert len(shown) >= 2
    assert all("one two three four".startswith(text) for text in shown)


async def test_several_changes_of_one_answer_are_made_in_its_order(place: Place, model: OpenAIServer) -> None:
    model.script(
        [
            CallVerbs(
                [CallVerb("pc_start_gaming_mode"), CallVerb("pc_stop_gaming_mode"), CallVerb("pc_clean_up")]
            ),
            Say("All done."),
        ]
    )
    async with place.open(model) as house:
        report = await house.says("do three things")
    assert [call.outcome for call in report.calls] == ["done"] * 3
    plans = [write.args["plan"] for write in place.far.writes if write.verb == "set_power_plan"]
    assert plans == ["performance", "balanced"]
    assert place.far.writes[-1].verb == "to_trash"


async def test_a_guest_is_not_offered_what_it_may_not_and_calling_it_anyway_is_refused(
    place: Place, model: OpenAIServer
) -> None:
    model.script([CallVerb("pc_clean_up"), Say("That is not for me to do.")])
    async with place.open(model, people=[*PEOPLE, {"name": "Gran", "role": "guest"}]) as house:
        report = await house.says("clean up the junk", by="Gran")
    assert "pc_clean_up" not in model.requests[0].verbs
    assert [(call.name, call.outcome) for call in report.calls] == [("pc_clean_up", "refused")]
    assert report.reply == "That is not for me to do."
    assert place.far.writes == []


async def test_a_child_cannot_have_it_undone_by_another_name(place: Place, model: OpenAIServer) -> None:
    async with place.open() as house:
        await house.says("clean up the junk")
        report = await house.says("undo", by="Leo")
    assert report.calls[0].outcome == "awaiting"
    assert report.reply.startswith("That takes an adult, so I asked Anna and Ben:")
    assert [write.verb for write in place.far.writes] == ["to_trash"]


@pytest.mark.parametrize(
    ("play", "outcome", "told"),
    [
        (CallVerb("pc_fly_to_the_moon"), "refused", "pc_fly_to_the_moon"),
        (CallVerb("pc_list_top", {"colour": "red"}), "failed", "takes no argument 'colour'"),
        (CallVerb("pc_list_top", {"by": "smell"}), "failed", "by can't be 'smell'"),
        (CallVerb("pc_list_top", {"count": 400}), "failed", "count can't be 400"),
        (CallVerb("pc_end_process", {"process": "the browser"}), "failed", ""),
        (CallVerb("find_verbs", {"colour": 3}), None, ""),
        (CallVerb("find_verbs", {"about": ["a"]}), None, ""),
    ],
    ids=lambda each: each.name if isinstance(each, CallVerb) else "",
)
async def test_an_invented_call_is_told_and_the_model_may_mend_it(
    place: Place, model: OpenAIServer, play: CallVerb, outcome: str | None, told: str
) -> None:
    model.script([play, Say("I could not.")])
    async with place.open(model) as house:
        report = await house.says("do something odd")
    assert report.reply == "I could not."
    assert [call.outcome for call in report.calls] == ([outcome] if outcome else [])
    assert told in model.requests[1].results[0]
    assert place.far.writes == []


async def test_a_change_asked_for_twice_in_one_turn_is_made_once(place: Place, model: OpenAIServer) -> None:
    model.script([CallVerb("pc_clean_up"), CallVerb("pc_clean_up"), Say("Done.")])
    async with place.open(model) as house:
        report = await house.says("clean up")
    assert [call.outcome for call in report.calls] == ["done", "refused"]
    assert len(place.far.writes) == 1


@pytest.mark.parametrize("is_change", [False, True])
async def test_the_same_call_for_ever_is_stopped(
    place: Place, model: OpenAIServer, *, is_change: bool
) -> None:
    model.script([CallVerb("pc_clean_up" if is_change else "pc_list_top")], repeat_last=True)
    async with place.open(model, limits={"requests": 5}) as house:
        report = await house.says("go")
    assert len(model.requests) == 5
    assert report.reply.startswith("I went round in circles, so I stopped.")
    outcomes = [call.outcome for call in report.calls]
    assert outcomes == (["done"] + ["refused"] * 4 if is_change else ["done"] * 2 + ["refused"] * 3)
    assert ("Moved 14 GB" in report.reply) is is_change


async def test_ever_new_calls_are_stopped(place: Place, model: OpenAIServer) -> None:
    def another(asked: Asked) -> Play:
        return CallVerb("pc_find_process", {"name": f"program {len(asked.results)}"})

    model.script(another)
    async with place.open(model, limits={"requests": 6}) as house:
        report = await house.says("go")
    assert len(model.requests) == 6
    assert report.reply.startswith("I went round in circles, so I stopped.")


async def test_a_flood_of_calls_in_one_answer_is_stopped(place: Place, model: OpenAIServer) -> None:
    flood = [CallVerb("pc_find_process", {"name": f"program {n}"}) for n in range(40)]
    model.script([CallVerbs(flood), Say("Done.")])
    async with place.open(model, limits={"calls": 10}) as house:
        report = await house.says("go")
    assert [call.outcome for call in report.calls].count("done") <= 10
    assert report.reply.startswith("I went round in circles, so I stopped.")


@pytest.mark.parametrize("death", [Cut("Your PC"), Hang("Your PC")], ids=["cut", "hang"])
async def test_an_answer_that_dies_after_a_change_does_not_change_again(
    place: Place, model: OpenAIServer, death: Play
) -> None:
    provider: Json = {"model": "openai:scripted", "base_url": model.base_url, "deadline_seconds": 0.4}
    model.script([CallVerb("pc_clean_up"), death])
    async with place.open(chain=[provider]) as house:
        report = await house.says("clean up")
    assert [call.outcome for call in report.calls] == ["done"]
    assert "Moved 14 GB" in report.reply
    assert report.brain == "offline"
    assert [write.verb for write in place.far.writes] == ["to_trash"]


async def test_a_dead_model_leaves_the_offline_brain_to_answer(place: Place, model: OpenAIServer) -> None:
    async with place.open(model) as house:
        await model.stop()
        report = await asyncio.wait_for(house.says("what is using my memory"), 10)
    assert report.brain == "offline"
    assert report.calls[0].outcome == "done"
