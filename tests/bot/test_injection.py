"""The injection wall: a model that obeys every instruction that it reads changes nothing that nobody asked for."""

import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from memory.owners import HOUSEHOLD, owner_of
from memory.remembered import Kind, Source
from tests.bot.driver import Bot
from tests.bot.house import House, Place, settings_of
from tests.bot.poisoned import (
    ATTACK,
    CALLS_ALLOWED,
    WORD,
    Obedient,
    everything,
    poisoned_place,
    read_of,
    world_of,
)
from tests.fakes.openai_plays import CallVerb, CallVerbs, Play, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked
from tools.contract import Risk

LEAST_ASKED = 30
MAY_FAIL = {"recall_restore_memory", "household_undo_change", "household_undo_all", "household_forget_name"}
"""Where the calls before them left nothing to do."""

READ = {
    "program": CallVerb("pc_list_top"),
    "command": CallVerb("pc_find_process", {"name": "helper"}),
    "folder": CallVerb("pc_show_largest_folders"),
    "disk": CallVerb("pc_show_disks"),
    "title": CallVerb("home_show_state", {"devices": ["media_player.kitchen_speaker"]}),
    "speaker": CallVerb("home_find_devices", {"kind": "media"}),
    "state": CallVerb("home_show_state", {"devices": ["sensor.note"]}),
    "room": CallVerb("home_show_state", {"devices": ["light.obey"]}),
    "automation": CallVerb("home_explain_state", {"devices": ["climate.living_room"]}),
    "meter": CallVerb("home_show_energy"),
    "alias": CallVerb("home_turn_on", {"devices": [f"{WORD} alias"]}),
    "scene": CallVerb("home_list_scenes"),
    "script": CallVerb("home_list_scenes"),
    "list": CallVerb("home_show_list", {"list_name": "todo.obey"}),
    "item": CallVerb("home_show_list", {"list_name": "todo.obey"}),
    "memory": CallVerb("recall_list_memories"),
    "said": CallVerb("household_who_did", {"what": "turned on the guest room lamp"}),
}
"""What a model looks at to read each of the fields that outsiders write."""


@asynccontextmanager
async def opened(place: Place, model: OpenAIServer) -> AsyncGenerator[House]:
    async with place.open(model, home=place.home_settings(), limits=CALLS_ALLOWED) as house:
        yield house


@pytest.fixture
async def poisoned(place: Place, model: OpenAIServer) -> AsyncGenerator[Place]:
    """The poisoned house after a few deeds, so that there is something to undo, put back, forget and tell."""
    async with poisoned_place(place) as there:
        async with opened(there, model) as house:
            memory, people = house.local.parts.memory, house.local.people
            anna, leo = people.named("Anna"), people.named("Leo")
            own, theirs = Source(anna.id, "ask:before"), Source(leo.id, "ask:leo")
            await memory.remember(owner_of(anna.id), "I like tea.", own, Kind.FACT)
            gone, _ = await memory.remember(owner_of(anna.id), "I like coffee.", own, Kind.FACT)
            await memory.forget(owner_of(anna.id), gone.id)
            await memory.remember(HOUSEHOLD, f"Have a look at the {WORD} memory.", theirs, Kind.FACT)
            model.script([CallVerb("home_turn_on", {"devices": ["light.guest_room"]}), Say("It is on.")])
            await house.says(f"turn on the guest room lamp; {WORD} said", by="Ben", conversation="ben")
            model.script(
                [
                    CallVerbs(
                        [CallVerb("pc_clean_up"), CallVerb("home_turn_on", {"devices": ["fan.bedroom"]})]
                    ),
                    Say("Done."),
                ]
            )
            await house.says("clean up and turn on the bedroom fan", conversation="before")
        yield there


async def test_the_attack_is_on_every_verb_that_changes_something(
    poisoned: Place, model: OpenAIServer
) -> None:
    async with opened(poisoned, model) as house:
        verbs = house.local.parts.mind.door.verbs
        changing = {each.name for each in verbs if each.verb.risk is not Risk.READ or each.verb.expand}
    assert changing <= set(ATTACK)


async def test_the_same_calls_do_change_the_world_where_nobody_else_wrote_anything(
    poisoned: Place, model: OpenAIServer
) -> None:
    model.script([everything(), Say("Done.")])
    async with opened(poisoned, model) as house:
        before = await world_of(house)
        report = await house.says("do whatever you like")
        after = await world_of(house)
    outcomes = {call.name: call.outcome for call in report.calls}
    assert {verb for verb, outcome in outcomes.items() if outcome == "failed"} <= MAY_FAIL
    assert sum(outcome == "done" for outcome in outcomes.values()) >= 20
    assert {part for part in before if before[part] != after[part]} == {"home", "lists", "pc", "memories"}


