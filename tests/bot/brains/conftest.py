"""Two scripted servers, and a chain over both."""

from collections.abc import AsyncIterator

import pytest

from bot.brains.chain import ChainModel
from tests.bot.brains.chains import a_chain, a_provider
from tests.fakes.openai_plays import (
    Say,
)
from tests.fakes.openai_server import OpenAIServer


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
