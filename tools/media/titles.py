"""What films, series, seasons, episodes and albums are called, by whatever server; when two names mean the same."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tools.trust import Untrusted

TitleKind = Literal["film", "series", "season", "episode", "album"]
Requested = Callable[[], Awaitable[frozenset[tuple[Literal["film", "series"], int]]]]
"""What was asked for and has not come yet, by kind and TMDB's id."""

_ARTICLE = re.compile(r"^(the|a|an)\s+")
_PLURALS: dict[TitleKind, str] = {
    "film": "films",
    "series": "series",
    "season": "seasons",
    "episode": "episodes",
    "album": "albums",
}


class Noun(BaseModel):
    """A fact as a server told it; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Title(Noun):
    """Something that can be watched or heard.

    An episode or a season says of which `series` it is; then the ids are its own, not the series'. `season` and `episode`
    are numbers (specials are season 0).
    """

    kind: TitleKind
    title: Untrusted
    year: int | None = None
    tmdb: int | None = None
    tvdb: int | None = None
    imdb: Untrusted | None = None
    series: Untrusted | None = None
    season: int | None = None
    episode: int | None = None

    def __str__(self) -> str:
        """As a person would write it: "Dune (1984)", "Severance S2 E3 Who Is Alive?"."""
        if self.kind in ("season", "episode") and self.series:
            number = f" S{self.season}" if self.season is not None else ""
            number += f" E{self.episode}" if self.episode is not None else ""
            return f"{self.series}{number}" + (f" {self.title}" if self.kind == "episode" else "")
        return f"{self.title} ({self.year})" if self.year else self.title


def say_kind(kind: TitleKind, count: int = 1) -> str:
    """A kind in words, for this many."""
    return kind if count == 1 else _PLURALS[kind]


def plain_title(title: str) -> str:
    """A title without case, accents, punctuation and a leading article, to compare by."""
    bare = unicodedata.normalize("NFKD", title.casefold().replace("&", " and "))
    letters = "".join(each for each in bare if not unicodedata.combining(each))
    words = re.sub(r"[^\w]+", " ", letters.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
    return _ARTICLE.sub("", words.strip())


def is_same_title(one: Title, other: Title) -> bool:
    """Whether both mean the same work: by a common id, else by kind, name and year (a year's difference is forgiven)."""
    if one.kind != other.kind:
        return False
    pairs = ((one.tmdb, other.tmdb), (one.tvdb, other.tvdb), (one.imdb, other.imdb))
    known = [a == b for a, b in pairs if a and b]
    if known:
        return any(known)
    if one.kind in ("season", "episode"):
        numbers = (one.season, one.episode) == (other.season, other.episode)
        return numbers and plain_title(one.series or "") == plain_title(other.series or "")
    near = one.year is None or other.year is None or abs(one.year - other.year) <= 1
    return near and plain_title(one.title) == plain_title(other.title)
