"""What plays where, who goes on with what, and what is marked as watched."""

import re

from pydantic import AwareDatetime

from tools.media.libraries import Owned
from tools.media.titles import Noun
from tools.trust import Ours, Untrusted

_OWNED = re.compile(r"^\S+(?:['\N{RIGHT SINGLE QUOTATION MARK}]s?) ")


def say_player(name: str) -> str:
    """A player in a sentence: "the living room TV", "Mia's phone"."""
    return (
        name if _OWNED.match(name) or name.casefold().startswith(("the ", "my ", "our ")) else f"the {name}"
    )


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


class Player(Noun):
    """A device on which a server can play something.

    `name` is what the family calls it. Only one that `listens` can be told to play, pause and seek; another one's
    session can be ended, if at all. `id` is the server's, or the session's where the server knows no other.
    """

    server: Ours
    id: Untrusted
    name: Untrusted
    listens: bool = True

    def __str__(self) -> str:
        """As it is said in a sentence."""
        return say_player(self.name)


class Playing(Noun):
    """Something that plays on a player, or is paused there.

    `session` is the server's id of it, `account` who is logged in there and `person` whose account that is, if known.
    `converting` says that the server converts the picture, which is work for it.
    """

    session: Untrusted
    player: Player
    what: Owned
    account: Untrusted
    person: Ours | None
    position_seconds: int
    paused: bool
    converting: bool = False


class Deck(Noun):
    """What a person goes on with: something begun, or the next episode (`position_seconds` is 0 then)."""

    person: Ours | None
    what: Owned
    position_seconds: int = 0
    seen_at: AwareDatetime | None = None


class Mark(Noun):
    """How far a person is with a film or an episode; `item` is the server's id of it."""

    item: Untrusted
    watched: bool
    position_seconds: int = 0
