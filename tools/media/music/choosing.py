"""Which of the offers are the best: the quality that is wanted first, then who can send at once, then speed."""

import hashlib
from collections.abc import Iterable, Sequence

from tools.media.music.models import Candidate
from tools.media.music.settings import Quality
from tools.media.music.slskd import File, Offer

MOST = 5
_LOSSLESS = (".flac", ".wav", ".alac", ".ape", ".wv", ".aiff")
_AUDIO = (*_LOSSLESS, ".mp3", ".m4a", ".ogg", ".opus", ".aac")
_HIGH_KILOBITS = 256
_RANK: dict[Quality, int] = {"lossless": 2, "high": 1, "any": 0}
Offered = tuple[Candidate, tuple[File, ...]]


def choose(offers: Iterable[Offer], wanted: Quality) -> Sequence[Offered]:
    """The best folders of at least this quality, best first; where none has it, the best there are."""
    found = [one for offer in offers for one in _folders(offer)]
    fitting = [each for each in found if _RANK[each[0].quality] >= _RANK[wanted]]
    return sorted(fitting or found, key=lambda each: _worth(each[0]), reverse=True)[:MOST]


def _folders(offer: Offer) -> Iterable[Offered]:
    folders: dict[str, list[File]] = {}
    for each in offer.files:
        if each.filename.casefold().endswith(_AUDIO) and not each.isLocked:
            folder = each.filename.replace("/", "\\").rpartition("\\")[0]
            folders.setdefault(folder, []).append(each)
    for folder, files in folders.items():
        yield _candidate(offer, folder, files), tuple(files)


def _candidate(offer: Offer, folder: str, files: Sequence[File]) -> Candidate:
    lossless = all(each.filename.casefold().endswith(_LOSSLESS) for each in files)
    rates = [each.bitRate for each in files if each.bitRate]
    least = min(rates) if len(rates) == len(files) else None
    quality: Quality = "lossless" if lossless else "high" if (least or 0) >= _HIGH_KILOBITS else "any"
    names = "\n".join([offer.username, *sorted(each.filename for each in files)])
    return Candidate(
        handle=hashlib.sha256(names.encode()).hexdigest()[:10],
        user=offer.username,
        folder=folder,
        tracks=len(files),
        size_bytes=sum(each.size for each in files),
        quality=quality,
        kilobits=None if lossless else least,
        free_now=offer.hasFreeUploadSlot,
        waiting=offer.queueLength,
        bytes_per_second=offer.uploadSpeed,
    )


def _worth(one: Candidate) -> tuple[int, bool, int, int, int]:
    # A whole album is better than a track of it; from one megabyte a second on, speed makes no difference.
    return (
        _RANK[one.quality],
        one.free_now,
        min(one.tracks, 10),
        -one.waiting,
        min(one.bytes_per_second, 1_000_000),
    )
