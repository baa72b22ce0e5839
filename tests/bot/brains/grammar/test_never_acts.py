"""What must never change the house: denial, doubt, report, questions about doing, and slips of the finger."""

import random
from itertools import islice

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.brains.grammar.parse import Context, Parse
from bot.brains.grammar.phrases import load
from bot.brains.grammar.templates import expansions
from bot.brains.grammar.understanding import Understanding
from tests.bot.brains.grammar.garden import NOW, OFFERED, WRITES, Listener
from tools.contract import Call, Domain

FRAMES = (
    "don't {}", "do not {}", "please don't {}", "never {}", "you must not {}", "I don't want you to {}",
    "what if I {}", "what would happen if you {}", "should I {}", "should we {}?", "if I {} will it help",
    "could it {}", "he said {}", "she told me to {}", "I already {}", "did you {}", "why did you {}", "how do I {}",
    "can I {}", "how can we {}?", "unless it rains {}", "{} unless it rains", "{} if it is dry", "maybe {}",
    '"{}"', "suppose you {}", "is it a good idea to {}", "I would never {}", "would it be bad to {}", "no, don't {}",
    "whatever you do, do not {}", "remind me to {}", "I wonder whether to {}", "{}? no", "{} tomorrow or so",
    "have you ever {}", "when I say so {}", "you should {} one day", "imagine I {}", "do not, I repeat, {}",
)  # fmt: skip
FILLING = {"{bed}": "rose bed", "{plant}": "basil", "{minutes}": "ten", "{when_future}": "8 pm"}


@pytest.fixture(scope="session")
def orders(garden: Domain) -> list[str]:
    found: list[str] = []
    for spoken in load(garden):
        for template in spoken.templates if spoken.tool in WRITES else ():
            found += [
                " ".join(FILLING.get(word, word) for word in words)
                for words in islice(expansions(template.tree), 60)
            ]
    return found


async def test_the_orders_by_themselves_are_carried_out(
    understanding: Understanding, orders: list[str]
) -> None:
    idle = [order for order in orders if not _writes(await understanding.parse(order, Context(NOW), OFFERED))]

    assert len(orders) > 50
    assert idle == []


def _writes(parse: Parse) -> list[Call]:
    """The changes that would be made at once; what is unsure waits for a yes."""
    return [call for call in parse.calls if call.verb in WRITES and not parse.unsure]


@given(data=st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_framed_order_is_never_carried_out(
    understanding: Understanding, orders: list[str], data: st.DataObject
) -> None:
    said = data.draw(st.sampled_from(FRAMES)).format(data.draw(st.sampled_from(orders)))

    parse = await understanding.parse(said, Context(NOW), OFFERED)

    assert _writes(parse) == [], said


def _misspell(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
        )
    )


@given(seed=st.integers(0, 10**6), slips=st.integers(1, 3))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_misspelt_order_is_the_same_order_or_none(
    understanding: Understanding, orders: list[str], seed: int, slips: int
) -> None:
    rng = random.Random(seed)
    order = rng.choice(orders)
    meant = (await understanding.parse(order, Context(NOW), OFFERED)).calls
    said = order
    for _ in range(slips):
        said = _misspell(said, rng)
    assume(" am" not in said)  # "8 am" is no misspelling that anybody could see, but another time

    got = await understanding.parse(said, Context(NOW), OFFERED)

    for call in _writes(got):
        assert call in meant, f"{order!r} -> {said!r}"


@given(text=st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_gets_an_answer(understanding: Understanding, text: str) -> None:
    parse = await understanding.parse(text, Context(NOW), OFFERED)

    assert parse.calls or parse.question or parse.reply
    assert _writes(parse) == []


@pytest.mark.parametrize(
    "said",
    [
        "stop watering the rose bed",
        "turn on the sprinkler?",
        "turn of the sprinkler",
        "remove everything",
        "remove it",
        "remove the basil or the tomatoes",
        "remove all plants except the basil",
        "turn on the sprinkler in the rose bed for 600 minutes",
        "dig up basil and not the tomatoes",
        "the sprinkler is on",
        "mow the lawn when I leave",
        "I turned on the sprinkler",
        "who turned off the sprinkler",
        "turn the sprinkler upside down",
        "“remove the basil” is what he said",
        "what does mow the lawn do",
        "if it is dry, turn on the sprinkler",
        "remove the basil? and show the weather",
        "my neighbour complains, mow the lawn",
        "remove the basil, never mind",
        "should I look at the weather and turn on the sprinkler",
    ],
)
async def test_these_change_nothing(listener: Listener, said: str) -> None:
    parse = await listener.hears(said)

    assert _writes(parse) == []


async def test_a_doubtful_order_is_offered_as_a_button(listener: Listener) -> None:
    parse = await listener.hears("what happens if I remove the basil?")

    assert parse.kind == "ask"
    assert any(choice.call and choice.call.args == {"plant": "p2"} for choice in parse.choices)


async def test_a_denied_order_is_acknowledged(listener: Listener) -> None:
    parse = await listener.hears("please don't turn on the sprinkler")

    assert (parse.kind, parse.reply) == ("reply", "All right, I have done nothing.")
