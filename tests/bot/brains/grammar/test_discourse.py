"""What is said around a request: corrections, remarks, exceptions; none of it makes a doubtful change."""

import pytest

from bot.brains.grammar.discourse import corrected, is_doubtful, is_remark
from bot.brains.grammar.words import tokenize
from tests.bot.brains.grammar.garden import WRITES, Listener


@pytest.mark.parametrize(
    "said",
    [
        "it's dinner time and she is not listening",
        "I'm fed up with the weeds",
        "the basil is dead",
        "leo is asleep",
    ],
)
def test_how_things_are_is_a_remark(said: str) -> None:
    assert is_remark(tokenize(said))


@pytest.mark.parametrize(
    "said",
    ["Ben said so", "she is saying it", "if it is dry", "that is only an idea", "it is on his laptop", "I'm just kidding",
     "my neighbour complains", "it is not so", "she wants it"],
)  # fmt: skip
def test_report_doubt_and_denial_are_none(said: str) -> None:
    assert not is_remark(tokenize(said))


@pytest.mark.parametrize(
    ("said", "halves"),
    [
        ("dig up the basil, no wait, the mint", ("dig up the basil", "mint")),
        ("dig up the basil. sorry, the mint", ("dig up the basil", "mint")),
        ("dig up the basil, no", ("dig up the basil", "")),
        ("dig up the basil", None),
    ],
)
def test_a_correction_has_two_halves(said: str, halves: tuple[str, str] | None) -> None:
    assert corrected(said) == halves


@pytest.mark.parametrize(
    "said", ["close it at 10", "she is going to play", "close one or the other", "close it on the tablet"]
)
def test_a_time_a_choice_or_someone_else_make_an_order_doubtful(said: str) -> None:
    assert is_doubtful(tokenize(said))


@pytest.mark.parametrize(
    "said",
    ["remove the basil, no", "remove the basil, wait", "remove the basil, just kidding", "remove the basil no don't",
     "remove the basil but leave the basil alone", "mow the lawn, he said", "turn the sprinkler on and turn it off"],
)  # fmt: skip
async def test_what_is_taken_back_changes_nothing(listener: Listener, said: str) -> None:
    parse = await listener.hears(said)

    assert [call for call in parse.calls if call.verb in WRITES] == []


async def test_a_remark_does_not_hold_back_a_plain_order(listener: Listener) -> None:
    parse = await listener.hears("I'm fed up with the weeds, remove the basil")

    assert [call.args for call in parse.calls] == [{"plant": "p2"}]
