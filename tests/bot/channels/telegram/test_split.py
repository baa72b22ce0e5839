import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.render import Mark, Rich, render, units
from bot.channels.telegram.split import MOST_MARKS, shorten, split, split_card

TEXT = st.lists(
    st.one_of(
        st.text("ab .\n", min_size=1, max_size=12),
        st.sampled_from(["💡", "👨\u200d👩\u200d👧", "e\u0301", "🇬🇧", "👍🏽", "\n\n", "word ", "Satz. "]),
    ),
    max_size=40,
).map("".join)


@st.composite
def rich_texts(draw: st.DrawFn) -> Rich:
    """Texts with marks that nest or stand apart, as Telegram wants them."""
    text = draw(TEXT)
    offsets = [units(text[:place]) for place in range(len(text) + 1)]
    marks: list[Mark] = []
    start = 0
    while start < len(text) and draw(st.booleans()):
        start = draw(st.integers(start, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        marks.append(Mark("bold", offsets[start], offsets[end] - offsets[start]))
        start = end
    return Rich(text, tuple(marks))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def marked(parts: Sequence[Rich]) -> str:
    """Every sign that stands under a mark, without white space."""
    found = [
        part.text.encode("utf-16-le")[2 * mark.offset : 2 * mark.end].decode("utf-16-le")
        for part in parts
        for mark in part.marks
    ]
    return squeezed("".join(found))


@given(rich_texts(), st.integers(16, 60))
def test_every_part_fits_and_nothing_is_lost(rich: Rich, limit: int) -> None:
    parts = split(rich, limit)
    assert squeezed("".join(part.text for part in parts)) == squeezed(rich.text)
    assert marked(parts) == marked([rich])
    for part in parts:
        assert 0 < units(part.text) <= limit
        assert part.text == part.text.strip()
        assert all(0 <= mark.offset < mark.end <= units(part.text) for mark in part.marks)


@given(rich_texts(), st.integers(30, 60))
def test_what_is_formatted_is_cut_only_if_it_is_too_long_alone(rich: Rich, limit: int) -> None:
    short = [
        mark for mark in rich.marks if mark.length <= limit and squeezed(marked([Rich(rich.text, (mark,))]))
    ]
    parts = split(Rich(rich.text, tuple(short)), limit)
    assert sum(len(part.marks) for part in parts) == len(short)


@given(TEXT, st.integers(16, 40))
def test_no_sign_is_torn_apart(text: str, limit: int) -> None:
    for part in split(Rich(text), limit):
        assert part.text[0] not in "\u200d\u0301\U0001f3fd"
        assert part.text[-1] != "\u200d"
        assert part.text.count("🇬") == part.text.count("🇧")


def test_paragraphs_then_lines_then_sentences_then_words_are_kept_whole() -> None:
    assert [part.text for part in split(Rich("aaaa aaaa.\n\nbbbb\nbbbb"), 14)] == ["aaaa aaaa.", "bbbb\nbbbb"]
    assert [part.text for part in split(Rich("aaaa aaaa\nbbbb bbbb"), 14)] == ["aaaa aaaa", "bbbb bbbb"]
    assert [part.text for part in split(Rich("Aa aa aa. Bb bb bb."), 14)] == ["Aa aa aa.", "Bb bb bb."]
    assert [part.text for part in split(Rich("aaaaaaa bbbbbbb"), 14)] == ["aaaaaaa", "bbbbbbb"]


def test_short_code_moves_to_the_next_part_whole_and_long_code_is_cut_at_lines() -> None:
    code = "\n".join(f"line {number:03}" for number in range(500))
    rich = render(f"Look:\n\n```\n{code[:3000]}\n```\n\nAnd:\n\n```\n{code}\n```")
    parts = split(rich)
    assert all(units(part.text) <= 4096 for part in parts)
    (first,) = parts[0].marks
    assert first.length == 3000 or parts[0].text.endswith("And:")
    assert all(re.fullmatch(r"line \d{3}", part.text.split("\n")[-1]) for part in parts[1:])


def test_no_part_has_more_marks_than_telegram_reads() -> None:
    rich = render(" ".join(f"**w{number}**" for number in range(250)))
    parts = split(rich)
    assert [len(part.marks) for part in parts] == [MOST_MARKS, MOST_MARKS, 50]


@given(st.lists(st.text("ab .💡", min_size=1, max_size=30), min_size=1, max_size=8), st.integers(31 * 2, 100))
def test_what_is_asked_about_stays_whole_at_the_end(paragraphs: list[str], limit: int) -> None:
    parts = split_card(Rich("\n\n".join(paragraphs).strip()), limit)
    assert all(units(part.text) <= limit for part in parts)
    asked = paragraphs[-1].strip()
    assert not parts or parts[-1].text.endswith(asked)


def test_a_question_too_long_for_a_message_is_not_cut() -> None:
    parts = split_card(Rich("Done before.\n\n" + "x" * 5000))
    assert [len(part.text) for part in parts] == [12, 5000]


@pytest.mark.parametrize("limit", [20, 30])
def test_what_is_shortened_says_so(limit: int) -> None:
    short = shorten(Rich("word " * 20), limit)
    assert units(short.text) <= limit
    assert short.text.endswith(" …")
    assert shorten(Rich("short"), limit) == Rich("short")
