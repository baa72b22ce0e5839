"""What a model is offered for the requests of the labelled sets: whether the right verbs are among it, and what it costs."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.offer import BYTES_PER_TOKEN
from tests.bench.figures import Figure
from tests.bench.household import NOW, Opened, open_simulated
from tests.bench.sets import SETS, Line, read_set
from tests.fakes.openai_plays import Say
from tests.fakes.openai_server import OpenAIServer
from tools.contract import Json

GOAL = "≥ 98 % offered, ≤ 3,000 tokens"


@dataclass(frozen=True, slots=True)
class Offered:
    """For one line: whether some list of calls that is right was on offer, and the tokens beside the person's words."""

    is_there: bool
    tokens: float


def measure() -> list[Figure]:
    """The report half of every domain, each line in a conversation of its own."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    domains = sorted(file.name.partition(".")[0] for file in SETS.glob("*.report.jsonl"))
    figures: list[Figure] = []
    async with OpenAIServer() as model:
        chain: Json = {"chain": [f"openai:scripted@{model.base_url}"]}
        async with open_simulated(now=NOW, given={"brain": chain}) as opened:
            for domain in domains:
                if domain == "witness":
                    continue
                lines = [line for line in read_set(domain, "report") if line.kind is None and not line.after]
                figures.append(_figure(domain, [await _look(opened, model, line) for line in lines]))
    return figures


async def _look(opened: Opened, model: OpenAIServer, line: Line) -> Offered:
    model.script([Say("All right.")])
    first = len(model.requests)
    await opened.house.ask(line.text, conversation=f"offer-{first}")
    request = model.requests[first]
    is_there = any({each.verb for each in calls} <= set(request.verbs) for calls in line.alternatives)
    return Offered(is_there, (request.bytes - len(line.text.encode())) / BYTES_PER_TOKEN)


def _figure(domain: str, looked: Sequence[Offered]) -> Figure:
    tokens = sorted(each.tokens for each in looked)
    values = {
        "offered": round(100 * sum(each.is_there for each in looked) / len(looked), 1),
        "tokens_p50": round(tokens[len(tokens) // 2]),
        "tokens_most": round(tokens[-1]),
    }
    return Figure(f"offer_{domain}", len(looked), values, "% of requests, tokens", GOAL)
