"""Phrase files: what is checked, and how a mistake is told."""

import re
from pathlib import Path

import pytest

from bot.brains.grammar.parse import Context
from bot.brains.grammar.phrases import load
from bot.brains.grammar.templates import expansions, read_template
from bot.brains.grammar.understanding import Understanding
from memory.errors import Misconfigured
from tests.bot.brains.grammar.garden import NOW, OFFERED, PHRASES, make_garden

HEAD = "language: en\nverbs:\n  show_weather:\n    say:\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + '      - "(is it|raining"\n', 5, "is it"),
        (HEAD + '      - "is it <wet>"\n', 5, "no rule <wet>"),
        (HEAD + '      - "how is {bed}"\n', 5, "no slot {bed}"),
        (HEAD + '      - "rain"\n    aks: "Rain?"\n', 6, "aks"),
        (HEAD + '      - "rain"\n  show_sun:\n    say: ["sun"]\n', 6, "no verb 'show_sun'"),
        (HEAD + '      - "rain"\n      - sentence: "sun"\n        args: {by: age}\n', 6, "no argument 'by'"),
        (HEAD + '      - "rain"\nslots:\n  x: {number: [1, 2], text: 3}\n', 7, "exactly one|one of"),
        (HEAD + '      - "rain"\nslots:\n  x: {names: gnome}\n', 7, "no names 'gnome'"),
        (HEAD + '      - "rain"\nslots:\n  x: {values: {a: [on, off]}}\n', 7, "string"),
        (HEAD + '      - "rain\nrules: {}\n', 5, "end of stream"),
        (HEAD + '      - "rain"\nrules:\n  a: "<b>"\n  b: "<a>"\n', 7, "uses itself"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load(make_garden(tmp_path, text))

    assert f"{tmp_path / 'en.yaml'}, line {line}:" in caught.value.sentence
    assert re.search(words, caught.value.sentence)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    domain = make_garden(tmp_path, PHRASES)
    (tmp_path / "en.yaml").unlink()

    with pytest.raises(Misconfigured, match="can't be read"):
        load(domain)


@pytest.mark.parametrize(
    ("template", "sentences"),
    [
        ("(a|b) [c]", {"a c", "a", "b c", "b"}),
        ("process[es] now", {"process now", "processes now"}),
        ("what's (that|this)", {"what is that", "what is this"}),
        ("(one;two)", {"one two", "two one"}),
        ("{disk}'s size", {"{disk} size"}),
        ("check-up(, please|?)", {"check up please", "check up"}),
    ],
)
def test_a_template_says_what_it_looks_like(template: str, sentences: set[str]) -> None:
    assert {" ".join(words) for words in expansions(read_template(template, {}))} == sentences


FREE = """
language: en
verbs:
  find_plant:
    say:
      - "look at {plant}"
  remove_plant:
    say:
      - "remove {plant}"
      - "strike {plant} off the garden list"
      - {sentence: "uproot {plant}", sure: true}
      - "weed out {plant} {soon}"
slots:
  plant: {text: 3}
  soon: {number: [1, 9]}
"""


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("look at the big oak", True),
        ("remove the big oak", False),
        ("strike big oak off the garden list", True),
        ("uproot big oak", True),
        ("weed out big oak 3", False),
        ("uproot big oak if", False),
        ("uproot oak tomorrow", False),
        ("uproot oak? no", False),
    ],
)
async def test_a_change_with_free_words_needs_more_said(tmp_path: Path, said: str, acts: bool) -> None:  # noqa: FBT001
    understanding = Understanding([make_garden(tmp_path, FREE)])

    parse = await understanding.parse(said, Context(NOW), OFFERED)

    assert bool(parse.calls) is acts
