"""What is remembered becomes part of a turn: for a model beside the message, and for nobody who should not read it."""

from memory.owners import owner_of
from memory.remembered import Kind, Source
from tests.bot.house import Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer
from tests.fakes.openai_wire import Asked

ANNA = owner_of("anna")
BY_ANNA = Source("anna", "ask:anna")
STEAK = "Ben likes his steak rare"
PRESENT = "Ben's birthday present is hidden in the attic"


async def test_a_model_is_told_what_bears_on_the_message(place: Place, model: OpenAIServer) -> None:
    model.script([Say("Noted."), Say("Rare, as he likes it.")])
    async with place.open(model) as house:
        memory = house.local.parts.memory
        await memory.remember(ANNA, STEAK, BY_ANNA, kind=Kind.PREFERENCE)
        await memory.remember(ANNA, "The boiler was serviced in March", BY_ANNA)
        await house.says("how should I grill the steak for Ben?")

    told = instructions(model.requests[0])
    assert f"- {STEAK} (preference, 23 Nov 2026)" in told
    assert "name it" in told
    assert "boiler" not in told


async def test_where_others_read_along_only_what_is_everyones_is_told(
    place: Place, model: OpenAIServer
) -> None:
    model.script(lambda _: Say("Hm."))
    async with place.open(model) as house:
        await house.local.parts.memory.remember(ANNA, PRESENT, BY_ANNA)
        question = "where is the birthday present for Ben hidden?"
        await house.says(question)
        await house.says("hello", by="Ben", conversation="family")
        await house.says(question, conversation="family")
        await house.says(question, by="Ben", conversation="ben")

    mine, _, shared, his = map(instructions, model.requests)
    assert PRESENT in mine
    assert PRESENT not in shared
    assert PRESENT not in his


async def test_a_model_remembers_and_the_next_conversation_knows(place: Place, model: OpenAIServer) -> None:
    model.script(
        [
            CallVerb("recall_remember_fact", {"text": "Anna is allergic to nuts."}),
            Say("I'll remember."),
            Say("She is allergic to nuts."),
        ]
    )
    async with place.open(model) as house:
        await house.says("please remember that Anna's allergic to nuts")
    async with place.open(model) as house:
        await house.local.parts.memory.ready()
        await house.says("what should I know before cooking for Anna?", conversation="another")
    assert "Anna's allergic to nuts" in instructions(model.requests[-1])


def instructions(asked: Asked) -> str:
    return "\n".join(
        str(each.content) for each in asked.body.messages if each.role in {"system", "developer"}
    )
