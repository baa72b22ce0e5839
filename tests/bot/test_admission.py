"""Who may do what: roles, rooms of one's own, guests, rules."""

from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.admission import Leave, Refused
from bot.settings import Rule
from bot.verbs import BoundVerb, Verbs
from memory.people import Person, Role
from tools.contract import Args, Caller, Domain, Risk, Verb

ROOMS = ("kitchen", "nursery", "hall")
roles = st.sampled_from(list(Role))
rooms = st.sets(st.sampled_from(ROOMS))


async def switch(room: str) -> str:
    """Switch what is in a room.

    Args:
        room: Which.
    """
    return room


@lru_cache
def bound(role: Role, risk: Risk, *, has_target: bool) -> BoundVerb:
    def target(args: Args) -> frozenset[str]:
        return frozenset(str(args["room"]).split("+"))

    verb = Verb(switch, risk=risk, role=role, target=target if has_target else None)
    return Verbs([Domain("x", "", (verb,), ())])["x_switch"]


def caller(role: Role, own: set[str] | tuple[str, ...] = ()) -> Caller:
    return Caller(Person("someone", "Someone", role, rooms=tuple(own)), "telegram:1", "")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be busy
@given(roles, roles, rooms, st.sets(st.sampled_from(ROOMS), min_size=1), st.sampled_from(list(Risk)))
def test_a_room_of_ones_own_never_gives_more_than_a_child_may_have_or_a_guest_elsewhere(
    person: Role, least: Role, own: set[str], about: set[str], risk: Risk
) -> None:
    verb = bound(least, risk, has_target=True)
    who = caller(person, own)
    is_own = about <= own
    try:
        needed, beyond = Leave().check(verb, {"room": "+".join(about)}, risk, who, None)
    except Refused:
        assert person < least or (person is Role.GUEST and not is_own)
        return
    assert Leave().may_try(verb, who)
    assert person is not Role.GUEST or (is_own and least <= Role.TEEN)
    if not beyond:
        assert person >= least or (is_own and least <= Role.ADULT)
    assert needed >= min(least, Role.CHILD) or is_own
    assert not beyond or (person in (Role.CHILD, Role.TEEN) and least <= Role.ADULT and risk is not Risk.READ)


@pytest.mark.parametrize(
    ("role", "own", "about", "least", "outcome"),
    [
        (Role.CHILD, ("nursery",), "nursery", Role.ADULT, "may"),
        (Role.CHILD, ("nursery",), "kitchen", Role.ADULT, "asks"),
        (Role.CHILD, ("nursery",), "nursery+kitchen", Role.ADULT, "asks"),
        (Role.CHILD, ("nursery",), "nursery", Role.OWNER, "no"),
        (Role.GUEST, ("kitchen",), "kitchen", Role.CHILD, "may"),
        (Role.GUEST, ("Kitchen ",), "kitchen", Role.CHILD, "may"),
        (Role.GUEST, ("kitchen",), "hall", Role.CHILD, "no"),
        (Role.GUEST, ("kitchen",), "kitchen", Role.ADULT, "no"),
        (Role.GUEST, (), "kitchen", Role.GUEST, "no"),
        (Role.ADULT, (), "kitchen", Role.ADULT, "may"),
    ],
)
def test_own_rooms(role: Role, own: tuple[str, ...], about: str, least: Role, outcome: str) -> None:
    verb = bound(least, Risk.WRITE, has_target=True)
    try:
        _, beyond = Leave().check(verb, {"room": about}, Risk.WRITE, caller(role, own), None)
    except Refused:
        assert outcome == "no"
    else:
        assert outcome == ("asks" if beyond else "may")


@given(roles)
def test_an_account_of_ones_own_is_ones_own(role: Role) -> None:
    verb = bound(Role.ADULT, Risk.READ, has_target=True)
    may = role >= Role.CHILD
    assert Leave().may_try(verb, caller(role)) is may
    if may:
        assert Leave().check(verb, {"room": "someone"}, Risk.READ, caller(role), None)[1] is False


@pytest.mark.parametrize(
    ("rule", "is_denied"),
    [
        (Rule(person="Someone"), True),
        (Rule(person="Anna"), False),
        (Rule(verb="x_*"), True),
        (Rule(verb="y_*"), False),
        (Rule(channel="telegram", verb="x_switch"), True),
        (Rule(channel="discord", verb="x_switch"), False),
        (Rule(role="adult"), True),
        (Rule(role="child"), False),
    ],
)
def test_a_rule_denies_what_it_names(rule: Rule, *, is_denied: bool) -> None:
    leave, verb, who = Leave((rule,)), bound(Role.GUEST, Risk.READ, has_target=False), caller(Role.ADULT)
    assert leave.may_try(verb, who) is not is_denied
    if is_denied:
        with pytest.raises(Refused, match="rules of this house"):
            leave.check(verb, {}, Risk.READ, who, None)
