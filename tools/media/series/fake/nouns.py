"""What a pretend Sonarr and a pretend Radarr keep."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel

Kind = Literal["series", "film"]


class PretendPiece(BaseModel):
    """An episode, or a film."""

    id: int
    owner: int
    kind: Kind
    season: int | None = None
    number: int | None = None
    title: str
    out_at: AwareDatetime
    here: bool = False
    monitored: bool = True
    searched_at: AwareDatetime | None = None
    quality: str = ""
    finds: bool = True
    offers: list[dict[str, str]] = []


class PretendFollowed(BaseModel):
    """A series or film that is followed."""

    id: int
    kind: Kind
    name: str
    year: int
    foreign_id: int
    profile: int
    monitored: bool
    gb: float = 12


class PretendDownload(BaseModel):
    """Something in the queue."""

    id: int
    kind: Kind
    piece: int
    release: str
    state: str
    percent: float
    gb: float
    added: AwareDatetime
    until: AwareDatetime
    indexer: str
    client: str
    message: str


class PretendHappened(BaseModel):
    """Something in the history."""

    id: int
    kind: Kind
    piece: int
    what: str
    at: AwareDatetime
    release: str
    quality: str
    indexer: str
    message: str


class SeriesState(BaseModel):
    """All that is kept."""

    followed: list[PretendFollowed] = []
    pieces: list[PretendPiece] = []
    queue: list[PretendDownload] = []
    history: list[PretendHappened] = []
    commands: list[str] = []


def note(
    state: SeriesState,
    piece: PretendPiece,
    what: str,
    at: datetime,
    release: str,
    indexer: str,
    message: str = "",
    quality: str = "WEBDL-1080p",
) -> None:
    """Write something into the history."""
    state.history.append(
        PretendHappened(
            id=len(state.history) + 1,
            kind=piece.kind,
            piece=piece.id,
            what=what,
            at=at,
            release=release,
            quality=quality,
            indexer=indexer,
            message=message,
        )
    )
