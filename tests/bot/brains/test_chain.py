"""The chain on good days and bad ones: who answers, who is passed over, and what that costs the next message."""

import asyncio

import pytest

from bot.brains.breaker import Standing
from bot.brains.chain import OFFLINE, ChainModel
from bot.brains.providers import Provider, ProviderSettings
from bot.brains.streams import StreamBroken
from tests.bot.brains.chains import (
    CLOCK,
    a_chain,
    a_provider,
    an_agent,
    ask,
    calls,
    no_secrets,
)
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
