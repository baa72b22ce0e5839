"""Which verbs a model is offered."""

import pytest

from bot.brains.grammar.ranking import VerbIndex
from tools.contract import Domain


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("could the grass be cut? the lawn I mean", "garden_mow_lawn"),
        ("uproot that horrible weed", "garden_remove_plant"),
        ("are the beds too dry", "garden_show_moisture"),
        ("what did the temperatures do", "garden_show_history"),
        ("sprinklers off", "garden_stop_sprinkler"),
    ],
)
def test_the_likely_verb_is_among_the_first(garden: Domain, text: str, verb: str) -> None:
    assert verb in [name for name, _ in VerbIndex([garden]).rank_verbs(text)[:2]]


def test_nothing_alike_ranks_nothing(garden: Domain) -> None:
    assert VerbIndex([garden]).rank_verbs("quantum chromodynamics") == []
