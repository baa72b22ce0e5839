"""What Sonarr and Radarr tell (their API v3), which are kin."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime, Field, TypeAdapter

from tools.media.keyed import Wire
from tools.media.series.models import (
    Download,
    DownloadState,
    Followed,
    FollowedKind,
    Happened,
    Happening,
    Piece,
)

_HAPPENINGS: dict[str, Happening] = {
    "grabbed": "found",
    "downloadFolderImported": "arrived",
    "seriesFolderImported": "arrived",
    "movieFolderImported": "arrived",
    "downloadFailed": "failed",
    "episodeFileDeleted": "deleted",
    "movieFileDeleted": "deleted",
    "downloadIgnored": "ignored",
}
_STATES: dict[str, DownloadState] = {
    "paused": "paused",
    "queued": "queued",
    "delay": "waiting for a better one",
    "fallback": "waiting for a better one",
    "failed": "failed",
    "downloadClientUnavailable": "client away",
}
_NOT_IMPORTED = ("importPending", "importBlocked", "importing", "failedPending")


class _Statistics(Wire):
    episode_file_count: int = 0
    episode_count: int = 0
    size_on_disk: int = 0


class _QualityName(Wire):
    name: str = ""


class Quality(Wire):
    """A quality, as it stands within everything that has one."""

    quality: _QualityName = Field(default_factory=_QualityName)


class WireFile(Wire):
    """A file that is there."""

    id: int = 0
    quality: Quality = Field(default_factory=Quality)


class WireFollowed(Wire):
    """A series or a film."""

    id: int
    title: str
    year: int = 0
    monitored: bool = True
    quality_profile_id: int = 0
    next_airing: AwareDatetime | None = None
    statistics: _Statistics = Field(default_factory=_Statistics)
    has_file: bool = False
    is_available: bool = True
    size_on_disk: int = 0
    in_cinemas: AwareDatetime | None = None
    digital_release: AwareDatetime | None = None
    physical_release: AwareDatetime | None = None
    last_search_time: AwareDatetime | None = None
    movie_file: WireFile | None = None


class WireEpisode(Wire):
    """An episode; `series` comes along in lists over several."""

    id: int
    series_id: int
    season_number: int
    episode_number: int
    title: str = ""
    air_date_utc: AwareDatetime | None = None
    has_file: bool = False
    monitored: bool = True
    last_search_time: AwareDatetime | None = None
    series: WireFollowed | None = None
    episode_file: WireFile | None = None


class _Message(Wire):
    title: str | None = None
    messages: tuple[str, ...] = ()


class WireDownload(Wire):
    """Something in the queue."""

    episode_id: int | None = None
    movie_id: int | None = None
    title: str = ""
    size: float = 0
    size_left: float = Field(default=0, alias="sizeleft")
    status: str = ""
    tracked_download_state: str = ""
    tracked_download_status: str = ""
    status_messages: tuple[_Message, ...] = ()
    error_message: str = ""
    estimated_completion_time: AwareDatetime | None = None
    added: AwareDatetime | None = None
    download_client: str | None = None
    indexer: str | None = None


class _Data(Wire):
    indexer: str | None = None
    message: str | None = None
    reason: str | None = None


class WireHappened(Wire):
    """Something in the history."""

    episode_id: int | None = None
    movie_id: int | None = None
    event_type: str
    date: AwareDatetime
    source_title: str = ""
    quality: Quality = Field(default_factory=Quality)
    data: _Data = Field(default_factory=_Data)


class WireComplaint(Wire):
    """A finding of its health."""

    source: str = ""
    type: str = ""
    message: str = ""


class WireFolder(Wire):
    """A root folder."""

    path: str
    accessible: bool = True
    free_space: int | None = None


class WireProfile(Wire):
    """A quality profile."""

    id: int
    name: str
    upgrade_allowed: bool = False


class WireIndexer(Wire):
    """A searcher."""

    name: str
    enable_automatic_search: bool = True


class WireRelease(Wire):
    """A release that a search found."""

    title: str = ""
    quality: Quality = Field(default_factory=Quality)
    rejected: bool = False
    rejections: tuple[str, ...] = ()


class WireCommand(Wire):
    """An order that was taken."""

    id: int
    name: str = ""
    status: str = ""
    message: str | None = None


class EpisodePage(Wire):
    """A page of episodes."""

    total_records: int
    records: tuple[WireEpisode, ...]


class MoviePage(Wire):
    """A page of films."""

    total_records: int
    records: tuple[WireFollowed, ...]


class QueuePage(Wire):
    """A page of the queue."""

    records: tuple[WireDownload, ...]


FOLLOWED = TypeAdapter(list[WireFollowed])
EPISODES = TypeAdapter(list[WireEpisode])
EPISODE_PAGE = TypeAdapter(EpisodePage)
MOVIE_PAGE = TypeAdapter(MoviePage)
QUEUE = TypeAdapter(QueuePage)
HISTORY = TypeAdapter(list[WireHappened])
COMPLAINTS = TypeAdapter(list[WireComplaint])
FOLDERS = TypeAdapter(list[WireFolder])
PROFILES = TypeAdapter(list[WireProfile])
INDEXERS = TypeAdapter(list[WireIndexer])
RELEASES = TypeAdapter(list[WireRelease])
COMMAND = TypeAdapter(WireCommand)
ANYTHING = TypeAdapter[object](object)


def followed_of(told: WireFollowed, kind: FollowedKind) -> Followed:
    """A series or film in our words."""
    is_film = kind == "film"
    return Followed(
        id=f"{kind}/{told.id}",
        kind=kind,
        name=told.title,
        year=told.year or None,
        is_monitored=told.monitored,
        profile_number=told.quality_profile_id,
        have=int(told.has_file) if is_film else told.statistics.episode_file_count,
        total=int(told.is_available or told.has_file) if is_film else told.statistics.episode_count,
        total_bytes=told.size_on_disk if is_film else told.statistics.size_on_disk,
        next_at=_release(told) if is_film else told.next_airing,
    )


def film_of(told: WireFollowed) -> Piece:
    """A film as what may be missing."""
    return Piece(
        followed_id=f"film/{told.id}",
        number=told.id,
        kind="film",
        name=told.title,
        year=told.year or None,
        out_at=_release(told),
        is_here=told.has_file,
        is_monitored=told.monitored,
        searched_at=told.last_search_time,
        quality=told.movie_file.quality.quality.name if told.movie_file else "",
    )


def episode_of(told: WireEpisode, followed: Followed | None = None) -> Piece:
    """An episode as what may be missing; `followed` is its series, where it isn't told along."""
    series = told.series
    name = series.title if series is not None else followed.name if followed is not None else ""
    is_followed = series is None or series.monitored
    return Piece(
        followed_id=f"series/{told.series_id}",
        number=told.id,
        kind="series",
        name=name,
        season=told.season_number,
        episode=told.episode_number,
        episode_title=told.title,
        out_at=told.air_date_utc,
        is_here=told.has_file,
        is_monitored=told.monitored and is_followed and (followed is None or followed.is_monitored),
        searched_at=told.last_search_time,
        quality=told.episode_file.quality.quality.name if told.episode_file else "",
    )


