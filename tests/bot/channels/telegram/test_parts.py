from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram.parts import IN_THE_FILE, edited, parts_of
from bot.channels.telegram.render import units
from bot.channels.telegram.split import CAPTION_UNITS, MOST_MARKS, TEXT_UNITS
from memory.messages import Attachment, Choice, Kind, Outbound

CHOICES = (Choice("Yes", "y"), Choice("No", "n"))
TEXT = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(["x" * 900, "💡" * 700, "word " * 600, "\n\n", "**bold** ", "```\ncode\n```\n"]),
    ),
    max_size=12,
).map("".join)
FILES = st.lists(
    st.builds(
        Attachment,
        st.just("chart.png"),
        st.sampled_from(["image/png", "audio/ogg", "text/csv"]),
        st.sampled_from([b"1", b""]),
    ),
    max_size=3,
).map(tuple)


@given(TEXT, st.sampled_from(list(Kind)), FILES, st.sampled_from([(), CHOICES]))
def test_every_message_becomes_parts_that_telegram_takes(
    text: str, kind: Kind, files: tuple[Attachment, ...], choices: tuple[Choice, ...]
) -> None:
    message = Outbound("key", "telegram:1", text, kind=kind, choices=choices, attachments=files)
    parts = parts_of(message)
    assert parts == parts_of(message), (
        "what was delivered before a kill is not sent again only if they are the same"
    )
    assert [part.choices for part in parts] == [*[()] * (len(parts) - 1), choices]
    for part in parts:
        assert part.rich.text or part.file is not None
        assert units(part.rich.text) <= (TEXT_UNITS if part.file is None else CAPTION_UNITS)
        assert len(part.rich.marks) <= MOST_MARKS
    sent = [part.file for part in parts if part.file is not None and part.file.name == "chart.png"]
    assert sent == [each for each in files if each.content]


@given(TEXT)
def test_what_is_asked_about_stands_whole_in_the_last_part(text: str) -> None:
    *_, asked = parts_of(
        Outbound("key", "telegram:1", f"Done.\n\n{text}\n\nUnlock the door?", kind=Kind.CARD)
    )
    assert asked.rich.text.endswith(("Unlock the door?", IN_THE_FILE))


@given(TEXT)
@example("\x00")
@example(" \x00\n")
def test_an_outcome_fits_into_one_message(text: str) -> None:
    part = edited(Outbound("key", "telegram:1", text, kind=Kind.CARD))
    assert 0 < units(part.rich.text) <= TEXT_UNITS
