"""What the grammar brain is given and what it makes of it: plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tools.contract import Call

Kind = Literal["act", "ask", "reply", "none"]


@dataclass(frozen=True, slots=True)
class Option:
    """A button under a question: what it says, and the call that it stands for or the sentence that it says."""

    label: str
    call: Call | None = None
    say: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier exchange: what the person said, what was called, what came back, and what was offered."""

    said: str
    calls: tuple[Call, ...] = ()
    texts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """When it is, what was said before, oldest first, the rooms of who speaks, for "my lights", and the one they speak in."""

    now: datetime
    turns: tuple[Turn, ...] = ()
    rooms: tuple[str, ...] = ()
    room: str = ""


@dataclass(frozen=True, slots=True)
class Parse:
    """What a sentence means.

    `act` has calls, `ask` a question with choices, `reply` words to answer with, `none` a reply that admits to not
    having understood. `confidence` is 0 to 1. What an `unsure` act would change waits for a person's yes.
    """

    kind: Kind
    calls: tuple[Call, ...] = ()
    question: str | None = None
    choices: tuple[Option, ...] = ()
    reply: str | None = None
    confidence: float = 0.0
    unsure: bool = False


def act(*calls: Call, confidence: float = 1.0) -> Parse:
    """A parse that calls verbs."""
    return Parse("act", calls=calls, confidence=confidence)


def ask(question: str, *choices: Option, confidence: float = 0.5) -> Parse:
    """A parse that asks, with buttons."""
    return Parse("ask", question=question, choices=choices, confidence=confidence)


def reply(text: str) -> Parse:
    """A parse that only answers."""
    return Parse("reply", reply=text, confidence=1.0)