def download_of(told: WireDownload) -> Download:
    """Something on its way in our words."""
    messages = [
        each
        for row in told.status_messages
        for each in (*row.messages, *([] if row.messages else [row.title]))
    ]
    words = [told.error_message, *(each for each in messages if each)]
    return Download(
        piece=told.episode_id or told.movie_id or 0,
        title=told.title,
        state=_state(told),
        percent=round(100 * (told.size - told.size_left) / told.size) if told.size else None,
        until=told.estimated_completion_time,
        since=told.added,
        client=told.download_client or "",
        indexer=told.indexer or "",
        messages=tuple(dict.fromkeys(each for each in words if each)),
    )


def happened_of(told: WireHappened) -> Happened:
    """Something in the history in our words."""
    return Happened(
        piece=told.episode_id or told.movie_id or 0,
        what=_HAPPENINGS.get(told.event_type, "other"),
        at=told.date,
        release=told.source_title,
        quality=told.quality.quality.name,
        indexer=told.data.indexer or "",
        reason=told.data.message or told.data.reason or "",
    )


def latest_first(rows: Sequence[Happened]) -> list[Happened]:
    """By time."""
    return sorted(rows, key=lambda each: each.at, reverse=True)


def _release(told: WireFollowed) -> datetime | None:
    """When a film can be had: when it comes out at home, or else in the cinema."""
    at_home = [each for each in (told.digital_release, told.physical_release) if each is not None]
    return min(at_home, default=told.in_cinemas)


def _state(told: WireDownload) -> DownloadState:
    if told.status in _STATES:
        return _STATES[told.status]
    if told.tracked_download_state in _NOT_IMPORTED:
        return "not imported"
    if told.tracked_download_state == "failed":
        return "failed"
    return "stalled" if told.status == "warning" or "stalled" in told.error_message else "downloading"
