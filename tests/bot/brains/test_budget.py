import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.brains.budget import Budget
from memory.clock import Clock

BERLIN = ZoneInfo("Europe/Berlin")


class Book:
    """What the database would keep."""

    def __init__(self, spent: dict[date, int] | None = None) -> None:
        self.spent = spent or {}
        self.rows: list[tuple[date, str, int, int, int]] = []

    async def load(self, day: date) -> int:
        await asyncio.sleep(0)
        return self.spent.get(day, 0)

    async def save(self, day: date, person: str, tokens_in: int, tokens_out: int, micro_usd: int) -> None:
        await asyncio.sleep(0)
        self.rows.append((day, person, tokens_in, tokens_out, micro_usd))
        self.spent[day] = self.spent.get(day, 0) + micro_usd


def a_clock() -> Clock:
    return Clock(BERLIN, datetime(2026, 7, 1, 12, 0, tzinfo=BERLIN))


def a_budget(book: Book, clock: Clock | None = None, cap: str = "0.50") -> Budget:
    return Budget(Decimal(cap), clock=clock or a_clock(), load=book.load, save=book.save)


async def test_every_request_is_written_to_its_day_and_person() -> None:
    book = Book()
    budget = a_budget(book)

    await budget.spend("anna", 100, 20, 65)
    await budget.spend("ben", 10, 2, 0)

    day = date(2026, 7, 1)
    assert book.rows == [(day, "anna", 100, 20, 65), (day, "ben", 10, 2, 0)]


async def test_people_are_warned_once_at_eighty_percent() -> None:
    budget = a_budget(Book())

    assert await budget.spend("anna", 1, 1, 399_999) is None
    warning = await budget.spend("anna", 1, 1, 1)
    assert warning is not None
    assert "0.40 of today's 0.50 USD" in warning
    assert await budget.spend("anna", 1, 1, 1) is None


async def test_a_restart_does_not_warn_again() -> None:
    budget = a_budget(Book({date(2026, 7, 1): 420_000}))

    assert await budget.spend("anna", 1, 1, 10) is None


async def test_the_cap_stops_paid_requests_even_after_a_restart() -> None:
    assert await a_budget(Book({date(2026, 7, 1): 499_999})).allow(1) is not None
    assert await a_budget(Book({date(2026, 7, 1): 500_000})).allow(1) is None


async def test_a_cap_of_nothing_allows_nothing() -> None:
    assert await a_budget(Book(), cap="0").allow(1) is None


async def test_each_person_is_told_once_a_day_that_it_is_used_up() -> None:
    clock = a_clock()
    budget = a_budget(Book({date(2026, 7, 1): 500_000}), clock)
    await budget.allow(1)

    told = budget.used_up("anna")
    assert told is not None
    assert told.startswith("Today's budget of 0.50 USD is used up")
    assert budget.used_up("anna") is None
    assert budget.used_up("ben") is not None

    clock.advance(timedelta(days=1))
    await budget.allow(1)
    assert budget.used_up("anna") is not None


async def test_a_new_day_begins_at_midnight_of_the_house() -> None:
    clock = Clock(BERLIN, datetime(2026, 7, 1, 21, 59, 50, tzinfo=UTC))  # 23:59:50 in Berlin
    book = Book({date(2026, 7, 1): 500_000})
    budget = a_budget(book, clock)
    assert await budget.allow(1) is None

    clock.advance(timedelta(seconds=20))

    assert await budget.allow(1) is not None
    await budget.spend("anna", 1, 1, 7)
    assert book.rows[-1][0] == date(2026, 7, 2)
    assert await budget.spent_micro_usd() == 7


@given(costs=st.lists(st.integers(1, 200_000), min_size=1, max_size=40), under_way=st.integers(1, 8))
def test_parallel_turns_overshoot_by_less_than_one_request(costs: list[int], under_way: int) -> None:
    async def spend_all() -> int:
        budget = a_budget(Book())
        gate = asyncio.Semaphore(under_way)

        async def ask(micro_usd: int) -> None:
            async with gate:
                hold = await budget.allow(micro_usd)
                await asyncio.sleep(0)
                if hold is not None:
                    await budget.spend("anna", 1, 1, micro_usd, hold)

        await asyncio.gather(*(ask(micro_usd) for micro_usd in costs))
        return await budget.spent_micro_usd()

    assert asyncio.run(spend_all()) < 500_000 + max(costs)


async def test_a_request_that_cost_nothing_gives_its_money_back() -> None:
    budget = a_budget(Book())
    hold = await budget.allow(500_000)
    assert await budget.allow(1) is None

    budget.release(hold)

    assert await budget.allow(1) is not None
