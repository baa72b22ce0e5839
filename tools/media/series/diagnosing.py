"""Why an episode or a film is missing: the likeliest cause, from what Sonarr and Radarr tell, with the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tools.media.series.models import Complaint, Download, Folder, Happened, Noun, Piece, Rejected
from tools.times import speak_duration, speak_instant
from tools.trust import Ours, Untrusted

Cause = Literal[
    "here",
    "not followed",
    "not out yet",
    "on its way",
    "stalled",
    "paused",
    "waiting for a better one",
    "download failed",
    "not imported",
    "download client away",
    "disk full",
    "indexer down",
    "just out",
    "quality not met",
    "not found",
    "not searched",
]
_LEAST_FREE = 2_000_000_000
_JUST_OUT = timedelta(hours=4)
_SEARCHERS, _CLIENTS = "Indexer", "DownloadClient"
_MOST_EVIDENCE = 4
_LONGEST = 140


class Diagnosis(Noun):
    """Why something is missing: the cause in a word, in a sentence, what shows it, and what may help."""

    piece: Piece
    cause: Cause
    because: Ours
    evidence: tuple[Untrusted, ...] = ()
    advice: Ours = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known when a cause is looked for."""

    server: str
    now: datetime
    downloads: Sequence[Download] = ()
    history: Sequence[Happened] = ()
    complaints: Sequence[Complaint] = ()
    folders: Sequence[Folder] = ()
    searchers: Sequence[str] = ()
    rejected: Sequence[Rejected] = ()


def diagnose(piece: Piece, seen: Seen) -> Diagnosis:
    """The likeliest cause: what is said of the piece itself comes before what ails the whole server."""
    return (
        _from_state(piece, seen)
        or _from_download(piece, seen)
        or _from_rejected(piece, seen)
        or _from_server(piece, seen)
        or _rest(piece, seen)
    )


def needs_search(piece: Piece, seen: Seen) -> bool:
    """Whether only a look at what the indexers have can tell more."""
    found = diagnose(piece, seen)
    return found.cause in ("not found", "not searched", "indexer down") and bool(seen.searchers)


def _from_state(piece: Piece, seen: Seen) -> Diagnosis | None:
    def because(cause: Cause, words: str, advice: str = "", *evidence: str) -> Diagnosis:
        return Diagnosis(piece=piece, cause=cause, because=words, evidence=evidence, advice=advice)

    if piece.is_here:
        came = next(
            (each for each in seen.history if each.piece == piece.number and each.what == "arrived"), None
        )
        when = f" since {speak_instant(came.at, seen.now)}" if came is not None else ""
        quality = (f"in {piece.quality}",) if piece.quality else ()
        return because(
            "here", f"It is here{when}.", "If it can't be played, have the library scanned.", *quality
        )
    if not piece.is_monitored:
        return because(
            "not followed",
            f"{seen.server} is told not to look for it.",
            f"Have it monitored in {seen.server}.",
        )
    if piece.out_at is None:
        return because("not out yet", "Nobody knows yet when it comes out.")
    if piece.out_at > seen.now:
        verb = "airs" if piece.kind == "series" else "comes out"
        return because(
            "not out yet", f"It is not out yet: it {verb} {speak_instant(piece.out_at, seen.now)}."
        )
    return None


def _from_download(piece: Piece, seen: Seen) -> Diagnosis | None:
    mine = [each for each in seen.downloads if each.piece == piece.number]
    if mine:
        # One that moves counts more than one that hangs.
        return _of_download(piece, min(mine, key=lambda each: each.state != "downloading"), seen)
    latest = next((each for each in seen.history if each.piece == piece.number), None)
    if latest is None or latest.what == "other":
        return None
    when, evidence = (
        speak_instant(latest.at, seen.now),
        _evidence(latest.release, latest.indexer, latest.reason),
    )
    match latest.what:
        case "failed":
            words = f"It was found, but its download failed {when}, and nothing else was found since."
            return Diagnosis(
                piece=piece, cause="download failed", because=words, evidence=evidence, advice="Search again."
            )
        case "found":
            words = f"It was found {when}, but it is in no download any more; somebody may have removed it."
        case "deleted":
            words = f"It was here, but was deleted {when}."
        case _:
            return None
    return Diagnosis(piece=piece, cause="not found", because=words, evidence=evidence, advice="Search again.")


