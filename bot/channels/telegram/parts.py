"""A message of ours as what Telegram takes: texts that fit, pictures, files, and the buttons under the last of them."""

from dataclasses import dataclass, replace

from bot.channels.telegram.render import Rich, render, units
from bot.channels.telegram.split import CAPTION_UNITS, TEXT_UNITS, shorten, split, split_card
from memory.messages import Attachment, Choice, Kind, Outbound

MOST_BYTES = 50_000_000
TOO_LARGE = "(“{name}” is too large for Telegram: {size:.0f} MB.)"
IN_THE_FILE = "All of it is in the file."
NOT_TAKEN = "(Telegram did not take the file: {what})"
TEXT_NAME = "whole-text.txt"
HEAD_UNITS = 900
NOTHING_SAID = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Telegram's: a text, or a file with the text as its caption."""

    rich: Rich
    file: Attachment | None = None
    choices: tuple[Choice, ...] = ()


def parts_of(message: Outbound) -> list[Part]:
    """What to send, in order; at least one, and always the same for the same message.

    A single file carries a short text as its caption. Otherwise files stand before the last text, which has the buttons.
    """
    small = [each for each in message.attachments if 0 < len(each.content) <= MOST_BYTES]
    rich = render(_with_missing(message), message.kind)
    if message.kind is Kind.CARD:
        *before, last = _card(rich)
    elif len(small) == 1 and units(rich.text) <= CAPTION_UNITS:
        before, last = [], Part(rich, small.pop())
    else:
        *before, last = [Part(each) for each in split(rich) or [Rich(NOTHING_SAID)]]
    return [*before, *(Part(Rich(""), each) for each in small), replace(last, choices=message.choices)]


def edited(message: Outbound, limit: int = TEXT_UNITS) -> Part:
    """What to put in the place of an earlier message: its text, shortened to one message, and its buttons."""
    rich = render(message.text, message.kind)  # a text of control characters alone comes out empty
    shown = shorten(rich, limit) if rich.text.strip() else Rich(NOTHING_SAID)
    return Part(shown, choices=message.choices)


def as_text_file(part: Part) -> Part:
    """The same with its text in a file, for a server that finds it too long."""
    whole = Attachment(TEXT_NAME, "text/plain", part.rich.text.encode())
    head = shorten(part.rich, HEAD_UNITS)
    return replace(part, rich=Rich(f"{head.text}\n\n{IN_THE_FILE}"), file=whole)


def without_file(part: Part) -> Part:
    """The same without its file, which Telegram does not take: the words say so."""
    assert part.file is not None
    line = NOT_TAKEN.format(what=part.file.alt or part.file.name)
    return replace(part, rich=Rich(f"{part.rich.text}\n\n{line}".strip(), part.rich.marks), file=None)


def _card(rich: Rich) -> list[Part]:
    """What is asked about is never cut: where a message can't hold it, a file does, and the message says so."""
    *before, asked = split_card(rich) if rich.text.strip() else [Rich(NOTHING_SAID)]
    parts = [Part(each) for each in before]
    if units(asked.text) <= TEXT_UNITS:
        return [*parts, Part(asked)]
    return [*parts, as_text_file(Part(asked))]


def _with_missing(message: Outbound) -> str:
    """The text, with a line for each file that Telegram would not take."""
    large = [each for each in message.attachments if len(each.content) > MOST_BYTES]
    lines = [TOO_LARGE.format(name=each.name, size=len(each.content) / 1e6) for each in large]
    return "\n\n".join([message.text, *lines]) if lines else message.text
