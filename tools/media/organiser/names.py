"""What film or episode a file's name speaks of, and how it is usually called: "Dune (2021)/Dune (2021).mkv"."""

import re
from dataclasses import dataclass

VIDEOS = frozenset(
    {".mkv", ".mp4", ".m4v", ".avi", ".mov", ".wmv", ".webm", ".mpg", ".mpeg", ".ts", ".m2ts", ".ogv", ".flv"}
)
_ASIDE = frozenset(
    {
        "extras", "featurettes", "behind the scenes", "deleted scenes", "interviews", "scenes", "shorts", "trailers",
        "other", "sample", "samples", "video_ts", "bdmv", "subs", "subtitles", "backdrops", "theme-music",
    }
)  # fmt: skip
_ASIDE_NAME = re.compile(
    r"(^|[\W_])sample([\W_]|$)|-(trailer|sample|featurette|behindthescenes|deleted|interview|scene|short|other|extra)$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"^(480p|576p|720p|1080[pi]|2160p|4k|uhd|hdr(10)?|dv|bluray|blu-ray|bdrip|brrip|web|web-?dl|webrip|hdtv|dvdrip|dvd|remux|"
    r"x26[45]|h\.?26[45]|hevc|avc|xvid|divx|aac.*|ac3|dts.*|ddp?5?|truehd|atmos|proper|repack|extended|unrated|remastered|"
    r"imax|multi|german|french|internal|amzn|nf|dsnp|10bit|8bit)$",
    re.IGNORECASE,
)
_EPISODE = re.compile(
    r"(?:^|[\W_])(?:s(?P<s>\d{1,3})[ ._-]?e(?P<e>\d{1,4})(?:-?e(?P<to>\d{1,4}))?|(?P<x>\d{1,2})x(?P<y>\d{2,3}))(?![0-9a-z])",
    re.IGNORECASE,
)
_IDS = re.compile(r"[\[{](?:tmdb|tmdbid|imdb|imdbid|tvdb|tvdbid)[-=][A-Za-z0-9]+[\]}]", re.IGNORECASE)
_GOOD_FILM = re.compile(r"^(?P<title>.+?) \((?P<year>\d{4})\)(?P<ids>(?: [\[{][^\]}]+[\]}])*)$")
_SEASON = re.compile(r"^(?:season|series|staffel) 0*(?P<n>\d{1,3})$", re.IGNORECASE)
_SPECIALS = "specials"
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_LONGEST = 255
_SMALL = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True, slots=True)
class Film:
    """A film by the name of its file; `ids` are what a server of media goes by, as "{tmdb-603}"."""

    title: str
    year: int
    ids: str = ""

    @property
    def called(self) -> str | None:
        """How its folder and its file are called; None where that is no possible name."""
        return safe_name(f"{self.title} ({self.year}){f' {self.ids}' if self.ids else ''}")


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode by the name of its file; `show` is empty where the name does not say it."""

    show: str
    season: int
    episode: int
    to: int | None = None
    title: str = ""

    @property
    def number(self) -> str:
        """As in "S01E02" or "S01E02-E03"."""
        return f"S{self.season:02}E{self.episode:02}" + (f"-E{self.to:02}" if self.to else "")


def split_name(name: str) -> tuple[str, str]:
    """A file's name without and its ending with the dot."""
    stem, dot, ending = name.rpartition(".")
    return (stem, f".{ending}") if dot and stem and ending.isalnum() else (name, "")


def is_main_video(path: str) -> bool:
    """Whether a file is a film or an episode itself, no trailer, sample or extra."""
    *folders, name = path.split("/")
    stem, ending = split_name(name)
    aside = any(each.casefold() in _ASIDE for each in folders) or _ASIDE_NAME.search(stem)
    return ending.casefold() in VIDEOS and not aside


def read_film(stem: str, folder: str, latest: int) -> Film | None:
    """The film that a file and its folder speak of; None where neither says the year (not after `latest`)."""
    ids = _IDS.search(f"{stem} {folder}")
    for words in (stem, folder):
        found = _title_and_year(_IDS.sub("", words), latest)
        if found is not None:
            return Film(*found, ids=ids.group() if ids else "")
    return None


