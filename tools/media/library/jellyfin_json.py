"""Jellyfin's and Emby's JSON, as plain facts."""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tools.media.libraries import Owned, Resolution
from tools.media.library.models import Mark, Player, Playing
from tools.media.titles import Title, TitleKind
from tools.trust import Ours

TICKS = 10_000_000
"""Ticks a second."""
KINDS: dict[str, TitleKind] = {
    "Movie": "film",
    "Series": "series",
    "Season": "season",
    "Episode": "episode",
    "MusicAlbum": "album",
}
TYPES: dict[TitleKind, str] = {kind: name for name, kind in KINDS.items()}
_TIME = TypeAdapter(datetime)


class Told(BaseModel):
    """Something that the server tells; what we do not use is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Info(Told):
    """Of `/System/Info/Public`."""

    version: str = Field(default="", alias="Version")


class User(Told):
    """An account."""

    id: str = Field(alias="Id")
    name: str = Field(default="", alias="Name")


class UserData(Told):
    """How far an account is with something."""

    played: bool = Field(default=False, alias="Played")
    ticks: int = Field(default=0, alias="PlaybackPositionTicks")
    last: str | None = Field(default=None, alias="LastPlayedDate")


class Stream(Told):
    """A picture or sound track."""

    kind: str = Field(default="", alias="Type")
    width: int | None = Field(default=None, alias="Width")


class Source(Told):
    """A file."""

    path: str | None = Field(default=None, alias="Path")
    size: int | None = Field(default=None, alias="Size")
    streams: list[Stream] = Field(default_factory=list[Stream], alias="MediaStreams")


class Item(Told):
    """A title, or something else that we do not know."""

    id: str = Field(alias="Id")
    kind: str = Field(default="", alias="Type")
    name: str = Field(default="", alias="Name")
    year: int | None = Field(default=None, alias="ProductionYear")
    ids: dict[str, str | None] | None = Field(default=None, alias="ProviderIds")
    ticks: int | None = Field(default=None, alias="RunTimeTicks")
    series: str | None = Field(default=None, alias="SeriesName")
    season: int | None = Field(default=None, alias="ParentIndexNumber")
    index: int | None = Field(default=None, alias="IndexNumber")
    added: str | None = Field(default=None, alias="DateCreated")
    sources: list[Source] | None = Field(default=None, alias="MediaSources")
    user: UserData = Field(default_factory=UserData, alias="UserData")


class Items(Told):
    """A page of a list."""

    items: list[Item] = Field(default_factory=list[Item], alias="Items")
    total: int = Field(default=0, alias="TotalRecordCount")


class PlayState(Told):
    """How a session plays."""

    ticks: int | None = Field(default=None, alias="PositionTicks")
    paused: bool = Field(default=False, alias="IsPaused")
    method: str | None = Field(default=None, alias="PlayMethod")


class Session(Told):
    """A device that is logged in, whether it plays something or not."""

    id: str = Field(alias="Id")
    user: str | None = Field(default=None, alias="UserName")
    device: str = Field(default="", alias="DeviceName")
    what: Item | None = Field(default=None, alias="NowPlayingItem")
    state: PlayState = Field(default_factory=PlayState, alias="PlayState")
    listens: bool = Field(default=False, alias="SupportsRemoteControl")


def instant(text: str | None) -> datetime | None:
    """A time of the server's; those without an offset are UTC."""
    try:
        at = None if not text else _TIME.validate_python(text)
    except ValidationError:
        return None
    return at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC)


def read_item(server: Ours, item: Item) -> Owned | None:
    """A film, series, season, episode or album; None for anything else."""
    kind = KINDS.get(item.kind)
    if kind is None:
        return None
    source = item.sources[0] if item.sources else None
    widths = [each.width for each in source.streams if each.kind == "Video" and each.width] if source else []
    return Owned(
        server=server,
        id=item.id,
        title=_read_title(kind, item),
        resolution=_resolution(max(widths)) if widths else None,
        size_bytes=source.size if source else None,
        duration_seconds=None if item.ticks is None else item.ticks // TICKS,
        path=source.path if source else None,
        added_at=instant(item.added),
    )


def _read_title(kind: TitleKind, item: Item) -> Title:
    ids = {key.casefold(): value for key, value in (item.ids or {}).items() if value}
    number = {key: int(value) for key, value in ids.items() if value.isdecimal()}
    is_part = kind in ("season", "episode")
    return Title(
        kind=kind,
        title=item.name,
        year=item.year,
        tmdb=number.get("tmdb"),
        tvdb=number.get("tvdb"),
        imdb=ids.get("imdb"),
        series=item.series if is_part else None,
        season={"season": item.index, "episode": item.season}.get(kind),
        episode=item.index if kind == "episode" else None,
    )


def _resolution(width: int) -> Resolution:
    return "4K" if width > 2600 else "1080p" if width > 1400 else "720p" if width > 1000 else "SD"


def read_mark(item: Item) -> Mark:
    """How far the account that was asked about is with it."""
    return Mark(item=item.id, watched=item.user.played, position_seconds=item.user.ticks // TICKS)


def read_player(server: Ours, session: Session, call: Callable[[str], str]) -> Player:
    """The device of a session."""
    return Player(server=server, id=session.id, name=call(session.device), listens=session.listens)


def read_playing(
    server: Ours, session: Session, call: Callable[[str], str], person_of: Callable[[str], str | None]
) -> Playing | None:
    """What a session plays; None where it plays nothing."""
    what = None if session.what is None else read_item(server, session.what)
    if what is None:
        return None
    account = session.user or ""
    return Playing(
        session=session.id,
        player=read_player(server, session, call),
        what=what,
        account=account,
        person=person_of(account),
        position_seconds=(session.state.ticks or 0) // TICKS,
        paused=session.state.paused,
        converting=session.state.method == "Transcode",
    )
