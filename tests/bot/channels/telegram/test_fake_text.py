"""Texts in the pretend Telegram: limits, MarkdownV2, HTML, buttons, and the errors that each of them has."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest
from telegram.helpers import escape_markdown

from bot.channels.telegram.fake import FakeTelegram
from bot.channels.telegram.pretend_html import parse_html
from bot.channels.telegram.pretend_markdown import parse_markdown
from bot.channels.telegram.pretend_marked import Marked, units
from bot.channels.telegram.pretend_people import Chat
from bot.channels.telegram.pretend_wire import Refused, number_in


@pytest.fixture
def chat(telegram: FakeTelegram) -> Chat:
    return telegram.world.private(telegram.world.add_person("Anna"))


def parts(marked: Marked) -> Mapping[str, str]:
    """What each kind of entity covers."""
    raw = marked.text.encode("utf-16-le")
    found: dict[str, str] = {}
    for each in marked.entities:
        start, length = number_in(each["offset"]), number_in(each["length"])
        found[str(each["type"])] = raw[start * 2 : (start + length) * 2].decode("utf-16-le")
    return found


async def test_text_is_counted_in_utf16_units(bot: Bot, chat: Chat) -> None:
    await bot.send_message(chat.id, "😀" * 2048)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(chat.id, "😀" * 2049)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(chat.id, "x" * 4097)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(chat.id, " \n")


async def test_it_is_counted_after_parsing(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(chat.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")

    assert sent.text == "x" * 4096


@pytest.mark.parametrize(
    ("text", "plain", "marks"),
    [
        ("*bold* _it_ __under__ ~gone~ ||hid||", "bold it under gone hid", None),
        ("a*b_c_*", "abc", {"bold": "bc", "italic": "c"}),
        ("😀 `a*b`", "😀 a*b", {"code": "a*b"}),
        ("```python\nx = 1\n```", "x = 1\n", {"pre": "x = 1\n"}),
        (r"1\.5 \*", "1.5 *", {}),
        ("[here](https://example.org/a_b)", "here", {"text_link": "here"}),
        (">one\n>two\nthree", "one\ntwo\nthree", {"blockquote": "one\ntwo"}),
        ("a\n**>one\n>two||\nthree", "a\none\ntwo\nthree", {"expandable_blockquote": "one\ntwo"}),
    ],
)
def test_markdown_is_read(text: str, plain: str, marks: Mapping[str, str] | None) -> None:
    marked = parse_markdown(text)

    assert marked.text == plain
    assert parts(marked) == marks or marks is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.5", r"Character '.' is reserved and must be escaped with the preceding '\'"),
        ("*bold", "Can't find end of Bold entity at byte offset 0"),
        ("é *a _b*", "Can't find end of Bold entity at byte offset 8"),
        (">a *b\nc*", "Can't find end of Bold entity at byte offset 3"),
        (">>a", r"Character '>' is reserved and must be escaped with the preceding '\'"),
        ("`code", "Can't find end of Code entity at byte offset 0"),
        ("[a](https://b.c", "Can't find end of a URL at byte offset 0"),
    ],
)
async def test_markdown_that_is_wrong_is_refused(bot: Bot, chat: Chat, text: str, why: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(chat.id, text, parse_mode="MarkdownV2")

    assert refused.value.message.lower() == f"can't parse entities: {why}".lower()


@pytest.mark.parametrize(
    ("text", "plain", "marks"),
    [
        ("<b>a <i>b</i></b> &lt;&amp;&#33;", "a b <&!", {"bold": "a b", "italic": "b"}),
        ('<pre><code class="language-py">x</code></pre>', "x", {"pre": "x"}),
        ('<a href="https://example.org">x</a>', "x", {"text_link": "x"}),
        ("<blockquote expandable>q</blockquote>", "q", {"expandable_blockquote": "q"}),
        ('<span class="tg-spoiler">s</span>', "s", {"spoiler": "s"}),
        ("a & b &nope;", "a & b &nope;", {}),
    ],
)
def test_html_is_read(text: str, plain: str, marks: Mapping[str, str]) -> None:
    marked = parse_html(text)

    assert marked.text == plain
    assert marks.items() <= parts(marked).items()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
def test_html_that_is_wrong_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(text)

    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_escaped_comes_back_as_it_was(text: str) -> None:
    assert parse_markdown(escape_markdown(text, version=2)).text == text


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_bold_covers_just_its_words(before: str, words: str) -> None:
    marked = parse_markdown(
        escape_markdown(before, version=2) + "*" + escape_markdown(words, version=2) + "*"
    )

    assert (parts(marked) == {"bold": words}) == bool(words)
    assert units(marked.text) == units(before) + units(words)


async def test_white_space_around_a_text_is_cut_off_and_its_marks_stay_right(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(chat.id, "\n  <b>hot</b>\n", parse_mode="HTML")

    assert [*sent.parse_entities().values()] == ["hot"]


async def test_more_than_a_hundred_marks_are_ignored(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_message(chat.id, "<b>x</b> " * 130, parse_mode="HTML")

    assert len(sent.entities) == 100


async def test_buttons_are_checked(bot: Bot, chat: Chat) -> None:
    fits = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="x" * 64)]])
    sent = await bot.send_message(chat.id, "Open the door?", reply_markup=fits)
    assert chat.messages[sent.message_id].button_texts == ["Yes"]

    too_long = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="é" * 33)]])
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(chat.id, "Open the door?", reply_markup=too_long)
    bare = InlineKeyboardMarkup([[InlineKeyboardButton("Yes")]])
    with pytest.raises(BadRequest, match="text buttons are unallowed"):
        await bot.send_message(chat.id, "?", reply_markup=bare)
