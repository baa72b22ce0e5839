"""What providers cost, what they may be told, and how they are written in the settings."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from bot.brains.budget import Budget
from bot.brains.chain import OFFLINE
from bot.brains.providers import Provider, ProviderSettings
from tests.bot.brains.chains import CLOCK, a_chain, a_provider, an_agent, ask, no_secrets
from tests.fakes.openai_plays import (
    CallVerb,
    Hang,
    Say,
)
from tests.fakes.openai_server import OpenAIServer


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
