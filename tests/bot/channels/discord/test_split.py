import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.discord.parts import BYTES_MOST, FILE_NAME, IN_THE_FILE, nonce_of, parts_of, show
from bot.channels.discord.split import split, units
from memory.messages import Attachment, Choice, Kind, Outbound

WORDS = st.text(st.sampled_from("ab .\n`*_[]()#é👨‍👩‍👧🏠"), max_size=600)
FENCED = st.lists(
    st.one_of(
        WORDS.map(lambda text: text.replace("```", "")),
        st.text(st.sampled_from("xy \n("), max_size=400).map(lambda code: f"\n```python\n{code}\n```\n"),
    ),
    max_size=8,
).map("".join)
FENCE = re.compile(r"^[ \t]*`{3,}[^`\n]*$", re.MULTILINE)


def bare(text: str) -> str:
    """What is left when white space and fences do not count."""
    return re.sub(r"\s", "", FENCE.sub("", text))


@given(WORDS.map(lambda text: text.replace("`", "")), st.integers(100, 300))
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert bare("\n".join(parts)) == bare(text)


@given(FENCED, st.integers(100, 300))
def test_a_block_of_code_that_is_cut_is_a_block_in_each_part(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert bare("\n".join(parts)) == bare(text)
    if len(FENCE.findall(text)) % 2 == 0:
        assert all(len(FENCE.findall(part)) % 2 == 0 for part in parts)


def test_code_keeps_its_language_and_lines() -> None:
    code = "\n".join(f"    line({n})" for n in range(30))
    first, *rest = split(f"Here:\n```python\n{code}\n```\nDone.", 200)
    assert first.startswith("Here:\n```python\n    line(0)")
    assert first.endswith("\n```")
    assert all(part.startswith("```python\n    line(") for part in rest[:-1])
    assert rest[-1].endswith("\n```\nDone.")


def test_a_reader_turns_the_page_between_paragraphs_and_never_within_bold_or_a_link() -> None:
    text = f"{'a ' * 60}\n\n{'b ' * 40}**very bold words** {'c ' * 40}"
    assert split(text, 200)[0] == ("a " * 60).strip()
    assert all(part.count("**") % 2 == 0 for part in split(text, 160))
    link = "https://example.org/" + "x" * 60
    assert any(link in part for part in split(f"{'a ' * 40}{link} {'b ' * 40}", 160))


def test_signs_that_a_reader_sees_as_one_stay_one() -> None:
    family = "👨‍👩‍👧"
    assert all(set(part) <= set(family) and part.startswith("👨") for part in split(family * 60, 120))


def test_a_link_says_where_it_leads_and_leads_only_to_the_web() -> None:
    assert show("see [the report](https://example.org/a)") == "see the report (https://example.org/a)"
    assert show("[press](javascript:alert)") == "press"
    assert (
        show("[https://bank.example](https://evil.example)") == "https://bank.example (https://evil.example)"
    )
    assert show("a [list] of (things)") == "a [list] of (things)"


def test_a_card_is_one_message_and_what_it_can_not_hold_is_in_a_file() -> None:
    text = "\n".join(f"Delete film {n} for good." for n in range(200))
    choices = (Choice("Yes, do it", "1"), Choice("No, leave it", "2"))
    (card,) = parts_of(Outbound("k", "discord:1", text, kind=Kind.CARD, choices=choices))
    assert units(card.text) <= 2000
    assert card.text.endswith(IN_THE_FILE)
    assert [(each.name, each.content.decode()) for each in card.files] == [(FILE_NAME, text)]
    assert card.choices == choices


def test_files_that_do_not_fit_together_come_one_after_the_other() -> None:
    half = Attachment("a.bin", "application/octet-stream", bytes(BYTES_MOST // 2))
    parts = parts_of(Outbound("k", "discord:1", "Here.", attachments=(half, half, half)))
    assert [len(part.files) for part in parts] == [2, 1]
    many = tuple(Attachment(f"{n}.txt", "text/plain", b"x") for n in range(12))
    assert [len(part.files) for part in parts_of(Outbound("k", "discord:1", "", attachments=many))] == [10, 2]


def test_each_part_is_known_again_and_no_other_is_taken_for_it() -> None:
    nonces = {nonce_of(key, part) for key in ("a", "b", "a:1") for part in range(50)}
    assert len(nonces) == 150
    assert all(len(nonce) <= 25 for nonce in nonces)
