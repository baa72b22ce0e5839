"""Chains of brains for tests: providers behind real sockets, and an offline brain at the end."""

import time
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from bot.brains.breaker import Breaker
from bot.brains.budget import Budget
from bot.brains.chain import ChainModel
from bot.brains.providers import Provider, ProviderSettings
from memory.clock import Clock
from memory.errors import Misconfigured
from tests.fakes.openai_server import OpenAIServer

CLOCK = Clock(ZoneInfo("Europe/Berlin"), datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")))


async def no_secrets(reference: str) -> str:
    raise Misconfigured(f"There is no {reference}; add it.")


def a_provider(server: OpenAIServer, name: str, **more: object) -> Provider:
    given = {
        "model": f"openai:{name}",
        "base_url": server.base_url,
        "deadline_seconds": 0.5,
        "total_seconds": 1.5,
    }
    return Provider(ProviderSettings.model_validate(given | more), no_secrets)


def offline_brain() -> FunctionModel:
    def answer(_messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[TextPart("offline answer")])

    async def stream(_messages: list[ModelMessage], _info: AgentInfo) -> AsyncIterator[str]:
        yield "offline answer"

    return FunctionModel(answer, stream_function=stream)


def a_chain(*providers: Provider, budget: Budget | None = None, cool_down_s: float = 30) -> ChainModel:
    return ChainModel(
        providers,
        offline_brain(),
        clock=CLOCK,
        budget=budget,
        make_breaker=lambda: Breaker(cool_down_s=cool_down_s),
    )


def an_agent(chain: ChainModel) -> Agent[None, str]:
    agent = Agent(chain, output_type=str)

    @agent.tool_plain
    def look(where: str) -> str:
        return f"seen {where}"

    assert look is not None
    return agent


async def ask(
    chain: ChainModel, text: str = "hello", *, streamed: bool = False
) -> tuple[str, str | None, float]:
    """What was answered, by which brain, and in how many seconds."""
    started = time.monotonic()
    with chain.turn("anna") as turn:
        if streamed:
            async with an_agent(chain).run_stream(text) as result:
                answer = await result.get_output()
        else:
            answer = (await an_agent(chain).run(text)).output
    return answer, turn.brain, time.monotonic() - started


def calls(chain: ChainModel) -> list[int]:
    return [state.calls for state in chain.states()]
