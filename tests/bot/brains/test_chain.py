import asyncio
import time
from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from bot.brains.breaker import Breaker, Standing
from bot.brains.budget import Budget
from bot.brains.chain import OFFLINE, ChainModel
from bot.brains.providers import Provider, ProviderSettings
from bot.brains.streams import StreamBroken
from memory.clock import Clock
from memory.errors import Misconfigured
from tests.fakes.openai_plays import (
    CallVerb,
    CallVerbs,
    Cut,
    Hang,
    Html,
    NoChoices,
    Play,
    Say,
    Status,
    Truncated,
    rate_limited,
)
from tests.fakes.openai_server import OpenAIServer

CLOCK = Clock(ZoneInfo("Europe/Berlin"), datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin")))

BAD_DAYS: list[Play] = [
    Hang(),
    Status(401, "invalid_api_key"),
    Status(403),
    Status(404, "model_not_found"),
    Status(400),
    rate_limited(5),
    Status(429, "insufficient_quota"),
    Status(500),
    Status(503),
    Html(),
    Truncated(),
    NoChoices(),
    Say(""),
    CallVerb("look", raw="no JSON"),
    CallVerb("look", raw='{"where": '),
    CallVerb("look", raw="[1]"),
    Cut(),
]
MANY_DAYS = pytest.mark.parametrize("bad_day", BAD_DAYS, ids=repr)


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


@pytest.fixture
async def first() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


@pytest.fixture
async def second() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        server.script([Say("second answers")], repeat_last=True)
        yield server


@pytest.fixture
async def chain(first: OpenAIServer, second: OpenAIServer) -> AsyncIterator[ChainModel]:
    chain = a_chain(a_provider(first, "one"), a_provider(second, "two"))
    yield chain
    await chain.aclose()


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


@MANY_DAYS
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
async def test_on_a_bad_day_the_next_one_answers_and_the_second_message_is_free(
    chain: ChainModel, first: OpenAIServer, second: OpenAIServer, bad_day: Play, *, streamed: bool
) -> None:
    await asyncio.to_thread(__import__, "pydantic_ai.models.openai")  # its import is not what is timed
    first.script([bad_day], repeat_last=True)

    answer, brain, seconds = await ask(chain, streamed=streamed)
    assert (answer, (brain or "")[:3]) == ("second answers", "two")
    assert seconds < 4
    assert len(first.requests) == 1

    await ask(chain, streamed=streamed)
    assert len(first.requests) == 1, "the dead provider was asked again"
    assert len(second.requests) == 2
    state = chain.states()[0]
    assert state.standing is Standing.OPEN
    assert state.last_error is not None
    assert "one at 127.0.0.1" in state.last_error


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_refused_connection_is_passed_over_and_recovers(
    first: OpenAIServer, second: OpenAIServer, *, streamed: bool
) -> None:
    chain = a_chain(a_provider(first, "one"), a_provider(second, "two"), cool_down_s=0.05)
    first.script([Say("first is back")], repeat_last=True)
    await first.stop()
    assert (await ask(chain, streamed=streamed))[0] == "second answers"

    await first.start()
    await asyncio.sleep(0.06)
    assert (await ask(chain, streamed=streamed))[0] == "first is back"
    assert chain.states()[0].standing is Standing.CLOSED
    assert chain.states()[0].last_error is None
    await chain.aclose()


async def test_a_name_that_does_not_exist_is_passed_over(second: OpenAIServer) -> None:
    lost = Provider(
        ProviderSettings(model="openai:x", base_url="http://nowhere.invalid/v1", deadline_seconds=2),
        no_secrets,
    )
    chain = a_chain(lost, a_provider(second, "two"))
    assert (await ask(chain))[0] == "second answers"
    await chain.aclose()


async def test_when_all_are_dead_the_offline_brain_answers(
    chain: ChainModel, first: OpenAIServer, second: OpenAIServer
) -> None:
    await first.stop()
    await second.stop()
    assert (await ask(chain))[:2] == ("offline answer", OFFLINE)
    assert (await ask(chain, streamed=True))[:2] == ("offline answer", OFFLINE)
    assert calls(chain) == [1, 1, 2]


async def test_time_for_the_message_is_shared_by_all_providers(
    chain: ChainModel, first: OpenAIServer, second: OpenAIServer
) -> None:
    first.script([Hang()])
    with chain.turn("anna", seconds=0.2) as turn:
        result = await an_agent(chain).run("hello")
    assert result.output == "offline answer"
    assert turn.brain == OFFLINE
    assert second.requests == []


async def test_the_pause_that_a_server_asks_for_is_kept(chain: ChainModel, first: OpenAIServer) -> None:
    first.script([rate_limited(120)])
    await ask(chain)
    retry_at = chain.states()[0].retry_at
    assert retry_at is not None
    assert 110 < (retry_at - CLOCK.now()).total_seconds() <= 120


@pytest.mark.parametrize("streamed", [False, True])
async def test_several_verbs_are_called_with_their_whole_arguments(
    chain: ChainModel, first: OpenAIServer, *, streamed: bool
) -> None:
    both = CallVerbs([CallVerb("look", {"where": "in the cellar"}), CallVerb("look", {"where": "up"})])
    first.script([both, Say("Seen both.")])
    assert (await ask(chain, streamed=streamed))[0] == "Seen both."
    assert first.requests[1].results == ["seen in the cellar", "seen up"]
    assert first.requests[0].body.stream is streamed


async def test_words_come_live(chain: ChainModel, first: OpenAIServer) -> None:
    first.script([Say("a b c", every_s=0.05)])
    async with an_agent(chain).run_stream("hello") as result:
        seen = [text async for text in result.stream_text(debounce_by=None)]
    assert seen[0] == "a"
    assert seen[-1] == "a b c"
    assert len(seen) >= 3


@pytest.mark.parametrize(
    "death",
    [
        Cut("Your"),
        Cut("Your", clean=True),
        Hang("Your"),
        Say("so " * 99, every_s=0.1),
        Say("Your", finish="exploded"),
    ],
    ids=["cut", "ended without a reason", "silent", "drip", "unknown finish"],
)
async def test_an_answer_that_dies_in_the_middle_says_so_and_the_next_run_goes_elsewhere(
    chain: ChainModel, first: OpenAIServer, death: Play
) -> None:
    first.script([death], repeat_last=True)
    with pytest.raises(StreamBroken, match="one at"):
        await ask(chain, streamed=True)
    assert (await ask(chain))[0] == "second answers"
    assert len(first.requests) == 1


async def test_a_whole_answer_that_ended_for_an_unknown_reason_is_not_taken(
    chain: ChainModel, first: OpenAIServer
) -> None:
    first.script([Say("words", finish="exploded")])
    assert (await ask(chain))[0] == "second answers"


async def test_a_stopped_answer_blames_nobody(chain: ChainModel, first: OpenAIServer) -> None:
    first.script([Hang()])
    task = asyncio.create_task(ask(chain))
    await first.asked(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert chain.states()[0].standing is Standing.CLOSED


class Book:
    def __init__(self, spent: int = 0) -> None:
        self.spent = spent
        self.rows: list[tuple[str, int, int, int]] = []

    async def load(self, _day: date) -> int:
        return self.spent

    async def save(self, _day: date, person: str, tokens_in: int, tokens_out: int, micro_usd: int) -> None:
        self.rows.append((person, tokens_in, tokens_out, micro_usd))


PRICE = {"price_in_usd_per_million": 2, "price_out_usd_per_million": 10}


async def test_tokens_and_money_are_counted_for_the_person_and_the_turn(first: OpenAIServer) -> None:
    book = Book()
    budget = Budget(clock=CLOCK, load=book.load, save=book.save)
    chain = a_chain(a_provider(first, "one", **PRICE), budget=budget)
    first.script([CallVerb("look", {"where": "up"}), Say("Seen.")])
    with chain.turn("anna") as turn:
        await an_agent(chain).run("hello")
    assert book.rows == [("anna", 100, 20, 400), ("anna", 100, 20, 400)]
    assert (turn.tokens_in, turn.tokens_out, turn.micro_usd) == (200, 40, 800)
    await chain.aclose()


async def test_over_the_cap_only_free_brains_answer_and_the_reply_says_so_once(
    first: OpenAIServer, second: OpenAIServer
) -> None:
    book = Book(spent=500_000)
    budget = Budget(Decimal("0.50"), clock=CLOCK, load=book.load, save=book.save)
    chain = a_chain(a_provider(first, "paid", **PRICE), a_provider(second, "home"), budget=budget)
    with chain.turn("anna") as turn:
        assert (await an_agent(chain).run("hello")).output == "second answers"
    assert turn.notice is not None
    assert turn.notice.startswith("Today's budget of 0.50 USD is used up")
    with chain.turn("anna") as turn:
        await an_agent(chain).run("hello")
    assert turn.notice is None
    assert first.requests == []
    await chain.aclose()


async def test_a_paid_answer_that_never_came_is_counted(first: OpenAIServer) -> None:
    book = Book()
    budget = Budget(clock=CLOCK, load=book.load, save=book.save)
    chain = a_chain(a_provider(first, "paid", **PRICE), budget=budget)
    first.script([Hang()])
    assert (await ask(chain))[1] == OFFLINE
    ((person, tokens_in, tokens_out, micro_usd),) = book.rows
    assert (person, tokens_out) == ("anna", 0)
    assert micro_usd == tokens_in * 2 > 0
    await chain.aclose()


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("anthropic:claude-haiku-4-5", "pip install -e '.[anthropic]'"),
        ("openai:gpt-5-mini", "env:OPENAI_API_KEY"),
    ],
)
async def test_what_is_missing_is_said_with_the_remedy(model: str, said: str) -> None:
    async def secrets(reference: str) -> str:
        return await no_secrets(reference) if "OPENAI" in reference else "k"

    chain = a_chain(Provider(ProviderSettings(model=model), secrets))
    assert (await ask(chain))[1] == OFFLINE
    assert said in (chain.states()[0].last_error or "")
    await chain.aclose()


async def test_a_key_goes_only_where_it_belongs(first: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    first.script([Say("hi")])
    chain = a_chain(a_provider(first, "one"))
    await ask(chain)
    assert first.requests[0].key == "none"
    await chain.aclose()


def test_the_short_form_and_what_is_free() -> None:
    short = ProviderSettings.model_validate("openai:qwen3:8b@http://127.0.0.1:11434")
    assert (short.model_name, short.url, short.free) == ("qwen3:8b", "http://127.0.0.1:11434/v1", True)
    assert ProviderSettings.model_validate("ollama:qwen3").free
    assert not ProviderSettings.model_validate("openai:gpt-5-mini").free
    assert not ProviderSettings.model_validate("openai:x@https://api.example.com/v1").free
    with pytest.raises(ValidationError, match="vendor:name"):
        ProviderSettings.model_validate("gpt-5-mini")
