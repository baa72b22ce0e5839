from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.brains.breaker import LONGEST_COOL_DOWN_S, Breaker, Standing, Ticket


class Ticks:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def admitted(breaker: Breaker) -> Ticket:
    ticket = breaker.admit()
    assert ticket is not None
    return ticket


def test_one_failure_costs_the_next_message_nothing() -> None:
    ticks = Ticks()
    breaker = Breaker(cool_down_s=30, clock=ticks)
    breaker.fail(admitted(breaker))

    assert breaker.admit() is None
    assert breaker.seconds_left == 30

    ticks.now += 30
    assert breaker.standing is Standing.HALF_OPEN
    probe = admitted(breaker)
    assert breaker.admit() is None, "a single probe"
    breaker.succeed(probe)
    assert breaker.standing is Standing.CLOSED


def test_several_failures_in_a_row_can_be_needed() -> None:
    breaker = Breaker(failures=3, clock=Ticks())
    for _ in range(2):
        breaker.fail(admitted(breaker))
    breaker.succeed(admitted(breaker))
    for _ in range(2):
        breaker.fail(admitted(breaker))
    assert breaker.standing is Standing.CLOSED
    breaker.fail(admitted(breaker))
    assert breaker.standing is Standing.OPEN


def test_the_cool_down_doubles_up_to_ten_minutes_and_begins_afresh() -> None:
    ticks = Ticks()
    breaker = Breaker(cool_down_s=30, clock=ticks)
    waits: list[float] = []
    for _ in range(7):
        breaker.fail(admitted(breaker))
        waits.append(breaker.seconds_left)
        ticks.now += breaker.seconds_left
    assert waits == [30, 60, 120, 240, 480, LONGEST_COOL_DOWN_S, LONGEST_COOL_DOWN_S]

    breaker.succeed(admitted(breaker))
    breaker.fail(admitted(breaker))
    assert breaker.seconds_left == 30


def test_the_pause_that_a_provider_asks_for_is_kept() -> None:
    ticks = Ticks()
    breaker = Breaker(failures=5, cool_down_s=30, clock=ticks)
    breaker.fail(admitted(breaker), for_s=7)
    ticks.now += 6.9
    assert breaker.admit() is None
    ticks.now += 0.2
    assert breaker.admit() is not None


def test_parallel_failures_are_one() -> None:
    breaker = Breaker(cool_down_s=30, clock=Ticks())
    tickets = [admitted(breaker) for _ in range(10)]
    for ticket in tickets:
        breaker.fail(ticket)
    assert breaker.seconds_left == 30


class AnyDay(RuleBasedStateMachine):
    """Requests come, end in any order and time passes; whatever happens, the promises hold."""

    def __init__(self) -> None:
        super().__init__()
        self.ticks = Ticks()
        self.breaker = Breaker(cool_down_s=30, clock=self.ticks)
        self.under_way: list[Ticket] = []

    @rule()
    def ask(self) -> None:
        standing = self.breaker.standing
        ticket = self.breaker.admit()
        if ticket is not None:
            self.under_way.append(ticket)
        assert (ticket is None) == (standing is Standing.OPEN) or standing is Standing.HALF_OPEN

    @precondition(lambda self: bool(self.under_way))
    @rule(
        data=st.data(),
        how=st.sampled_from(["succeed", "fail", "give_back"]),
        pause=st.none() | st.integers(1, 90),
    )
    def end(self, data: st.DataObject, how: str, pause: int | None) -> None:
        ticket = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        before = self.breaker.standing
        match how:
            case "succeed":
                self.breaker.succeed(ticket)
                assert before is not Standing.OPEN or self.breaker.standing is Standing.OPEN
            case "fail":
                self.breaker.fail(ticket, pause)
                assert (
                    not ticket.probe
                    or self.breaker.standing is not Standing.CLOSED
                    or before is Standing.CLOSED
                )
            case _:
                self.breaker.give_back(ticket)
                assert self.breaker.standing is before

    @rule(seconds=st.floats(0, 700))
    def wait(self, seconds: float) -> None:
        self.ticks.now += seconds

    @invariant()
    def never_longer_than_ten_minutes(self) -> None:
        assert self.breaker.seconds_left <= LONGEST_COOL_DOWN_S

    @invariant()
    def a_single_probe(self) -> None:
        assert self.breaker.standing is not Standing.HALF_OPEN or len(self.live_probes()) <= 1

    def live_probes(self) -> list[Ticket]:
        newest = max((ticket.era for ticket in self.under_way), default=0)
        return [ticket for ticket in self.under_way if ticket.probe and ticket.era == newest]

    def teardown(self) -> None:
        """When everything under way has ended and time has passed, a provider gets its chance."""
        for ticket in self.under_way:
            self.breaker.give_back(ticket)
        self.ticks.now += LONGEST_COOL_DOWN_S
        assert self.breaker.admit() is not None


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
