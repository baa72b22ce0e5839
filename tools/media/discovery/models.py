"""The nouns of what there is to watch."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.trust import Ours, Untrusted

Kind = Literal["film", "series"]


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Entry(Noun):
    """A film or a series in a list of TMDB's or TVDB's; ids of films and of series are counted apart."""

    kind: Kind
    title: Untrusted
    year: int | None = None
    released: date | None = None
    tmdb: int | None = None
    tvdb: int | None = None
    rating: float | None = None
    votes: int = 0
    genres: tuple[int, ...] = ()
    about: Untrusted = ""

    @property
    def key(self) -> tuple[Kind, int]:
        """What tells it from every other one of TMDB's."""
        return (self.kind, self.tmdb or 0)

    @property
    def named(self) -> str:
        """As it is said: "Dune (2021)"."""
        return f"{self.title} ({self.year})" if self.year else self.title


class Providers(Noun):
    """Where something can be watched in the household's country."""

    own: tuple[Untrusted, ...] = ()
    """Services that the household pays for."""
    subscription: tuple[Untrusted, ...] = ()
    free: tuple[Untrusted, ...] = ()
    rent: tuple[Untrusted, ...] = ()
    buy: tuple[Untrusted, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nobody shows it."""
        return not (self.own or self.subscription or self.free or self.rent or self.buy)


class Origin(Noun):
    """Who told it, and when."""

    source: Ours
    at: AwareDatetime
    asked_at: AwareDatetime
    late: bool = False
    """Whether it is older than a day, because the source does not answer now."""

    def __str__(self) -> str:
        """The last line of an answer: "TMDB, 3 hours ago"."""
        return f"({self.source}, {_age(self.at, self.asked_at)}{', it does not answer now' if self.late else ''})"


class Details(Noun):
    """What is known of one film or series; `minutes` are of a film or of an episode."""

    entry: Entry
    minutes: int | None = None
    seasons: int | None = None
    genres: tuple[Untrusted, ...] = ()
    providers: Providers = Providers()
    providers_known: bool = False


def _age(then: datetime, now: datetime) -> str:
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 2:
        return "just now"
    if minutes < 120:
        return f"{minutes} minutes ago"
    hours = minutes // 60
    return f"{hours} hours ago" if hours < 48 else f"{hours // 24} days ago"
