"""What is asked for: titles as Jellyseerr knows them, their seasons, and requests."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tools.trust import Ours, Untrusted

MediaKind = Literal["film", "series"]
State = Literal["not here", "waiting for a yes", "on its way", "partly here", "here"]
"""How a title or a season stands."""
Verdict = Literal["waiting for a yes", "approved", "declined", "failed"]
"""What was decided of a request."""


class Noun(BaseModel):
    """A fact as it was read; never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Request(Noun):
    """That somebody asked for a title.

    `user` is who asked, as Jellyseerr calls them; `person` is their id in this household, where that is known. `percent`
    and `total_bytes` are of its download, if there is one.
    """

    number: int
    title_id: Ours
    kind: MediaKind
    in_4k: bool
    seasons: tuple[int, ...] = ()
    verdict: Verdict
    state: State
    user_number: int
    user: Untrusted
    person: Ours | None = None
    asked_at: AwareDatetime | None = None
    name: Untrusted = ""
    year: int | None = None
    percent: int | None = None
    total_bytes: int | None = None
    done_at: AwareDatetime | None = None


class Season(Noun):
    """A season of a series, in ordinary quality and in 4K."""

    number: int
    episodes: int = 0
    state: State = "not here"
    state_4k: State = "not here"

    def stands(self, *, in_4k: bool) -> State:
        """How it stands in a quality."""
        return self.state_4k if in_4k else self.state


class Offer(Noun):
    """A title that can be asked for, or is here already. `id` is such as "film/438631", with TMDB's number."""

    id: Ours
    kind: MediaKind
    name: Untrusted
    year: int | None = None
    state: State = "not here"
    state_4k: State = "not here"
    seasons: tuple[Season, ...] = ()
    requests: tuple[Request, ...] = ()

    def stands(self, *, in_4k: bool) -> State:
        """How it stands in a quality."""
        return self.state_4k if in_4k else self.state

    def open_seasons(self, *, in_4k: bool) -> tuple[int, ...]:
        """The seasons that are neither here nor asked for."""
        return tuple(
            each.number for each in self.seasons if each.stands(in_4k=in_4k) in ("not here", "partly here")
        )


class User(Noun):
    """Somebody who may ask there."""

    number: int
    name: Untrusted
    also: tuple[Untrusted, ...] = ()


class Kinds(Noun):
    """Of which kinds 4K can be asked for."""

    film_4k: bool
    series_4k: bool

    def has_4k(self, kind: MediaKind) -> bool:
        """Whether 4K can be asked for."""
        return self.film_4k if kind == "film" else self.series_4k


def split_id(title_id: str) -> tuple[MediaKind, int]:
    """Kind and TMDB's number of an offer's id."""
    kind, _, number = title_id.partition("/")
    return ("film" if kind == "film" else "series"), int(number)
