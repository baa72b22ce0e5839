"""What goes over the API in words: a message to us, and one of ours."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from memory.mailbox import Kept
from memory.messages import Kind

PLACE = r"^[^\W_][\w .'-]{0,59}$"
"""What a conversation or room may be called: a word, with what stands in names."""
KEY = r"^[A-Za-z0-9._~-]{1,64}$"
LARGEST = 2**63 - 1

Place = Annotated[str, Field(pattern=PLACE, max_length=60, examples=["main"])]


class Say(BaseModel):
    """A message. With `room` it was spoken there: the room is its conversation, and nothing dangerous comes of it.

    `press` is the id of a button of an earlier message of the same conversation; its label as `text` does the same.
    """

    model_config = ConfigDict(extra="forbid")

    text: str = Field(default="", examples=["turn off the lights downstairs"])
    conversation: Place = "main"
    room: Place | None = None
    press: str | None = Field(default=None, pattern=KEY)


class Button(BaseModel):
    """A button: what it says, and what to send back as `press`."""

    label: str
    id: str


class File(BaseModel):
    """A file of a message, to be fetched at `path`; `alt` says in words what it shows."""

    name: str
    media_type: str
    alt: str
    path: str


class Letter(BaseModel):
    """A message from HomeOps.

    `cursor` only grows. `reply_to` is the Idempotency-Key of the message that it answers; `replaces` is the cursor of an
    earlier message whose place it takes, text and buttons.
    """

    type: Literal["message"] = "message"
    cursor: int
    conversation: str
    kind: Kind
    text: str
    at: AwareDatetime
    choices: list[Button]
    files: list[File]
    reply_to: str | None = None
    replaces: int | None = None


class Letters(BaseModel):
    """Messages, oldest first; ask again with `after` = `next` for what comes later."""

    messages: list[Letter]
    next: int
    more: bool


class Working(BaseModel):
    """It is taken in and being worked on; the answer comes as an event, and to the same Idempotency-Key."""

    type: Literal["working"] = "working"
    key: str


class Progress(BaseModel):
    """What has been written of an answer so far; empty while it is still being thought about."""

    type: Literal["progress"] = "progress"
    conversation: str
    text: str


def as_letter(kept: Kept) -> Letter:
    """A kept message as its client reads it."""
    message = kept.message
    return Letter(
        cursor=kept.n,
        conversation=place_in(message.conversation),
        kind=message.kind,
        text=message.text,
        at=kept.at,
        choices=[Button(label=each.label, id=each.id) for each in message.choices],
        files=[
            File(
                name=each.name,
                media_type=each.media_type,
                alt=each.alt,
                path=f"/v1/messages/{kept.n}/files/{place}",
            )
            for place, each in enumerate(message.attachments)
        ],
        reply_to=None if message.reply_to is None else message.reply_to.partition(":")[2],
        replaces=int(message.edits) if message.edits is not None else None,
    )


def place_in(conversation: str) -> str:
    """What the client calls a conversation."""
    return conversation.split(":", 2)[2]
