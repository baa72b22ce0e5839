"""When a resolver counts as ill or well, for every order of good and bad probes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.network.failover.machine import (
    BAD_IN_A_ROW,
    FLAPPING_WITHIN,
    LONGEST_HOLD,
    WELL_FOR,
    choose,
    hold,
    note,
)
from tools.network.failover.models import ILL, Kind, Reading, Standing, State

START = datetime(2026, 11, 23, 21, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LOOKS = st.sampled_from([State.HEALTHY, State.HUNG, State.DEAD, State.LYING, State.UPSTREAM_DOWN])
RUNS = st.lists(st.tuples(LOOKS, st.integers(1, 60)), min_size=1, max_size=8)
"""Looks, each for so many seconds."""


def spread(runs: list[tuple[State, int]]) -> list[State]:
    return [looks for looks, seconds in runs for _ in range(seconds)]


def after(looks: list[State]) -> list[Standing]:
    """What is thought after each probe, one a second."""
    found, now = Standing(), START
    standings: list[Standing] = []
    for each in looks:
        found = note(found, Reading(at=now, looks=each))
        standings.append(found)
        now += SECOND
    return standings


def serving(one: list[State], two: list[State]) -> list[str]:
    """Which of two resolvers serves after each second."""
    serves, found = "one", list[str]()
    for first, second in zip(after(one), after(two), strict=True):
        serves = choose(["one", "two"], {"one": first, "two": second}, serves).to
        found.append(serves)
    return found


@settings(max_examples=50, deadline=None)
@given(RUNS)
def test_nobody_falls_ill_without_three_bad_probes_in_a_row(runs: list[tuple[State, int]]) -> None:
    looks = spread(runs)
    standings = after(looks)
    for index, (before, now) in enumerate(zip([Standing(), *standings], standings, strict=False)):
        if before.state not in ILL and now.state in ILL:
            assert all(each is not State.HEALTHY for each in looks[index - 2 : index + 1])
            assert index >= BAD_IN_A_ROW - 1
            assert now.state is looks[index]


@settings(max_examples=50, deadline=None)
@given(RUNS, LOOKS.filter(lambda each: each is not State.HEALTHY))
def test_what_stays_bad_is_noticed_at_the_third_probe(runs: list[tuple[State, int]], ill: State) -> None:
    looks = spread(runs)

    thought = after([*looks, ill, ill, ill])[-1]

    assert thought.state is ill
    assert thought.bad_since is not None
    assert thought.bad >= BAD_IN_A_ROW


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([State.HUNG, State.HEALTHY]), min_size=1, max_size=300))
def test_answers_that_alternate_change_nothing(extra: list[State]) -> None:
    """At most two bad probes in a row, in any order, leave a healthy one healthy."""
    looks = [State.HEALTHY]
    for each in extra:
        bad_twice = len(looks) >= 2 and looks[-1] is looks[-2] is State.HUNG
        looks.append(State.HEALTHY if bad_twice else each)

    assert {each.state for each in after(looks)} == {State.HEALTHY}


@settings(max_examples=50, deadline=None)
@given(RUNS)
def test_nobody_is_well_again_before_its_time(runs: list[tuple[State, int]]) -> None:
    looks = spread(runs)
    standings = after(looks)
    for index, (before, now) in enumerate(zip([Standing(), *standings], standings, strict=False)):
        if before.state in ILL and now.state is State.HEALTHY:
            seconds = int(hold(before) / SECOND)
            assert seconds >= WELL_FOR / SECOND
            assert all(each is State.HEALTHY for each in looks[index - seconds : index + 1])


@settings(max_examples=50, deadline=None)
@given(RUNS)
def test_whoever_keeps_failing_must_be_well_for_longer_and_longer(runs: list[tuple[State, int]]) -> None:
    before = Standing()
    for now in after(spread(runs)):
        if before.state not in ILL and now.state in ILL:
            recovered = before.recovered_at
            if recovered is not None and now.last is not None and now.last.at - recovered <= FLAPPING_WITHIN:
                assert hold(now) == min(LONGEST_HOLD, 2 * hold(before))
        before = now


@settings(max_examples=50, deadline=None)
@given(RUNS, RUNS)
def test_a_switch_has_its_reason_and_leads_to_one_that_is_well(
    one: list[tuple[State, int]], two: list[tuple[State, int]]
) -> None:
    length = min(len(spread(one)), len(spread(two)))
    first, second = spread(one)[:length], spread(two)[:length]
    standings = {"one": after(first), "two": after(second)}
    serves = "one"
    for index, now in enumerate(serving(first, second)):
        if now != serves:
            assert standings[now][index].state is State.HEALTHY
            if now != "one":  # away from the usual one only when it is ill
                assert standings["one"][index].state in ILL
        serves = now


@settings(max_examples=50, deadline=None)
@given(RUNS)
def test_flapping_ends(runs: list[tuple[State, int]]) -> None:
    """However the first one behaves, the house is switched seldom while the second is well."""
    looks = spread(runs)
    order = serving(looks, [State.HEALTHY] * len(looks))

    switches = sum(before != now for before, now in zip(["one", *order], order, strict=False))

    holds = [WELL_FOR / SECOND * 2**n for n in range(12)]
    affordable = sum(1 for n in range(12) if sum(holds[:n]) + 3 * n <= len(looks))
    assert switches <= 2 * affordable + 1


def test_when_none_is_well_all_stays() -> None:
    ill = after([State.HEALTHY, *[State.HUNG] * 3])[-1]
    dead = after([State.DEAD] * 3)[-1]

    assert choose(["one", "two"], {"one": ill, "two": dead}, "one").kind is Kind.STUCK
    assert choose(["one", "two"], {"one": ill, "two": dead}, "two").to == "two"


def test_one_that_was_never_heard_is_not_switched_to() -> None:
    ill = after([State.DEAD] * 3)[-1]

    assert choose(["one", "two"], {"one": ill, "two": Standing()}, "one").to == "one"


def test_what_a_person_chose_comes_first() -> None:
    well = after([State.HEALTHY])[-1]
    both = {"one": well, "two": well}

    assert choose(["one", "two"], both, "two", chosen="two").kind is None
    assert choose(["one", "two"], both, "two").kind is Kind.BACK


def test_one_illness_turns_into_another() -> None:
    hung = after([State.HEALTHY, *[State.HUNG] * 4])
    dead = after([State.HEALTHY, *[State.HUNG] * 4, *[State.DEAD] * 3])

    assert (hung[-1].state, dead[-1].state) == (State.HUNG, State.DEAD)
    assert dead[-1].since == hung[-1].since
