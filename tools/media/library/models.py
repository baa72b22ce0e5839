"""What plays where, who goes on with what, and what is marked as watched."""

from pydantic import AwareDatetime

from tools.media.libraries import Owned
from tools.media.titles import Noun
from tools.trust import Ours, Untrusted


class Player(Noun):
    """A device on which a server can play something.

    `name` is what the family calls it. Only one that `listens` can be told to play, pause and seek; another one's
    session can be ended, if at all. `id` is the server's, or the session's where the server knows no other.
    """

    server: Ours
    id: Untrusted
    name: Untrusted
    listens: bool = True


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
