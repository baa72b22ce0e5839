"""Sentences that lean on the turns before."""

from collections.abc import Callable

import pytest

from tests.bot.brains.grammar.garden import Listener

Called = tuple[str, dict[str, object]]
FOLLOW_UPS: list[tuple[str, str, Called]] = [
    ("how dry is the rose bed", "and the vegetable patch?", ("show_moisture", {"bed": "b2"})),
    ("how dry is the rose bed", "what about the front lawn", ("show_moisture", {"bed": "b3"})),
    ("how dry is the rose bed", "what about the rose bed", ("show_moisture", {"bed": "b1"})),
    ("temperature chart", "and rain?", ("show_history", {"metric": "rain"})),
    ("what is the weather", "again", ("show_weather", {})),
    ("what is the weather", "once more please", ("show_weather", {})),
    ("list 4 plants", "more", ("list_plants", {"count": 8})),
    ("how dry is the rose bed", "why?", ("show_weather", {})),
    ("turn on the sprinkler in the rose bed", "turn it off again", ("stop_sprinkler", {"bed": "b1"})),
    ("start the sprinkler", "stop it", ("stop_sprinkler", {})),
    ("turn off the sprinkler", "switch it back on", ("start_sprinkler", {})),
]


@pytest.mark.parametrize(("first", "second", "call"), FOLLOW_UPS)
async def test_a_follow_up_takes_up_the_last_call(
    listener: Listener, first: str, second: str, call: Called
) -> None:
    assert await listener.does(first)
    assert await listener.does(second) == [call]


async def test_it_is_the_one_thing_of_the_last_answer(listener: Listener) -> None:
    await listener.does("find the basil", returns="Basil stands in the rose bed.")

    assert await listener.does("dig it up") == []  # "dig it up" is no template; "dig up" is
    await listener.does("find the basil", returns="Basil is on the sill.")
    assert await listener.does("remove it") == [("remove_plant", {"plant": "p2"})]


async def test_it_of_several_is_asked(listener: Listener) -> None:
    await listener.does("list my plants", returns="1. Tomatoes\n2. Basil\n3. Lemon tree")

    parse = await listener.hears("remove it")
    assert parse.kind == "ask"
    assert [choice.label for choice in parse.choices] == ["Tomatoes", "Basil", "Lemon tree"]


async def test_the_second_one_is_counted_in_the_last_answer(listener: Listener) -> None:
    await listener.does("list my plants", returns="1. Tomatoes\n2. Basil\n3. Lemon tree")

    assert await listener.does("remove the second one") == [("remove_plant", {"plant": "p2"})]


async def test_yes_presses_the_only_button_once(listener: Listener) -> None:
    parse = await listener.hears("should I mow the lawn")
    assert (parse.kind, len(parse.choices)) == ("ask", 1)

    assert await listener.does("yes please") == [("mow_lawn", {})]
    assert await listener.does("yes") == []


async def test_no_does_nothing(listener: Listener) -> None:
    await listener.hears("should I mow the lawn")

    assert (await listener.hears("no thanks")).calls == ()
    assert (await listener.hears("yes")).calls == ()


async def test_a_question_is_forgotten_after_another_turn(listener: Listener) -> None:
    await listener.hears("should I mow the lawn")
    await listener.hears("what is the weather")

    assert await listener.does("yes") == []


async def test_it_does_not_reach_far_back(listener: Listener) -> None:
    await listener.does("turn on the sprinkler")
    for _ in range(4):
        await listener.does("what is the weather")

    assert await listener.does("turn it off") == []


async def test_a_write_is_never_changed_to_another_target_unasked(
    start_listening: Callable[[], Listener],
) -> None:
    for second in ("and the vegetable patch?", "what about the back lawn", "again", "why?", "more"):
        listener = start_listening()
        await listener.does("water the rose bed")
        parse = await listener.hears(second)
        assert not parse.calls or parse.unsure, second


@pytest.mark.parametrize(
    "second", ["don't turn it off", "should I turn it off?", "turn it off?", "why turn it off"]
)
async def test_a_doubtful_reversal_does_nothing(listener: Listener, second: str) -> None:
    await listener.does("turn on the sprinkler")

    assert await listener.does(second) == []
