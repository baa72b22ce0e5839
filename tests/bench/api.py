"""How much the API takes: GET /v1/status a second, and a hundred WebSockets that hear every answer."""

import asyncio
import json
import subprocess
import sys
import time

import psutil
from pydantic import BaseModel

from bot.web.opening import clients_of, open_api
from bot.web.wire import NewToken
from tests.bench.figures import Figure, spread
from tests.bench.household import open_simulated

PLENTY = 10_000_000
SOCKETS = 100
MEGABYTE = 1_000_000


class _Status(BaseModel):
    took: list[float]
    seconds: float


class _Sockets(BaseModel):
    opened_seconds: float
    first: list[float]
    last: list[float]


def measure() -> list[Figure]:
    """The server in this process, the load in another: two cores for both."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    limits = {"requests_per_minute": PLENTY, "messages_per_minute": PLENTY}
    room = {"sockets": SOCKETS * 2, "sockets_per_client": SOCKETS * 2}
    async with open_simulated(given={"api": {"port": 0, **limits, **room}}) as opened:
        house = opened.house
        clients = clients_of(house)
        granted = await clients.create(NewToken(name="bench"))
        async with open_api(house, clients) as opened_api:
            assert opened_api is not None
            client = clients.find("bench")
            assert client is not None
            token = opened_api.reception.passes.issue(client)
            worked = time.process_time()
            status = _Status.model_validate(await _load("status", opened_api.port, token))
            worked = time.process_time() - worked
            before = psutil.Process().memory_info().rss
            sockets = _Sockets.model_validate(await _load("sockets", opened_api.port, token))
            grown = psutil.Process().memory_info().rss - before
        assert granted.about.good
    rate = round(len(status.took) / status.seconds)
    goal = "original target 1,000 requests a second"
    return [
        Figure("api_status_rate", len(status.took), {"rate": rate}, "requests a second", goal),
        Figure("api_status_time", len(status.took), spread(status.took), "ms"),
        Figure(
            "api_status_processor",
            len(status.took),
            {"mean": round(worked * 1000 / len(status.took), 2)},
            "ms of one core a request, looking at everything once a second included",
        ),
        Figure(
            "api_100_sockets_first_hears", len(sockets.first), spread(sockets.first), "ms after the message"
        ),
        Figure("api_100_sockets_last_hears", len(sockets.last), spread(sockets.last), "ms after the message"),
        Figure(
            "api_100_sockets_opened",
            SOCKETS,
            {"seconds": round(sockets.opened_seconds, 2), "grown": round(grown / MEGABYTE, 1)},
            "seconds to open all, MB more",
        ),
    ]


async def _load(what: str, port: int, token: str) -> object:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.api_load", what, str(port), token), stdout=subprocess.PIPE
    )
    out, _ = await child.communicate()
    assert child.returncode == 0, f"the load of {what} failed"
    return json.loads(out)