def _of_download(piece: Piece, download: Download, seen: Seen) -> Diagnosis:
    so_far = f" at {download.percent}%" if download.percent is not None else ""
    since = f" since {speak_instant(download.since, seen.now)}" if download.since is not None else ""
    evidence = _evidence(download.title, download.indexer, *download.messages)

    def because(cause: Cause, words: str, advice: str = "") -> Diagnosis:
        return Diagnosis(piece=piece, cause=cause, because=words, evidence=evidence, advice=advice)

    match download.state:
        case "stalled":
            words = f"It was found, but its download hangs{so_far}{since}: nobody to load it from."
            return because("stalled", words, "Search again for another one, or wait.")
        case "paused":
            return because("paused", f"Its download is paused{so_far}.", "Resume it.")
        case "queued":
            return because("on its way", "It was found and waits for its turn among the downloads.")
        case "waiting for a better one":
            return because(
                "waiting for a better one", "It was found; a better one is waited for before it is loaded."
            )
        case "failed":
            return because(
                "download failed", f"It was found, but its download failed{so_far}.", "Search again."
            )
        case "not imported":
            words = f"It is loaded, but {seen.server} can't put it away."
            return because("not imported", words, f"Look at it under Activity in {seen.server}.")
        case "client away":
            return because(
                "download client away",
                "It was found, but the download program does not answer.",
                "Start it again.",
            )
        case "downloading":
            until = f", until {speak_instant(download.until, seen.now)}" if download.until is not None else ""
            return because("on its way", f"It is being loaded{so_far}{until}.")


def _from_server(piece: Piece, seen: Seen) -> Diagnosis | None:
    def because(cause: Cause, words: str, advice: str, *evidence: str) -> Diagnosis:
        return Diagnosis(
            piece=piece, cause=cause, because=words, evidence=_evidence(*evidence), advice=advice
        )

    lost = [each for each in seen.folders if not each.is_there]
    full = [each for each in seen.folders if each.free_bytes is not None and each.free_bytes < _LEAST_FREE]
    if full or lost:
        words = "The disk for it is full." if full else "The folder for it can't be reached."
        free = [f"{each.path}: {(each.free_bytes or 0) / 1e9:.1f} GB free" for each in full]
        advice = "Make room." if full else "Look whether the disk is connected."
        return because("disk full", words, advice, *free, *(each.path for each in lost if not full))
    away = [each.words for each in seen.complaints if each.source.startswith(_CLIENTS)]
    if away:
        return because(
            "download client away", "The download program does not answer.", "Start it again.", *away
        )
    if not seen.searchers:
        words = f"{seen.server} has no indexer to search with."
        return because("indexer down", words, f"Add one under Settings → Indexers in {seen.server}.")
    failing = [each.words for each in seen.complaints if each.source.startswith(_SEARCHERS)]
    if failing:
        words = "It was not found, and not every indexer can be asked at the moment."
        return because("indexer down", words, "Look at the indexer, or try again later.", *failing)
    return None


def _from_rejected(piece: Piece, seen: Seen) -> Diagnosis | None:
    if not seen.rejected:
        return None
    evidence = _evidence(
        *(f"{each.title}: {', '.join(each.reasons)}" for each in seen.rejected[:_MOST_EVIDENCE])
    )
    words = f"There {'is one' if len(seen.rejected) == 1 else f'are {len(seen.rejected)}'} to be had, but none that the quality profile takes."
    advice = "Choose another quality profile, if another quality will do."
    return Diagnosis(
        piece=piece,
        cause="quality not met",
        because=words,
        evidence=evidence,
        advice=advice,
    )


def _rest(piece: Piece, seen: Seen) -> Diagnosis:
    age = seen.now - (piece.out_at or seen.now)
    if age < _JUST_OUT:
        words = f"It came out only {speak_duration(age)} ago, and nobody has it yet."
        return Diagnosis(
            piece=piece, cause="just out", because=words, advice="It usually comes within a few hours."
        )
    if piece.searched_at is None:
        words = "Nobody has looked for it since it came out."
        return Diagnosis(piece=piece, cause="not searched", because=words, advice="Search again.")
    words = f"No indexer has it; last looked for {speak_instant(piece.searched_at, seen.now)}."
    return Diagnosis(piece=piece, cause="not found", because=words, advice="Search again later.")


def _evidence(*words: str) -> tuple[str, ...]:
    """What a server said, each once and short."""
    said = dict.fromkeys(" ".join(each.split())[:_LONGEST] for each in words if each.strip())
    return tuple(said)[:_MOST_EVIDENCE]
