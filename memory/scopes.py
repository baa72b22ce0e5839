"""What an API client may be used for, and how far what is said through one may lead."""

from enum import StrEnum

API, PROGRAM, LIMITED = "api", "program", "limited"
"""The sources of what clients say, by what may come of it: in an `api` conversation its person decides; in a `program`
one nobody does, so that cards go to the person's own chats; in a `limited` one nothing dangerous is even asked for."""
SOURCES = (API, PROGRAM, LIMITED)


class Scope(StrEnum):
    """What a client may be used for."""

    STATUS = "status"  # see how everything does
    MESSAGES = "messages"  # say things and read the answers
    DANGER = "danger"  # ask for what a person must allow first
    APPROVE = "approve"  # decide what waits for a person; never a program's
    METRICS = "metrics"  # read figures; one with this alone may show its refresh token itself


def is_undecided(conversation: str) -> bool:
    """Whether nobody can say yes or no in a conversation, because a program speaks there."""
    return conversation.partition(":")[0] in (PROGRAM, LIMITED)


def room_of(conversation: str) -> str | None:
    """The room in which a conversation is held, as its client calls it; None where that is no room's."""
    source, _, rest = conversation.partition(":")
    place = rest.partition(":")[2]
    return place if source == LIMITED and place not in ("", "main") else None


def is_limited(conversation: str) -> bool:
    """Whether nothing dangerous may come of what is said in a conversation, whoever allows it."""
    return conversation.partition(":")[0] == LIMITED
