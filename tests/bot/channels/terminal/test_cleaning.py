import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.terminal.cleaning import clean

OPENS = ("\x1b]", "\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x90", "\x98", "\x9d", "\x9e", "\x9f")
CLOSES = ("\x07", "\x1b\\", "\x9c")
COLOURS = ("\x1b[", "\x9b")
WORDS = st.text("ab 1(;]\\P.", max_size=5)
PIECES = st.one_of(WORDS, st.sampled_from((*OPENS, *CLOSES, "\x1b", "\x00", "\x18", "\r", "\n", "\x85")))
TEXTS = st.lists(PIECES, max_size=20).map("".join)
OPEN = re.compile("|".join(map(re.escape, OPENS)))
CLOSE = re.compile("|".join(map(re.escape, CLOSES)))


def seen(text: str) -> str:
    """What can be seen of a text."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cc")


@pytest.mark.parametrize("opened", OPENS)
def test_a_name_that_opens_a_sequence_hides_nothing_of_a_card(opened: str) -> None:
    card = f"End process {opened}hidden (1607).\nWhat is not saved is lost.\x07"
    assert clean(card) == f"End process {seen(opened)}hidden (1607).\nWhat is not saved is lost."


@pytest.mark.parametrize("begun", ["\x1b", "\x1b[", "\x9b"])
def test_a_name_that_ends_in_half_a_sequence_takes_nothing_of_what_follows(begun: str) -> None:
    assert clean(f"End process evil{begun} (1607).") == f"End process evil{seen(begun)} (1607)."


@pytest.mark.parametrize("closes", CLOSES)
@pytest.mark.parametrize("opened", OPENS)
def test_a_closed_sequence_goes_whole(opened: str, closes: str) -> None:
    assert clean(f"a {opened}8;;https://x.example{closes}link\x1b[31m red\x1b[0m") == "a link red"


@given(TEXTS)
def test_no_visible_text_outside_closed_sequences_is_lost(text: str) -> None:
    lines = text.replace("\r\n", "\n").split("\n")
    cleaned = clean(text).split("\n")
    assert len(cleaned) == len(lines), "no line end is lost"
    for line, left in zip(lines, cleaned, strict=True):
        opened = OPEN.search(line)
        closed = [found.end() for found in CLOSE.finditer(line)]
        if opened is None or not closed or closed[-1] <= opened.end():
            assert left == seen(line)
        else:
            assert left.startswith(seen(line[: opened.start()]))
            assert left.endswith(seen(line[closed[-1] :]))


@given(st.lists(st.one_of(st.text(), PIECES, st.sampled_from((*COLOURS, "\t", "\u202e")))).map("".join))
def test_clean_text_has_no_controls_left(text: str) -> None:
    cleaned = clean(text)
    assert not any(unicodedata.category(each) == "Cc" and each not in "\n\t" for each in cleaned)
    assert clean(cleaned) == cleaned
