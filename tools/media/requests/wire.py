"""What Jellyseerr and Overseerr tell (their API v1), and what of it we call how."""

from collections.abc import Sequence

from pydantic import AwareDatetime, Field, TypeAdapter

from tools.media.keyed import Wire
from tools.media.requests.models import MediaKind, Offer, Request, Season, State, Verdict

_STATES: dict[int, State] = {2: "waiting for a yes", 3: "on its way", 4: "partly here", 5: "here"}
"""`MediaStatus`; 1 is unknown, 6 and 7 are what is blocked or deleted again."""
_VERDICTS: dict[int, Verdict] = {1: "waiting for a yes", 3: "declined", 4: "failed"}
"""`MediaRequestStatus`; 2 is approved, 5 that it is complete."""
_PENDING, _REFUSED = 1, (3, 4)


class WireUser(Wire):
    """A user."""

    id: int
    display_name: str | None = None
    username: str | None = None
    plex_username: str | None = None
    jellyfin_username: str | None = None
    email: str | None = None

    @property
    def name(self) -> str:
        """What they are called."""
        return self.display_name or self.username or self.plex_username or self.email or f"user {self.id}"


class _Numbered(Wire):
    season_number: int
    status: int = 1
    status_4k: int = Field(default=1, alias="status4k")


class _Download(Wire):
    size: int = 0
    size_left: int = 0
    estimated_completion_time: AwareDatetime | None = None


class WireRequest(Wire):
    """A request; of its title it tells no more than TMDB's number, and within a title not even that."""

    id: int
    status: int
    is_4k: bool = Field(default=False, alias="is4k")
    type: str = "movie"
    seasons: tuple[_Numbered, ...] = ()
    requested_by: WireUser
    created_at: AwareDatetime | None = None
    media: "WireMedia | None" = None


class WireMedia(Wire):
    """How a title stands."""

    id: int = 0
    tmdb_id: int = 0
    media_type: str = "movie"
    status: int = 1
    status_4k: int = Field(default=1, alias="status4k")
    seasons: tuple[_Numbered, ...] = ()
    requests: tuple[WireRequest, ...] = ()
    download_status: tuple[_Download, ...] = ()
    download_status_4k: tuple[_Download, ...] = Field(default=(), alias="downloadStatus4k")


class _ToldSeason(Wire):
    season_number: int
    episode_count: int = 0


class WireTitle(Wire):
    """A film or series, as found or in full."""

    id: int
    media_type: str = ""
    title: str = ""
    name: str = ""
    release_date: str | None = None
    first_air_date: str | None = None
    seasons: tuple[_ToldSeason, ...] = ()
    media_info: WireMedia | None = None


class WireRefused(Wire):
    """That nothing was made of a request, and why."""

    message: str


class WireFound(Wire):
    """A page of a search; people are found too."""

    results: tuple[WireTitle, ...] = ()


class WireRequests(Wire):
    """A page of requests."""

    results: tuple[WireRequest, ...]


class WireUsers(Wire):
    """A page of users."""

    results: tuple[WireUser, ...]


class WirePublic(Wire):
    """The settings that everybody may see."""

    movie_4k: bool = Field(default=False, alias="movie4kEnabled")
    series_4k: bool = Field(default=False, alias="series4kEnabled")


TITLE = TypeAdapter(WireTitle)
FOUND = TypeAdapter(WireFound)
REQUEST = TypeAdapter(WireRequest)
MADE = TypeAdapter[WireRequest | WireRefused](WireRequest | WireRefused)
REQUESTS = TypeAdapter(WireRequests)
USERS = TypeAdapter(WireUsers)
PUBLIC = TypeAdapter(WirePublic)
NOTHING = TypeAdapter[object](object)


def offer_of(told: WireTitle, kind: MediaKind) -> Offer:
    """A title in our words."""
    media = told.media_info or WireMedia(tmdb_id=told.id, media_type="movie" if kind == "film" else "tv")
    date = (told.release_date if kind == "film" else told.first_air_date) or ""
    requests = tuple(request_of(each, media) for each in media.requests)
    return Offer(
        id=f"{kind}/{told.id}",
        kind=kind,
        name=told.title or told.name,
        year=int(date[:4]) if date[:4].isdigit() else None,
        state=_STATES.get(media.status, "not here"),
        state_4k=_STATES.get(media.status_4k, "not here"),
        seasons=_seasons(told, media),
        requests=requests,
    )


def request_of(told: WireRequest, media: WireMedia | None = None) -> Request:
    """A request in our words; `media` is its title's state, where the request itself doesn't tell."""
    about = told.media or media or WireMedia()
    kind: MediaKind = "series" if told.type == "tv" else "film"
    numbers = tuple(sorted(each.season_number for each in told.seasons))
    size, left, done_at = _progress(about.download_status_4k if told.is_4k else about.download_status)
    return Request(
        number=told.id,
        title_id=f"{kind}/{about.tmdb_id}",
        kind=kind,
        in_4k=told.is_4k,
        seasons=numbers,
        verdict=_VERDICTS.get(told.status, "approved"),
        state=_state(about, numbers, in_4k=told.is_4k),
        user_number=told.requested_by.id,
        user=told.requested_by.name,
        asked_at=told.created_at,
        percent=round(100 * (size - left) / size) if size else None,
        total_bytes=size or None,
        done_at=done_at,
    )


def _state(media: WireMedia, numbers: Sequence[int], *, in_4k: bool) -> State:
    """How what was asked for stands: the seasons asked for, or all of it."""
    whole = media.status_4k if in_4k else media.status
    named = {each.season_number: each.status_4k if in_4k else each.status for each in media.seasons}
    if not numbers or not named:
        return _STATES.get(whole, "not here")
    states = [named.get(number, 1) for number in numbers]
    if all(each == 5 for each in states):
        return "here"
    if any(each >= 4 for each in states):
        return "partly here"
    return _STATES.get(max(states), "not here")


def _seasons(told: WireTitle, media: WireMedia) -> tuple[Season, ...]:
    """The seasons but for specials, each as it is here or asked for."""
    known = {each.season_number: each for each in media.seasons}
    rows: list[Season] = []
    for each in told.seasons:
        if each.season_number < 1:
            continue
        stands = known.get(each.season_number)
        rows.append(
            Season(
                number=each.season_number,
                episodes=each.episode_count,
                state=_season_state(media, each.season_number, stands and stands.status, in_4k=False),
                state_4k=_season_state(media, each.season_number, stands and stands.status_4k, in_4k=True),
            )
        )
    return tuple(rows)


def _season_state(media: WireMedia, number: int, status: int | None, *, in_4k: bool) -> State:
    if status is not None and status >= 3:
        return _STATES.get(status, "not here")
    asked = [
        each
        for each in media.requests
        if each.is_4k == in_4k
        and each.status not in _REFUSED
        and any(one.season_number == number for one in each.seasons)
    ]
    if not asked:
        return "not here"
    return "waiting for a yes" if all(each.status == _PENDING for each in asked) else "on its way"


def _progress(downloads: Sequence[_Download]) -> tuple[int, int, AwareDatetime | None]:
    ends = [each.estimated_completion_time for each in downloads if each.estimated_completion_time]
    size, left = sum(each.size for each in downloads), sum(each.size_left for each in downloads)
    return size, left, max(ends, default=None)
