"""Whatever can be changed: trying it changes nothing, doing and undoing it gives the former state, and who moved it is asked."""

import random
from collections.abc import AsyncGenerator

import pytest

from bot.admission import Grant
from memory.approvals import hash_args
from memory.owners import HOUSEHOLD, owner_of
from memory.people import Person
from memory.remembered import Source
from tests.bot.every_change import ELSEWHERE, IDLE, MAKE, NEVER, changing
from tests.bot.house import House, Place
from tests.bot.test_undo import changeable as pc_of
from tests.tools.home.test_undo import changeable as home_of
from tools.contract import Call, Caller, Json, Outcome, State


@pytest.fixture
async def whole(place: Place) -> AsyncGenerator[House]:
    """A house with everything, in which something was remembered and named."""
    told = place.all_settings()
    async with place.open(home=told["home"], network=told["network"], media=told["media"]) as house:
        memory = house.local.parts.memory
        await memory.remember(HOUSEHOLD, "The boiler was serviced in 2019.", Source("anna", "ask:anna"))
        await house.says("when I say tall boy I mean the hall lamp")
        await house.says(
            "turn on all the lights", by="Ben", conversation="ben"
        )  # how a lamp shines is seen when it does
        yield house


def anna(house: House) -> Person:
    return house.local.people.named("Anna")


async def world(house: House) -> object:
    """All that people see of the house and can change."""
    house.far.save()
    home = home_of(house.home())
    parts = house.local.parts
    known = await parts.memory.known([HOUSEHOLD, owner_of("anna")])
    names = await parts.mind.door.verbs["household_list_names"].verb.run()
    people = [(each.id, each.role, each.until) for each in house.local.people.all]
    return pc_of(house), home, sorted(each.text for each in known), str(names), people, subjects_of(house)


def subjects_of(house: House) -> dict[str, Json]:
    """How the servers of the other domains stand, as their fakes describe it."""
    told = house.far.described()
    return {name: state for name, state in told.items() if name not in ("home", "pc")}


async def run(house: House, call: Call, key: str, *, yes: bool = False, rehearse: bool = False) -> Outcome:
    door, who = house.local.parts.mind.door, anna(house)
    caller = Caller(who, "ask:anna", "a test")
    outcome = await door.run(call, caller, key=key, turn=key, rehearse=rehearse)
    if yes and outcome.state is State.AWAITING:
        grant = Grant(hash_args(outcome.call.verb, outcome.call.args), who)
        return await door.run(call, caller, key=key, turn=key, grant=grant)
    return outcome


async def test_every_verb_that_changes_something_is_here(whole: House) -> None:
    assert changing(whole) <= MAKE.keys() | ELSEWHERE.keys()


async def test_trying_anything_changes_nothing_and_is_told_in_a_few_lines(whole: House) -> None:
    before, chance, tried = await world(whole), random.Random(1), set[str]()
    written = whole.written()
    for name in sorted(changing(whole) & MAKE.keys()):
        outcome = await run(whole, Call(name, MAKE[name](chance)), f"try {name}", rehearse=True)
        told = outcome.text
        assert outcome.state in {State.REHEARSED, State.FAILED}, (name, told)
        tried |= {name} if told.startswith("This would happen: ") else set()
        assert 1 <= len(told.splitlines()) <= 6, (name, told)
        assert await world(whole) == before, name
    assert whole.written() == written
    assert set(MAKE) - tried == IDLE


@pytest.mark.parametrize("seed", range(2))
async def test_doing_and_undoing_gives_the_former_state(whole: House, seed: int) -> None:
    chance, undone = random.Random(seed), set[str]()
    names = sorted(changing(whole) & MAKE.keys() - {"household_remove_person", "household_invite_person"})
    chance.shuffle(names)
    names.sort(key=lambda name: name in NEVER)  # what was hidden by them can't be put back by others either
    for name in names:
        before = await world(whole)
        done = await run(whole, Call(name, MAKE[name](chance)), f"do {name} {seed}", yes=True)
        if done.undoable:
            undo = Call("household_undo_change", {"change": f"do {name} {seed}"})
            back = await run(whole, undo, f"undo {name} {seed}", yes=True)
            assert back.state is State.DONE, (name, back.text)
            assert await world(whole) == before, name
            undone.add(name)
    assert undone.isdisjoint(NEVER)
    assert len(undone) >= 60, sorted(set(names) - undone)  # the others found things as they were to be


MOVED: list[tuple[str, dict[str, Json], Call]] = [
    ("home_turn_off", {"devices": ["light.hall_lamp"]}, Call("home_set_level", {"devices": ["light.hall_lamp"], "level": 40})),
    ("home_move_cover", {"devices": ["kitchen blind"], "position": 0}, Call("home_move_cover", {"devices": ["kitchen blind"], "position": 70})),
    ("home_add_items", {"items": ["saffron"]}, Call("home_add_items", {"items": ["candles"]})),
    ("home_set_volume", {"devices": ["kitchen speaker"], "level": 12}, Call("home_set_volume", {"devices": ["kitchen speaker"], "level": 44})),
    ("pc_start_gaming_mode", {}, Call("pc_stop_gaming_mode")),
    ("household_learn_name", {"name": "old glory", "thing": "light.hall_lamp"}, Call("household_learn_name", {"name": "old glory", "thing": "light.reading_lamp"})),
]  # fmt: skip


async def test_what_somebody_moved_since_is_asked_about_and_left_after_a_no(whole: House) -> None:
    for name, args, by_other in MOVED:
        done = await run(whole, Call(name, args), f"do {name}")
        assert done.undoable, (name, done.text)
        moved = await run(whole, by_other, f"other {name}")
        assert moved.state is State.DONE, (name, moved.text)
        before = await world(whole)

        undo = await run(whole, Call("household_undo_change", {"change": f"do {name}"}), f"undo {name}")

        assert undo.state is State.AWAITING, (name, undo.text)
        assert undo.text.startswith("This was changed by someone else since."), name
        assert await world(whole) == before, name
