"""A message as lines of a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.channels.terminal.cleaning import clean
from memory.messages import Choice, Kind, Outbound

if TYPE_CHECKING:
    from bot.report import FileReport


class Tone(StrEnum):
    """How a line is to be seen."""

    PLAIN = "plain"
    QUIET = "quiet"
    ALERT = "alert"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, clean of control characters."""

    text: str
    tone: Tone = Tone.PLAIN


TONES = {Kind.ALERT: Tone.ALERT, Kind.NOTICE: Tone.QUIET}


def render_message(message: Outbound, files: Sequence["FileReport"], now: datetime) -> list[Line]:
    """The words, the pictures with where they lie, and the numbered choices; what came unasked with its time."""
    tone = TONES.get(message.kind, Tone.PLAIN)
    text = message.text if tone is Tone.PLAIN else f"{now:%H:%M} {message.text}"
    lines = render_text(text, tone)
    lines += render_files(files)
    return lines + render_choices([choice.label for choice in message.choices])


def render_text(text: str, tone: Tone = Tone.PLAIN) -> list[Line]:
    """The lines of a text."""
    return [Line(line.rstrip(), tone) for line in clean(text).split("\n")]


def render_files(files: Sequence["FileReport"]) -> list[Line]:
    """What each file shows and where it was put."""
    return [
        Line(_one_line(f"[{_noun(file)}: {file.alt or file.name}] saved to {file.path}"), Tone.QUIET)
        for file in files
    ]


def render_choices(labels: Sequence[str]) -> list[Line]:
    """All choices in one line, or nothing."""
    numbered = [f"{number}) {_one_line(label)}" for number, label in enumerate(labels, start=1)]
    return [Line("  ".join(numbered), Tone.CHOICE)] if numbered else []


def pick(choices: Sequence[Choice], text: str) -> Choice | None:
    """The choice whose number was typed, if it was one."""
    typed = text.strip().removesuffix(")")
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= len(choices):
        return choices[int(typed[:4]) - 1]
    return None


def _noun(file: "FileReport") -> str:
    return "picture" if file.media_type.startswith("image/") else "file"


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())
