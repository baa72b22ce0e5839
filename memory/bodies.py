"""How the words and files of a message stand in the store."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import NotRequired

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from memory.messages import Attachment


class AttachmentBody(TypedDict):
    """A file; `content` is base64."""

    name: str
    media_type: str
    content: str
    alt: str


class SpokenBody(TypedDict):
    """That a message was heard, and how surely."""

    unsure: bool


class InboundBody(TypedDict):
    """What an event from a chat says.

    `shared` is missing from what was written before there were groups, `spoken` from all that was not heard.
    """

    text: str
    pressed: str | None
    attachments: list[AttachmentBody]
    shared: NotRequired[bool]
    spoken: NotRequired[SpokenBody]


class ChoiceBody(TypedDict):
    """A button."""

    label: str
    id: str


class OutboundBody(TypedDict):
    """What a message from us says.

    `edits` is missing from what was written before messages were edited, `also_answers` where it answers one message only.
    """

    text: str
    choices: list[ChoiceBody]
    attachments: list[AttachmentBody]
    reply_to: str | None
    edits: NotRequired[str | None]
    also_answers: NotRequired[list[str]]


def pack(attachments: Sequence[Attachment]) -> list[AttachmentBody]:
    """Files as they stand in the store."""
    return [
        {
            "name": file.name,
            "media_type": file.media_type,
            "content": b64encode(file.content).decode(),
            "alt": file.alt,
        }
        for file in attachments
    ]


def unpack(files: Sequence[AttachmentBody]) -> tuple[Attachment, ...]:
    """Files out of the store."""
    return tuple(Attachment(f["name"], f["media_type"], b64decode(f["content"]), f["alt"]) for f in files)
