"""The watch over the resolvers, against real ones: two unbound processes that are stopped, killed, cut off, and made to lie."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.real.needs import need
from tests.real.unbound import find_unbound, unbounds
from tests.tools.network import failing
from tests.tools.network.failing import ONE, Watched, watched
from tools.network.resolving import Reply, ask, read_place

pytestmark = pytest.mark.real

ROUND_SECONDS = 1.0


@pytest.fixture
async def here(tmp_path: Path) -> AsyncGenerator[Watched]:
    need("unbound", found=find_unbound() is not None)
    with unbounds(tmp_path) as pair:
        async with watched(tmp_path, pair, ROUND_SECONDS) as found:
            yield found


BODIES: list[Callable[[Watched], Awaitable[None]]] = [
    failing.hung_is_left_and_taken_back,
    failing.dead_is_told_from_hung,
    failing.a_lie_is_noticed,
    failing.a_lost_upstream_is_noticed,
    failing.with_none_well_all_stays,
]


@pytest.mark.parametrize("body", BODIES, ids=lambda each: each.__name__)
async def test_a_resolver_that_fails(body: Callable[[Watched], Awaitable[None]], here: Watched) -> None:
    await body(here)


async def test_what_a_resolver_says_is_read(here: Watched) -> None:
    place = read_place(here.pair.addresses[ONE])

    found = await ask(place, "example.com", 2)
    missing = await ask(place, "nowhere.example.com", 2)
    empty = await ask(place, "pi.hole.", 2)

    assert (found.reply, found.addresses) == (Reply.ANSWERED, {"93.184.215.14"})
    assert missing.reply is Reply.UNKNOWN
    assert empty.addresses == {"192.168.1.2"}
    assert found.milliseconds is not None