def is_good_film(folder: str, stem: str) -> bool:
    """Whether folder and file are called as is usual; "Dune (2021) - 4K" is a version of it."""
    good = _GOOD_FILM.match(folder)
    if good is None:
        return False
    name = f"{good['title']} ({good['year']})"
    return stem.startswith(name) and (
        len(stem) == len(name) or stem[len(name) :].startswith((" - ", " [", " {", "-"))
    )


def read_episode(stem: str) -> Episode | None:
    """The episode that a name speaks of, if it does."""
    found = _EPISODE.search(stem)
    if found is None:
        return None
    season, episode = int(found["s"] or found["x"]), int(found["e"] or found["y"])
    title, _ = _before_tags(_spaced(stem[found.end() :]))
    to = int(found["to"]) if found["to"] else None
    return Episode(_tidy(_spaced(stem[: found.start()])), season, episode, to, _tidy(title))


def is_good_episode(path: str) -> bool:
    """Whether an episode lies and is called as is usual: "Silo/Season 01/Silo - S01E02 - Holston's Pick.mkv"."""
    parts = path.split("/")
    if len(parts) != 3:
        return False
    show, season, name = parts
    stem, _ = split_name(name)
    episode = read_episode(stem)
    bare = re.sub(r" \(\d{4}\)$", "", _IDS.sub("", show).strip())
    if episode is None or season_of(season) != episode.season:
        return False
    head = re.match(r"^(?P<show>.+?) - S\d{2,3}E\d{2,4}(?:-?E\d{2,4})?(?: - .+| [\[({].+)?$", stem)
    return head is not None and re.sub(r" \(\d{4}\)$", "", head["show"]).casefold() == bare.casefold()


def season_of(folder: str) -> int | None:
    """The number of a season's folder."""
    if folder.casefold() == _SPECIALS:
        return 0
    found = _SEASON.match(folder)
    return None if found is None else int(found["n"])


def is_good_show(folder: str) -> bool:
    """Whether a folder is called like a series, not like a download."""
    spaced = " " in folder or not re.search(r"[._]", folder)
    return spaced and _EPISODE.search(folder) is None and not any(_TAG.match(each) for each in folder.split())


def safe_name(name: str) -> str | None:
    """A name that every file system takes; None where none is left, or it is too long to be told apart when cut."""
    bare = (
        "".join(each if each.isprintable() else " " for each in name).replace(": ", " - ").replace(":", "-")
    )
    bare = re.sub(r"[/\\|]", "-", bare)
    bare = " ".join(re.sub(r'[?*"<>]', "", bare).split()).strip(" .")
    if not bare or _RESERVED.match(bare) or len(bare.encode("utf-8", "replace")) > _LONGEST:
        return None
    return bare


def _title_and_year(words: str, latest: int) -> tuple[str, int] | None:
    spaced, _ = _before_tags(_spaced(words))
    parts = spaced.split()
    for place in range(len(parts) - 1, 0, -1):
        bare = parts[place].strip("()[]{},-")
        if re.fullmatch(r"(18|19|20)\d\d", bare) and 1888 <= int(bare) <= latest:
            title = _tidy(" ".join(parts[:place]))
            return (title, int(bare)) if title else None
    return None


def _before_tags(words: str) -> tuple[str, str]:
    parts = words.split()
    for place, part in enumerate(parts):
        if place and _TAG.match(part.strip("()[]{},-")):
            return " ".join(parts[:place]), " ".join(parts[place:])
    return words, ""


def _spaced(words: str) -> str:
    return words if " " in words.strip() else re.sub(r"[._]+", " ", words)


def _tidy(words: str) -> str:
    bare = " ".join(re.sub(r"^\[[^\]]*\]", "", words.strip()).split()).strip(" -._([{,")
    if bare == bare.lower():
        parts = [
            each if place and each in _SMALL else each[:1].upper() + each[1:]
            for place, each in enumerate(bare.split())
        ]
        bare = " ".join(parts)
    return bare
