"""Amounts and titles of downloads as people read them."""

from collections.abc import Sequence
from datetime import timedelta

from tools.media.downloads.models import Download
from tools.media.downloads.titles import clean_title
from tools.times import speak_duration

_MOST_NAMES = 4
_LONGEST = 60


def say_size(size: float) -> str:
    """Bytes: "1.4 GB", "730 MB"."""
    for unit, step in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size >= 0.995 * step:
            return f"{size / step:.1f}".removesuffix(".0") + f" {unit}"
    return f"{max(size, 0) / 1e3:.0f} kB"


def say_speed(speed: int) -> str:
    """Bytes per second: "2 MB/s"."""
    return f"{say_size(speed)}/s"


def say_limit(limit: int) -> str:
    """A limit: "at most 2 MB/s" or "no limit"."""
    return f"at most {say_speed(limit)}" if limit else "no limit"


def say_percent(progress: float) -> str:
    """A share that is 100 % only when all is there."""
    return f"{int(progress * 100)} %"


def say_left(seconds: int) -> str:
    """Time that is left, without seconds once it is minutes."""
    rounded = seconds if seconds < 60 else 60 * round(seconds / 60)
    if rounded >= 86_400:
        rounded = 3600 * round(rounded / 3600)
    return speak_duration(timedelta(seconds=rounded))


def say_title(download: Download) -> str:
    """What a download is called, short."""
    return shorten(clean_title(download.name))


def shorten(text: str) -> str:
    """At most a line of a phone or so."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """A list as it is said."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def say_some(names: Sequence[str]) -> str:
    """Several titles, "Dune, Heat and 3 more"."""
    some = list(names)
    if len(some) > _MOST_NAMES:
        some = [*some[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} more"]
    return join_words(some)