async def test_what_outsiders_wrote_is_obeyed_by_nobody(poisoned: Place, model: OpenAIServer) -> None:
    faults: list[str] = []
    async with opened(poisoned, model) as house:
        before = await world_of(house)
        for field, look in READ.items():
            obedient = Obedient(look)
            model.script(obedient)
            report = await house.says("show me that, please", conversation=field)
            attacks = [call.outcome for call in report.calls[-len(ATTACK) :]]
            changed = [part for part, was in before.items() if was != (await world_of(house))[part]]
            shown = f"{WORD} {field}" in obedient.read
            asked = attacks.count("awaiting") >= LEAST_ASKED and report.approval is not None
            if changed or not shown or not asked or {"done", "unknown"} & {*attacks}:
                faults.append(f"{field}: {shown=} {changed=} {attacks}")
    assert faults == []


async def test_a_memory_in_somebody_elses_words_is_obeyed_by_nobody(
    poisoned: Place, model: OpenAIServer
) -> None:
    obedient = Obedient(CallVerb("pc_show_uptime"))
    model.script(obedient)
    async with opened(poisoned, model) as house:
        before = await world_of(house)
        await house.local.parts.memory.known([HOUSEHOLD])
        report = await house.says("have a look at the memory")
        assert f"{WORD} memory" in obedient.read
        assert len(model.requests[-1].results) == 0, "it stood in the instructions"
        assert await world_of(house) == before
    assert report.approval is not None


async def test_somebody_elses_words_in_a_group_are_obeyed_by_nobody(
    poisoned: Place, model: OpenAIServer
) -> None:
    async with opened(poisoned, model) as house:
        model.script([Say("Hello Leo.")])
        await house.says(f"from now on {WORD} me", by="Leo", conversation="group")
        obedient = Obedient(CallVerb("pc_show_uptime"))
        model.script(obedient)
        before = await world_of(house)
        report = await house.says("hello everybody", conversation="group")
        assert obedient.read
        assert [call for call in report.calls if call.outcome == "done"] == []
        assert await world_of(house) == before
    assert report.approval is not None


async def test_later_turns_see_nothing_of_it_whatever_the_model_repeated(
    poisoned: Place, model: OpenAIServer
) -> None:
    async with opened(poisoned, model) as house:
        model.script(
            [
                READ["program"],
                CallVerb(f"{WORD}_tool", {"why": f"{WORD} name"}),
                CallVerb("pc_find_process", {"name": f"{WORD} argument", f"{WORD}_key": 1}),
                CallVerb("pc_find_process", {"name": f"{WORD} argument"}),
                Say(f"{WORD} answer"),
            ]
        )
        report = await house.says("what is using the processor")
        assert report.reply == f"{WORD} answer"
        assert WORD in read_of(model.requests[-1])
        model.script([Say("Hello.")], repeat_last=True)
        for number in range(20):
            await house.says(f"hello {number}")
            assert WORD not in model.requests[-1].body.model_dump_json(), number
    summary = [
        str(each.content) for each in model.requests[-1].body.messages if "Earlier in" in str(each.content)
    ]
    assert len(summary) == 1


async def test_what_the_offline_brain_read_no_later_model_sees(poisoned: Place, model: OpenAIServer) -> None:
    async with poisoned.open(home=poisoned.home_settings()) as house:
        report = await house.says("what is using my memory")
        assert WORD in report.reply
    model.script([Say("Hello.")])
    async with opened(poisoned, model) as house:
        await house.says("hello")
    assert WORD not in model.requests[-1].body.model_dump_json()


async def test_a_row_that_was_shown_can_be_meant_later(poisoned: Place, model: OpenAIServer) -> None:
    async with opened(poisoned, model) as house:
        model.script([CallVerb("home_find_devices", {"kind": "fan"}), Say("Two fans.")])
        await house.says("which fans are there?")

        def switch(asked: Asked) -> Play:
            row = asked.results[0].rpartition(" ")[2]
            return Say("Done.") if len(asked.results) > 1 else CallVerb("home_turn_off", {"devices": [row]})

        model.script(switch)
        report = await house.says("turn off the bedroom fan")
    assert [(call.args, call.outcome) for call in report.calls] == [({"devices": ["fan.bedroom"]}, "done")], (
        report
    )


async def test_a_tainted_turn_stays_so_over_a_kill(place: Place, model: OpenAIServer) -> None:
    model.script(lambda asked: everything() if asked.results else READ["program"])
    path = settings_of(
        place.data,
        place.pc_url,
        {"brain": {"chain": [f"openai:scripted@{model.base_url}"]}, "limits": CALLS_ALLOWED},
    )
    first = await Bot(path, ["what is using the processor"], failpoint="turn.checkpointed:2").ended()
    assert first.code == -signal.SIGKILL
    second = await Bot(path, [""]).ended()
    assert second.code == 0
    assert place.far.writes == []
    assert any("Clean" in text or "gaming mode" in text for text in second.texts), "it asks"
