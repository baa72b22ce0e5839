"""What arrives together is written down together: in order, each once, and none for another's fault."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from bot.arrivals import Arrival, Arrivals
from memory import inbox
from memory.clock import Clock
from memory.db import Store
from memory.errors import Unavailable
from memory.messages import Inbound
from tests.bot.house import LONDON, NOON


def message(number: int, at: datetime = NOON) -> Arrival:
    return Arrival(Inbound("chat", f"{number}", f"chat:{number % 3}", "anna", "hello", at))


class Begun:
    """Who was begun, in order, and how many transactions that took."""

    def __init__(self, store: Store) -> None:
        self.events: list[str] = []
        self.commits = 0
        self.arrivals = Arrivals(store, Clock(LONDON), lambda each: self.events.append(each.inbound.event_id))
        event.listen(store.engine.sync_engine, "commit", self._count)

    def _count(self, _connection: object) -> None:
        self.commits += 1


@pytest.fixture
def begun(store: Store) -> Begun:
    return Begun(store)


async def test_a_crowd_is_written_down_in_order_and_at_once(begun: Begun, store: Store) -> None:
    numbers = [*range(40), *range(10)]
    new = await asyncio.gather(*(begun.arrivals.write_down(message(number)) for number in numbers))
    assert new == [True] * 40 + [False] * 10
    assert begun.events == [str(number) for number in range(40)]
    assert begun.commits <= 3
    async with store.reading() as session:
        assert [each.event_id for each in await inbox.unfinished(session)] == begun.events


async def test_one_that_cannot_be_written_takes_no_other_with_it(begun: Begun) -> None:
    bad = message(1, NOON.replace(tzinfo=None))
    told = await asyncio.gather(
        *(begun.arrivals.write_down(each) for each in (message(0), bad, message(2))), return_exceptions=True
    )
    assert [told[0], told[2]] == [True, True]
    assert isinstance(told[1], StatementError)
    assert begun.events == ["0", "2"]


async def test_who_gives_up_waiting_is_answered_all_the_same_once_it_is_written(begun: Begun) -> None:
    tasks = [asyncio.create_task(begun.arrivals.write_down(message(number))) for number in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[0].cancel()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(told[0], asyncio.CancelledError)
    assert told[1:] == [True, True]
    assert begun.events == ["0", "1", "2"]


async def test_while_the_store_is_away_everybody_is_told_so_and_nothing_begins(
    store: Store, begun: Begun
) -> None:
    def away(_connection: object) -> None:
        raise Unavailable("The database does not answer.")

    event.listen(store.engine.sync_engine, "begin", away)
    told = await asyncio.gather(
        *(begun.arrivals.write_down(message(number)) for number in range(3)), return_exceptions=True
    )
    assert all(isinstance(each, Unavailable) for each in told), told
    event.remove(store.engine.sync_engine, "begin", away)
    assert begun.events == []
    assert await begun.arrivals.write_down(message(1))
    assert begun.events == ["1"]
