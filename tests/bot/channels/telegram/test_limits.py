import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.limits import Limiter, Rate, Urgency, Window

FREE = Rate(1000, 1.0)


@given(
    st.integers(1, 5),
    st.floats(0.1, 60),
    st.lists(st.floats(0, 30), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.floats(0, 20)), max_size=3),
)
def test_no_span_ever_holds_more_than_its_rate(
    count: int, seconds: float, pauses: Sequence[float], closings: Sequence[tuple[int, float]]
) -> None:
    window, now, went, closed = Window(Rate(count, seconds)), 0.0, list[float](), 0.0
    for number, pause in enumerate(pauses):
        for _, span in (each for each in closings if each[0] == number):
            window.closed_until = closed = max(closed, now + span)
        now = window.free_at(now + pause)
        assert now >= closed
        window.take(now)
        went.append(now)
    assert all(
        later - earlier >= seconds * 0.999999 for earlier, later in zip(went, went[count:], strict=False)
    )


async def order_of(limiter: Limiter, wanted: Sequence[tuple[str, int, Urgency]]) -> list[str]:
    went: list[str] = []

    async def go(name: str, chat: int, urgency: Urgency) -> None:
        assert await limiter.wait(chat, urgency, 5) == 0.0
        went.append(name)

    await asyncio.gather(*(go(*each) for each in wanted))
    return went


async def test_alerts_go_first_and_others_in_turn() -> None:
    limiter = Limiter(overall=Rate(1, 0.01), chat=FREE)
    wanted = [(f"{number}", number, Urgency.MESSAGE) for number in range(1, 5)]
    wanted.append(("alert", 9, Urgency.ALERT))
    assert await order_of(limiter, wanted) == ["1", "alert", "2", "3", "4"]


async def test_who_waits_for_a_chat_holds_up_no_other() -> None:
    limiter = Limiter(chat=Rate(1, 0.05))
    wanted = [("a1", 1, Urgency.MESSAGE), ("a2", 1, Urgency.MESSAGE), ("b1", 2, Urgency.MESSAGE)]
    assert await order_of(limiter, wanted) == ["a1", "b1", "a2"]


async def test_a_group_has_its_own_limit_and_a_long_wait_is_told_instead() -> None:
    limiter = Limiter(chat=FREE, group=Rate(2, 60))
    assert [await limiter.wait(-5, Urgency.MESSAGE, 1) for _ in range(2)] == [0.0, 0.0]
    assert 59 < await limiter.wait(-5, Urgency.ALERT, 1) <= 60
    assert await limiter.wait(5, Urgency.MESSAGE, 1) == 0.0


async def test_a_chat_that_was_closed_stays_so_and_the_others_go_on() -> None:
    limiter = Limiter()
    limiter.close(1, 30)
    assert 29 < await limiter.wait(1, Urgency.ALERT, 1) <= 30
    assert await limiter.wait(2, Urgency.MESSAGE, 1) == 0.0


async def test_what_may_be_dropped_never_takes_the_place_of_what_may_not() -> None:
    limiter = Limiter(overall=Rate(4, 60), chat=FREE)
    assert [limiter.take_spare() for _ in range(3)] == [True, True, False]
    assert await limiter.wait(4, Urgency.MESSAGE, 1) == 0.0


async def test_who_gives_up_leaves_the_place_to_the_next() -> None:
    limiter = Limiter(overall=Rate(1, 0.05), chat=FREE)
    assert await limiter.wait(1, Urgency.MESSAGE, 1) == 0.0
    gives_up = asyncio.create_task(limiter.wait(2, Urgency.MESSAGE, 1))
    await asyncio.sleep(0)
    gives_up.cancel()
    await asyncio.gather(gives_up, return_exceptions=True)
    assert await order_of(limiter, [("3", 3, Urgency.MESSAGE)]) == ["3"]


async def test_a_thousand_chats_need_no_more_memory_than_they_must() -> None:
    limiter = Limiter(overall=Rate(100_000, 1))
    assert all([await limiter.wait(chat, Urgency.MESSAGE, 1) == 0.0 for chat in range(1, 3001)])
