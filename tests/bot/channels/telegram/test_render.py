import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.render import Mark, Rich, render, units
from memory.messages import Kind

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), max_size=40)
MARKDOWN = st.lists(
    st.one_of(
        WORDS,
        st.sampled_from(
            [
                "**",
                "*",
                "_",
                "`",
                "```",
                "\n",
                "# ",
                "> ",
                "- ",
                "1. ",
                "|",
                "||",
                "~~",
                "$",
                "<b>",
                "&lt;",
                "\\",
                " ",
            ]
        ),
        st.sampled_from(
            ["[a](https://b.c)", "![p](http://x/y.png)", "C:\\Users\\_me_", "__init__", "2*3*4", "$5 or 6$"]
        ),
    ),
    max_size=14,
).map("".join)


def letters(text: str) -> str:
    """What is said, without signs and without the numbers of lists."""
    return "".join(sign for sign in re.sub(r"\d+\.(?=\s|$)", "", text) if sign.isalnum())


def is_within(part: str, whole: str) -> bool:
    """Whether the signs of `part` stand in `whole` in that order."""
    signs = iter(whole)
    return all(sign in signs for sign in part)


def without_targets(text: str) -> str:
    return re.sub(r"\]\([^)\s]*\)", "", text)


def under(rich: Rich, mark: Mark) -> str:
    raw = rich.text.encode("utf-16-le")
    return raw[2 * mark.offset : 2 * mark.end].decode("utf-16-le")


@given(MARKDOWN)
def test_formatting_never_changes_what_is_said(text: str) -> None:
    rich = render(text)
    least = re.sub(r"^[ \t]*(```|~~~).*$", "", without_targets(text), flags=re.MULTILINE)
    assert is_within(letters(least), letters(rich.text)), "only targets of links and languages of code may go"
    assert is_within(letters(rich.text), letters(text)), "nothing is made up"
    assert all(0 <= mark.offset < mark.end <= units(rich.text) for mark in rich.marks)


@pytest.mark.parametrize("kind", [Kind.CARD, Kind.NOTICE, Kind.ALERT])
def test_what_code_wrote_stays_as_it_is(kind: Kind) -> None:
    text = "End **Spotify** (process `1607`, [here](https://evil.example))."
    assert render(text, kind) == Rich(text)


def test_what_a_model_formats_is_shown_formatted() -> None:
    rich = render(
        "The **hall lamp** 💡 is `on`.\n\n- one\n- [ha.local](https://ha.local/x_y)\n\n```py\na_b = 1\n```"
    )
    assert rich.text == "The hall lamp 💡 is on.\n\n• one\n• ha.local\n\na_b = 1"
    assert [(mark.kind, under(rich, mark)) for mark in rich.marks] == [
        ("bold", "hall lamp"),
        ("code", "on"),
        ("text_link", "ha.local"),
        ("pre", "a_b = 1"),
    ]
    assert rich.marks[2].url == "https://ha.local/x_y"


@pytest.mark.parametrize(
    "text",
    [
        "1. Starfall: 6.8 GB\n2. chrome (7 processes): 5.3 GB",
        "C:\\Users\\_me_\\__init__.py is 3 * 4 * 5 MB",
        "It costs $5 for one and 6$ for two",
        "a < b and b > c",
        "· card\n· other",
    ],
)
def test_plain_words_stay_plain(text: str) -> None:
    assert render(text) == Rich(text)


@pytest.mark.parametrize(
    "text",
    [
        "**Look** at C:\\_tmp_\\x",
        "**It** costs $5, not 6$",
        "**a** <script> b",
        "**Sum** 2*3*4",
        "**a** ||b|| &lt;",
    ],
)
def test_formatting_beside_it_leaves_names_and_money_whole(text: str) -> None:
    assert render(text).text == text.replace("**", "")


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScript:x",
        "tg://user?id=1",
        "file:///etc/passwd",
        "data:text/html,x",
    ],
)
def test_links_that_are_none_of_ours_become_words(target: str) -> None:
    assert render(f"**see** [this]({target})") in (
        Rich("see this", (Mark("bold", 0, 3),)),
        Rich(f"**see** [this]({target})"),
    )


@pytest.mark.parametrize(
    ("words", "target", "leads"),
    [
        ("bank.com", "https://evil.example", False),
        ("https://bank.com/login", "https://evil.example/bank.com", False),
        ("www.bank.com", "https://bank.com/x", True),
        ("write", "mailto:a@b.c", True),
    ],
)
def test_a_link_leads_where_its_words_say(words: str, target: str, *, leads: bool) -> None:
    assert [mark.url for mark in render(f"[{words}]({target})").marks] == ([target] if leads else [])


def test_a_link_whose_words_hide_where_it_leads_shows_it() -> None:
    assert render("**See** [the lamp's page](https://evil.example/a_b) `[x](http://y)`") == Rich(
        "See the lamp's page (https://evil.example/a_b) [x](http://y)",
        (Mark("bold", 0, 3), Mark("code", 47, 13)),
    )


def test_signs_that_change_the_direction_of_writing_are_dropped() -> None:
    assert render("unlock \u202egnp.exe\u202c now", Kind.CARD).text == "unlock gnp.exe now"


def test_half_a_sign_does_no_harm() -> None:
    assert render("a\ud83d b").text == "a\ufffd b"
