"""What people call a download: the title within a release's name."""

import re
from collections.abc import Iterable, Sequence

from tools.media.downloads.models import Download

_MARKS = re.compile(
    r"\b(?:480p|576p|720p|1080p|1440p|2160p|4k|uhd|web[ -]?dl|web[ -]?rip|web|blu[ -]?ray|bdrip|brrip|dvdrip|hdtv|remux|"
    r"x26[45]|h ?26[45]|hevc|xvid|aac|flac|mp3|proper|repack|multi|complete|amd64|x86 64|amd|netinst)\b",
    re.IGNORECASE,
)
_DOTS = re.compile(r"[_\[\]]+|\.(?!(?<=\d\.)(?<!\d{3}\.)\d{1,2}(?!\d))")
"""What stands for spaces in a release's name; the dots of a version, 12.8.0, stay."""
_ENDING = re.compile(r"\.(?:torrent|nzb|mkv|mp4|avi|iso|zip|rar|7z|tar|gz)$", re.IGNORECASE)
_EPISODE = re.compile(r"\bs(\d{1,2}) ?e(\d{1,3})\b", re.IGNORECASE)
_SEASON = re.compile(r"\bs(\d{1,2})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\(?(?:19|20)\d\d\)?\b")
_QUALITY = re.compile(r"\b(480p|576p|720p|1080p|2160p|4k|uhd)\b", re.IGNORECASE)
_STOP = frozenset({"the", "a", "an", "of", "download", "torrent", "my", "our", "episode", "season", "and"})


def clean_title(name: str) -> str:
    """The title of a release: "Slow.Horses.S05E03.1080p.WEB-GRP" is "Slow Horses S05E03"."""
    text = _DOTS.sub(" ", _ENDING.sub("", name.strip()))
    text = re.sub(r"\s+", " ", text).strip()
    cut = _MARKS.search(text)
    title = text[: cut.start()] if cut and cut.start() > 0 else text
    return title.strip(" -(+") or text or "something without a name"


def read_quality(name: str) -> str | None:
    """The picture's height that a release's name states, such as "1080p"."""
    found = _QUALITY.search(re.sub(r"[._]+", " ", name))
    return None if found is None else {"4k": "2160p", "uhd": "2160p"}.get(found[1].lower(), found[1].lower())


def ways_to_say(name: str) -> list[str]:
    """How people may call it: "slow horses s05e03", "slow horses" and so on."""
    title = clean_title(name)
    ways = [title]
    if found := _EPISODE.search(title):
        before = title[: found.start()].strip(" -")
        ways += [
            before,
            f"{before} season {int(found[1])} episode {int(found[2])}",
            f"{before} episode {int(found[2])}",
        ]
    elif found := _SEASON.search(title):
        before = title[: found.start()].strip(" -")
        ways += [before, f"{before} season {int(found[1])}"]
    ways.append(_YEAR.split(title)[0].strip(" -("))
    return [each for each in dict.fromkeys(way.casefold() for way in ways) if each]


def find_named(downloads: Iterable[Download], said: str) -> Sequence[Download]:
    """The downloads that some words may mean: by id, by a way to say it, or by all of the words."""
    every = list(downloads)
    if same := [each for each in every if each.id == said]:
        return same
    plain = " ".join(said.casefold().split()).removeprefix("the ")
    if exact := [each for each in every if plain in (*ways_to_say(each.name), each.name.casefold())]:
        return exact
    words = {each for each in re.findall(r"\w+", plain) if each not in _STOP}
    return [each for each in every if words and words <= _all_words(each.name)]


def _all_words(name: str) -> set[str]:
    return {word for way in (*ways_to_say(name), name) for word in re.findall(r"[^\W_]+", way.casefold())}
