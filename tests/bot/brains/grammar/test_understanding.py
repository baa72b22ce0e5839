"""Single requests: what is called, and with what."""

from datetime import timedelta

import pytest

from tests.bot.brains.grammar.garden import NOW, Listener


@pytest.mark.parametrize(
    ("said", "verb", "args"),
    [
        ("how dry is the rose bed", "show_moisture", {"bed": "b1"}),
        (
            "Hey HomeOps, could you please tell me how dry the rose bed is? Thanks!",
            "show_moisture",
            {"bed": "b1"},
        ),
        ("What's the weather like?", "show_weather", {}),
        ("what\u2019s the weather 🌦️", "show_weather", {}),
        ("show the twelve thirstiest plants", "list_plants", {"count": 12}),
        ("list top 3 plants by thirst", "list_plants", {"count": 3, "by": "water"}),
        ("which plants are guzzling all my water", "list_plants", {"by": "water"}),
        ("find the lemon tree", "find_plant", {"plant": "p3"}),
        ("where is the fotinia", "find_plant", {"plant": "p4"}),
        ("how is the basel doing", "find_plant", {"plant": "p2"}),
        ("temperatur chart over the last 3 hours", "show_history", {"metric": "temperature", "hours": 3.0}),
        (
            "turn on the sprinkler in the rose bed for twenty minutes",
            "start_sprinkler",
            {"bed": "b1", "minutes": 20},
        ),
        ("would you mind turning off the sprinkler", "stop_sprinkler", {}),
        ("please could you kindly water the vegetable patch for me", "start_sprinkler", {"bed": "b2"}),
        ("turn on the sprinkelr", "start_sprinkler", {}),
        ("remove tomatos", "remove_plant", {"plant": "p1"}),
        ("how about the moisture of the soil, then?", "show_moisture", {}),
    ],
)
async def test_a_request_becomes_its_call(
    listener: Listener, said: str, verb: str, args: dict[str, object]
) -> None:
    assert await listener.does(said) == [(verb, args)]


async def test_a_past_day_becomes_start_and_end(listener: Listener) -> None:
    [(verb, args)] = await listener.does("how was the rain yesterday")

    midnight = NOW.replace(hour=0, minute=0)
    assert verb == "show_history"
    assert args == {
        "metric": "rain",
        "start": (midnight - timedelta(days=1)).isoformat(),
        "end": midnight.isoformat(),
    }


async def test_a_doubtful_time_is_asked_and_the_chosen_one_is_taken(listener: Listener) -> None:
    parse = await listener.hears("mow the lawn at tomorrow at 7")

    assert parse.kind == "ask"
    ats = [choice.call.args["at"] for choice in parse.choices if choice.call]
    assert len(set(ats)) == 2
    assert await listener.does("the second one") == [("mow_lawn", {"at": ats[1]})]


async def test_two_near_names_are_asked_and_one_is_picked(listener: Listener) -> None:
    parse = await listener.hears("water the lawn")

    assert parse.kind == "ask"
    assert {choice.label for choice in parse.choices} == {"front lawn", "back lawn"}
    assert await listener.does("the back one") == [("start_sprinkler", {"bed": "b4"})]


@pytest.mark.parametrize(
    ("said", "verbs"),
    [
        ("what's the weather and list my plants", ["show_weather", "list_plants"]),
        ("is it going to rain? Then show me the soil moisture.", ["show_weather", "show_moisture"]),
        ("find the basil and the lemon tree", ["find_plant", "find_plant"]),
        ("turn off the sprinkler, then mow the lawn", ["stop_sprinkler", "mow_lawn"]),
        ("dig up the basil and tomatoes", ["remove_plant", "remove_plant"]),
        ("find the basil and remove it", ["find_plant", "remove_plant"]),
        ("the neighbours complain again, is it going to rain?", ["show_weather"]),
    ],
)
async def test_two_requests_in_one_message(listener: Listener, said: str, verbs: list[str]) -> None:
    assert [verb for verb, _ in await listener.does(said)] == verbs


async def test_half_understood_does_not_change_half(listener: Listener) -> None:
    assert await listener.does("turn on the sprinkler and sing a song for the neighbours") == []


async def test_an_unoffered_verb_is_told_and_not_called(listener: Listener) -> None:
    parse = await listener.hears("mow the lawn", offered=frozenset({"garden_show_weather"}))

    assert parse.kind == "reply"
    assert "may not" in (parse.reply or "")


async def test_help_shows_only_what_is_offered(listener: Listener) -> None:
    parse = await listener.hears("what can you do?", offered=frozenset({"garden_show_weather"}))

    assert "the weather" in (parse.reply or "")
    assert "sprinkler" not in (parse.reply or "")


@pytest.mark.parametrize("said", ["thanks!", "Hi", "good morning", "never mind", "ok", "no"])
async def test_small_talk_is_answered_without_a_call(listener: Listener, said: str) -> None:
    parse = await listener.hears(said)

    assert parse.kind == "reply"
    assert parse.reply


@pytest.mark.parametrize("said", ["order a pizza", "who won the election", "asdf qwer", "", "🦆", "x" * 1000])
async def test_what_is_not_understood_is_admitted(listener: Listener, said: str) -> None:
    parse = await listener.hears(said)

    assert parse.kind == "none"
    assert parse.reply


async def test_a_name_that_is_not_there_is_not_guessed(listener: Listener) -> None:
    assert await listener.does("dig up the cactus") == []
