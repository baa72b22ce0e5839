"""What comes in from a chat and what goes out to it: the words shared by every channel."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message or goes with an answer; `alt` says in words what it shows."""

    name: str
    media_type: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that came with a message and is kept: `id` is its handle, `size` its bytes, `name` what it was called."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """That the words of a message were heard and not written; with `unsure` they may be others."""

    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a chat: words, or the press of a button.

    `event_id` is unique within `source` and the same when the platform delivers again. `conversation` names the
    chat, topic or terminal as "source:rest". `sender` is the platform's id of who wrote. `pressed` is the id of a
    `Choice` when a button was pressed. `shared` says that others read along (a group, a server's channel).
    `spoken` is set once a voice note was heard; `text` then is what was said in it.
    """

    source: str
    event_id: str
    conversation: str
    sender: str
    text: str
    at: datetime
    pressed: str | None = None
    attachments: tuple[Attachment, ...] = ()
    shared: bool = False
    spoken: Spoken | None = None


class Kind(StrEnum):
    """What a message from us is, which decides who goes first."""

    ANSWER = "answer"
    CARD = "card"  # an approval that waits for a person
    NOTICE = "notice"  # a line about ourselves: a restart, a stumble
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and the opaque id (≤ 64 bytes) that a press brings back."""

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message from us. `key` is unique for ever: the same key is never sent as two messages on purpose.

    `edits` is the key of an earlier message of the same conversation that this one takes the place of: its text and
    its buttons, so that without `choices` the buttons go. `also_answers` are the event_ids of further messages that it
    answers, where several short answers go out as one.
    """

    key: str
    conversation: str
    text: str
    kind: Kind = Kind.ANSWER
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = field(default=())
    reply_to: str | None = None  # event_id of the message that this answers
    edits: str | None = None
    also_answers: tuple[str, ...] = ()
