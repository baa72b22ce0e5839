"""What Sonarr and Radarr follow, what is missing of it, and what they tell of why."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.trust import Ours, Untrusted

FollowedKind = Literal["film", "series"]
DownloadState = Literal[
    "downloading",
    "stalled",
    "paused",
    "queued",
    "waiting for a better one",
    "failed",
    "not imported",
    "client away",
]
Happening = Literal["found", "arrived", "failed", "deleted", "ignored", "other"]


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Followed(Noun):
    """A series or film that is followed. `id` is such as "series/12", with the server's number.

    Of a series `total` counts the episodes that came out, `have` those that are there; of a film both are 0 or 1.
    """

    id: Ours
    kind: FollowedKind
    name: Untrusted
    year: int | None = None
    is_monitored: bool = True
    profile_number: int
    have: int = 0
    total: int = 0
    total_bytes: int = 0
    next_at: AwareDatetime | None = None

    @property
    def number(self) -> int:
        """The server's number."""
        return int(self.id.partition("/")[2])


class Piece(Noun):
    """An episode, or a film as a whole. `out_at` is when it airs or can be had; None where nobody knows."""

    followed_id: Ours
    number: int
    kind: FollowedKind
    name: Untrusted
    year: int | None = None
    season: int | None = None
    episode: int | None = None
    episode_title: Untrusted = ""
    out_at: AwareDatetime | None = None
    is_here: bool = False
    is_monitored: bool = True
    searched_at: AwareDatetime | None = None
    quality: Untrusted = ""


class Download(Noun):
    """Something on its way; `messages` is what Sonarr or Radarr complain of."""

    piece: int
    title: Untrusted
    state: DownloadState
    percent: int | None = None
    until: AwareDatetime | None = None
    since: AwareDatetime | None = None
    client: Untrusted = ""
    indexer: Untrusted = ""
    messages: tuple[Untrusted, ...] = ()


class Happened(Noun):
    """Something that was done for a piece."""

    piece: int
    what: Happening
    at: AwareDatetime
    release: Untrusted = ""
    quality: Untrusted = ""
    indexer: Untrusted = ""
    reason: Untrusted = ""


class Complaint(Noun):
    """What a server finds wrong with itself; `source` names its own check."""

    source: Untrusted
    words: Untrusted


class Folder(Noun):
    """Where films or series are kept."""

    path: Untrusted
    is_there: bool
    free_bytes: int | None = None


class Profile(Noun):
    """Which qualities are taken, by name."""

    number: int
    name: Untrusted
    is_upgrading: bool = False


class Rejected(Noun):
    """A release that is there and is not taken, and why."""

    title: Untrusted
    quality: Untrusted
    reasons: tuple[Untrusted, ...]
