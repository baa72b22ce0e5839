"""What was learnt from examples: that it learns at all, and that what is committed is what the phrases say today."""

from pathlib import Path

import numpy as np
import pytest

from bot.brains.grammar.learn import Line, digest, fit
from bot.brains.grammar.likelihood import WEIGHTS, Likelihood, load_likelihood
from bot.brains.grammar.words import tokenize

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def garden() -> Likelihood:
    said = {
        "water": ["water the roses", "give the beans some water", "the basil is dry, sprinkle it"],
        "mow": ["mow the lawn", "cut the grass", "the grass is too long"],
        "": ["what a lovely day", "my neighbour has a dog", "dinner is ready"],
    }
    return fit([Line(tokenize(text), verb, 1.0) for verb, texts in said.items() for text in texts])


def test_sentences_that_were_not_learnt_are_told_apart(garden: Likelihood) -> None:
    for text, verb in (("please water my tomatoes", "water"), ("grass needs cutting", "mow")):
        shares = garden.of(tokenize(text))
        assert max(shares, key=lambda each: shares[each]) == verb


def test_shares_add_up_to_one_whatever_is_said(garden: Likelihood) -> None:
    for text in ("", "🌹", "xyzzy " * 50, "water"):
        assert sum(garden.of(tokenize(text)).values()) == pytest.approx(1, abs=1e-5)


def test_a_misspelt_word_still_counts(garden: Likelihood) -> None:
    assert garden.of(tokenize("sprinkel the roses"))["water"] > 0.5


def test_which_of_a_few_values_is_meant_is_learnt_too() -> None:
    said = {
        "open": ["let the water run", "water on please", "start watering"],
        "shut": ["no more water", "water off please", "stop watering"],
    }
    lines = [
        Line(tokenize(text), "tap", 1.0, args={"position": value})
        for value, texts in said.items()
        for text in texts
    ]

    lines.append(Line(tokenize("mow the lawn"), "mow", 1.0))

    learnt = fit(lines, {"tap": {"position": {"open", "shut"}}})

    assert learnt.details("tap", tokenize("please start the water"))["position"][0][0] == "open"
    assert learnt.details("tap", tokenize("stop the water"))["position"][0][0] == "shut"
    assert learnt.details("mow", tokenize("stop the water")) == {}


def test_what_is_committed_was_learnt_from_the_phrases_of_today() -> None:
    folders = {file.parent for room in ("tools", "bot") for file in (ROOT / room).rglob("phrases/en.yaml")}
    with np.load(WEIGHTS) as kept:
        assert str(kept["source"]) == digest(folders), "run `make phrases` and commit likelihood.npz"
    assert "" in load_likelihood().of(("hello",))
