"""What a pretend Sonarr or Radarr tells, in the shapes of the real ones (API v3)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import JsonValue

from tools.media.series.fake.nouns import PretendDownload, PretendFollowed, PretendHappened, PretendPiece

Told = dict[str, JsonValue]
_GB = 1_000_000_000
_WIKI = "https://wiki.servarr.com/sonarr/system#indexers-are-unavailable-due-to-failures"
_STATES: dict[str, tuple[str, str, str]] = {
    "downloading": ("downloading", "ok", "downloading"),
    "stalled": ("warning", "warning", "downloading"),
    "paused": ("paused", "ok", "downloading"),
    "failed": ("failed", "error", "failedPending"),
    "not imported": ("completed", "warning", "importPending"),
    "client away": ("downloadClientUnavailable", "warning", "downloading"),
}
"""Status, tracked status and tracked state."""
_STALLED = "The download is stalled with no connections"


def tell_series(one: PretendFollowed, pieces: Sequence[PretendPiece], now: datetime) -> Told:
    """A series."""
    out = [each for each in pieces if each.out_at <= now and (each.monitored or each.here)]
    ahead = [each.out_at for each in pieces if each.out_at > now and each.monitored]
    here = sum(each.here for each in pieces)
    statistics: Told = {"seasonCount": len({each.season for each in pieces}), "episodeFileCount": here}
    statistics |= {"episodeCount": len(out), "totalEpisodeCount": len(pieces), "sizeOnDisk": here * 2 * _GB}
    told: Told = {"id": one.id, "title": one.name, "sortTitle": one.name.lower(), "year": one.year}
    told |= {"monitored": one.monitored, "qualityProfileId": one.profile, "tvdbId": one.foreign_id}
    told |= {"status": "continuing", "network": "BBC One", "statistics": statistics}
    if ahead:
        told |= {"nextAiring": iso(min(ahead))}
    return told


def tell_film(one: PretendFollowed, piece: PretendPiece, now: datetime) -> Told:
    """A film."""
    told: Told = {"id": one.id, "title": one.name, "year": one.year, "tmdbId": one.foreign_id}
    told |= {"monitored": one.monitored, "qualityProfileId": one.profile, "hasFile": piece.here}
    told |= {"isAvailable": piece.out_at <= now, "digitalRelease": iso(piece.out_at)}
    told |= {"status": "released" if piece.out_at <= now else "announced"}
    told |= {"sizeOnDisk": int(one.gb * _GB) if piece.here else 0}
    if piece.searched_at is not None:
        told["lastSearchTime"] = iso(piece.searched_at)
    if piece.here:
        told |= {"movieFile": {"id": piece.id, "quality": quality(piece.quality)}}
    return told


def tell_episode(piece: PretendPiece) -> Told:
    """An episode."""
    told: Told = {"id": piece.id, "seriesId": piece.owner, "seasonNumber": piece.season}
    told |= {"episodeNumber": piece.number, "title": piece.title, "airDateUtc": iso(piece.out_at)}
    told |= {
        "hasFile": piece.here,
        "monitored": piece.monitored,
        "episodeFileId": piece.id if piece.here else 0,
    }
    if piece.searched_at is not None:
        told["lastSearchTime"] = iso(piece.searched_at)
    if piece.here:
        told |= {"episodeFile": {"id": piece.id, "quality": quality(piece.quality)}}
    return told


def tell_download(row: PretendDownload, owner: int, now: datetime) -> Told:
    """A row of the queue."""
    status, tracked, state = _STATES[row.state]
    percent = row.percent
    if row.state == "downloading":
        length = (row.until - row.added).total_seconds()
        percent = 100 * min(1.0, (now - row.added).total_seconds() / length) if length else 100
    size = row.gb * _GB
    told: Told = {"id": row.id, "title": row.release, "size": size, "sizeleft": size * (1 - percent / 100)}
    told |= {"episodeId": row.piece, "seriesId": owner} if row.kind == "series" else {"movieId": row.piece}
    told |= {"status": status, "trackedDownloadStatus": tracked, "trackedDownloadState": state}
    told |= {
        "protocol": "torrent",
        "downloadClient": row.client,
        "indexer": row.indexer,
        "added": iso(row.added),
    }
    message = row.message or (_STALLED if row.state == "stalled" else "")
    blocked: JsonValue = (
        [{"title": row.release, "messages": [message]}] if row.state == "not imported" else []
    )
    told["statusMessages"] = blocked
    if message and row.state != "not imported":
        told["errorMessage"] = message
    if row.state == "downloading":
        told |= {"estimatedCompletionTime": iso(row.until)}
    return told


def tell_happened(row: PretendHappened, owner: int) -> Told:
    """A row of the history."""
    data: Told = {"indexer": row.indexer, "downloadClient": "qBittorrent"}
    if row.message:
        data["reason" if "Deleted" in row.what else "message"] = row.message
    told: Told = {"id": row.id, "eventType": row.what, "date": iso(row.at), "sourceTitle": row.release}
    told |= {"episodeId": row.piece, "seriesId": owner} if row.kind == "series" else {"movieId": row.piece}
    told |= {"quality": quality(row.quality), "data": data}
    return told


def tell_health(failing: Sequence[str], *, everyone: bool) -> JsonValue:
    """What is wrong with the indexers, if anything is."""
    if not failing:
        return []
    words = f"Indexers unavailable due to failures: {', '.join(failing)}"
    if everyone:
        words = "All indexers are unavailable due to failures"
    kind = "error" if everyone else "warning"
    return [{"source": "IndexerStatusCheck", "type": kind, "message": words, "wikiUrl": _WIKI}]


def tell_release(offer: dict[str, str]) -> Told:
    """A release that isn't taken."""
    told: Told = {"guid": offer["title"], "title": offer["title"], "quality": quality(offer["quality"])}
    rejections: JsonValue = [offer["why"]]
    told |= {"rejected": True, "approved": False, "rejections": rejections, "indexer": "pretend"}
    return told


def quality(name: str) -> JsonValue:
    """A quality."""
    revision: JsonValue = {"version": 1, "real": 0, "isRepack": False}
    return {"quality": {"id": 3, "name": name, "source": "web", "resolution": 1080}, "revision": revision}


def page(rows: Sequence[JsonValue], size: int) -> JsonValue:
    """The first page of so many rows."""
    return {"page": 1, "pageSize": size, "totalRecords": len(rows), "records": list(rows[:size])}


def iso(at: datetime) -> str:
    """As they write times."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
