"""What Sonarr and Radarr tell, in our words."""

from collections.abc import Sequence
from datetime import datetime

from tools.media.series import wire
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


def followed_of(told: wire.WireFollowed, kind: FollowedKind) -> Followed:
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


def film_of(told: wire.WireFollowed) -> Piece:
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


def episode_of(told: wire.WireEpisode, followed: Followed | None = None) -> Piece:
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


def download_of(told: wire.WireDownload) -> Download:
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


def happened_of(told: wire.WireHappened) -> Happened:
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


def _release(told: wire.WireFollowed) -> datetime | None:
    """When a film can be had: when it comes out at home, or else in the cinema."""
    at_home = [each for each in (told.digital_release, told.physical_release) if each is not None]
    return min(at_home, default=told.in_cinemas)


def _state(told: wire.WireDownload) -> DownloadState:
    if told.status in _STATES:
        return _STATES[told.status]
    if told.tracked_download_state in _NOT_IMPORTED:
        return "not imported"
    if told.tracked_download_state == "failed":
        return "failed"
    return "stalled" if told.status == "warning" or "stalled" in told.error_message else "downloading"
