"""What a model is sent: bounded, however long the conversation and however many verbs there are."""

from bot.offer import BYTES_PER_TOKEN
from tests.bot.house import Place
from tests.fakes.openai_plays import CallVerb, Say
from tests.fakes.openai_server import OpenAIServer

LONG = "a very long story about my day " * 400


async def test_a_long_conversation_keeps_a_summary_and_the_request_stays_small(
    place: Place, model: OpenAIServer
) -> None:
    model.script(
        [Say("I see. " + "And so on. " * 300, pieces=["I see. " + "And so on. " * 300])], repeat_last=True
    )
    async with place.open(model) as house:
        await house.says("my dog is called Rex")
        for number in range(20):
            await house.says(f"{number}: {LONG}")
    sizes = [asked.bytes for asked in model.requests]
    assert len(sizes) == 21
    assert sizes[-1] < len(LONG) + 40_000
    assert sizes[-1] < sizes[9] * 1.3, "it no longer grows"
    last = model.requests[-1].body.messages
    earlier = [
        str(message.content) for message in last if "Earlier in this conversation" in str(message.content)
    ]
    assert len(earlier) == 1
    assert "Rex" in earlier[0]
    assert sum(message.role == "user" for message in last) == 9


async def test_a_follow_up_sees_what_was_called_before_but_no_outsiders_words(
    place: Place, model: OpenAIServer
) -> None:
    model.script([CallVerb("pc_list_top"), Say("Starfall."), Say("The game.")])
    async with place.open(model) as house:
        await house.says("what is busy")
        await house.says("what is that?")
    assert model.requests[-1].said == ["what is busy", "what is that?"]
    assert "Starfall.exe" in model.requests[1].results[0], "in the turn that fetched it"
    assert model.requests[-1].results[0].startswith("list of 5 programs, shown 12:00; its rows: row-")
    assert "Starfall" not in model.requests[-1].body.model_dump_json()


async def test_the_real_house_offers_within_its_budget(place: Place, model: OpenAIServer) -> None:
    model.script([Say("Hello.")])
    async with place.open(model) as house:
        await house.says("hello")
    asked = model.requests[0]
    tools = [tool.model_dump() for tool in asked.body.tools]
    assert tools
    assert (asked.bytes - len(b"hello")) / BYTES_PER_TOKEN <= 3000
