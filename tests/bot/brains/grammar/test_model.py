"""The offline brain behind a real agent."""

from zoneinfo import ZoneInfo

import pytest
from pydantic_ai import Agent, FunctionToolset, ToolFailed, ToolReturn
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart

from bot.brains.grammar.model import GrammarModel
from memory.clock import Clock
from tests.bot.brains.grammar.garden import NOW
from tools.contract import Domain


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def agent(garden: Domain, done: list[str]) -> Agent[None, str]:
    async def show_weather() -> ToolReturn:
        done.append("weather")
        return ToolReturn({"sun": True}, metadata={"text": "It is sunny."})

    async def mow_lawn(at: str | None = None) -> str:
        done.append(f"mow {at}")
        return "The lawn is mown."

    model = GrammarModel([garden], Clock(ZoneInfo("Europe/Berlin"), NOW))
    tools = FunctionToolset([show_weather, mow_lawn]).prefixed("garden")
    return Agent(model, toolsets=[tools])


async def test_it_answers_with_what_the_verbs_say(agent: Agent[None, str], done: list[str]) -> None:
    result = await agent.run("what's the weather and mow the lawn please")

    assert result.output == "It is sunny.\n\nThe lawn is mown."
    assert done == ["weather", "mow None"]


async def test_it_streams_the_same(agent: Agent[None, str]) -> None:
    async with agent.run_stream("what's the weather") as stream:
        assert await stream.get_output() == "It is sunny."


async def test_buttons_travel_in_the_metadata_and_yes_finds_them(
    agent: Agent[None, str], done: list[str]
) -> None:
    first = await agent.run("should I mow the lawn?")

    assert _last(first.all_messages()).metadata == {
        "choices": [{"label": "Mow the lawn", "call": {"verb": "garden_mow_lawn", "args": {}}}]
    }
    second = await agent.run("yes", message_history=first.all_messages())
    assert second.output == "The lawn is mown."
    assert done == ["mow None"]


async def test_history_is_read_from_the_messages(agent: Agent[None, str], done: list[str]) -> None:
    first = await agent.run("what's the weather")

    await agent.run("again", message_history=first.all_messages())
    assert done == ["weather", "weather"]


async def test_a_verb_that_is_not_offered_is_not_called(agent: Agent[None, str]) -> None:
    result = await agent.run("remove the basil")

    assert "may not" in result.output
    assert [type(part) for part in _last(result.all_messages()).parts] == [TextPart]


async def test_a_failed_verb_is_told_once(garden: Domain) -> None:
    calls = 0

    async def show_weather() -> str:
        nonlocal calls
        calls += 1
        raise ToolFailed("The weather station does not answer.")

    model = GrammarModel([garden], Clock(ZoneInfo("Europe/Berlin"), NOW))
    agent = Agent(model, toolsets=[FunctionToolset([show_weather]).prefixed("garden")])
    result = await agent.run("what's the weather")

    assert "station does not answer" in result.output
    assert calls == 1


def _last(messages: list[ModelMessage]) -> ModelResponse:
    last = messages[-1]
    assert isinstance(last, ModelResponse)
    return last
