"""Plex's XML, as plain facts. Whatever an attribute lacks or has wrong is left out, never guessed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from tools.media.libraries import Owned, Resolution, Watched
from tools.media.library.models import Deck, Mark, Player, Playing
from tools.media.titles import Title, TitleKind

KINDS: dict[str, TitleKind] = {
    "movie": "film",
    "show": "series",
    "season": "season",
    "episode": "episode",
    "album": "album",
}
NUMBERS: dict[TitleKind, str] = {"film": "1", "series": "2", "season": "3", "episode": "4", "album": "9"}
"""What Plex calls a kind in `type=`."""
_RESOLUTIONS: dict[str, Resolution] = {"4k": "4K", "2160": "4K", "1080": "1080p", "720": "720p"}


def whole(text: str | None) -> int | None:
    """A whole number, or None where there is none."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def instant(text: str | None) -> datetime | None:
    """Seconds since 1970 as a time."""
    seconds = whole(text)
    try:
        return None if not seconds else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def read_item(server: str, element: Element) -> Owned | None:
    """A film, series, season, episode or album; None for anything else."""
    kind = KINDS.get(element.get("type", ""))
    key = element.get("ratingKey")
    if kind is None or not key:
        return None
    part = element.find("Media/Part")
    media = element.find("Media")
    millis = whole(element.get("duration"))
    return Owned(
        server=server,
        id=key,
        title=_read_title(kind, element),
        resolution=None if media is None else _resolution(media.get("videoResolution")),
        size_bytes=None if part is None else whole(part.get("size")),
        duration_seconds=None if millis is None else millis // 1000,
        path=None if part is None else part.get("file"),
        added_at=instant(element.get("addedAt")),
    )


def read_items(server: str, answer: Iterable[Element]) -> list[Owned]:
    """The titles in an answer."""
    read = (read_item(server, each) for each in answer)
    return [each for each in read if each is not None]


def read_watched(server: str, element: Element, person: str | None) -> list[Watched]:
    """A row of the history; none where something essential is missing."""
    item, at = read_item(server, element), instant(element.get("viewedAt"))
    return (
        [] if item is None or at is None else [Watched(server=server, title=item.title, person=person, at=at)]
    )


def read_deck(server: str, element: Element, person: str | None) -> list[Deck]:
    """A row of what somebody goes on with; none where it is no title."""
    item, at = read_item(server, element), instant(element.get("lastViewedAt"))
    place = read_mark(element).position_seconds
    return [] if item is None else [Deck(person=person, what=item, position_seconds=place, seen_at=at)]


def _read_title(kind: TitleKind, element: Element) -> Title:
    ids = dict(
        each.get("id", "").split("://", 1) for each in element.findall("Guid") if "://" in each.get("id", "")
    )
    parent = {"episode": "grandparentTitle", "season": "parentTitle"}.get(kind)
    season = {"episode": "parentIndex", "season": "index"}.get(kind)
    return Title(
        kind=kind,
        title=element.get("title", ""),
        year=whole(element.get("year")),
        tmdb=whole(ids.get("tmdb")),
        tvdb=whole(ids.get("tvdb")),
        imdb=ids.get("imdb"),
        series=element.get(parent) if parent else None,
        season=whole(element.get(season)) if season else None,
        episode=whole(element.get("index")) if kind == "episode" else None,
    )


def _resolution(text: str | None) -> Resolution | None:
    return None if not text else _RESOLUTIONS.get(text.casefold(), "SD")


def read_mark(element: Element) -> Mark:
    """How far the account that asked is with it."""
    return Mark(
        item=element.get("ratingKey", ""),
        watched=(whole(element.get("viewCount")) or 0) > 0,
        position_seconds=(whole(element.get("viewOffset")) or 0) // 1000,
    )


def read_player(server: str, element: Element, call: Callable[[str], str]) -> Player:
    """A player that listens, of `/clients`; `call` says what the family calls it."""
    return Player(
        server=server, id=element.get("machineIdentifier", ""), name=call(element.get("name", "a player"))
    )


def read_playing(
    server: str,
    element: Element,
    listening: Mapping[str, Player],
    call: Callable[[str], str],
    person_of: Callable[[str], str | None],
) -> Playing | None:
    """A session of `/status/sessions`; None where something essential is missing."""
    what = read_item(server, element)
    player, session, user = element.find("Player"), element.find("Session"), element.find("User")
    if what is None or player is None:
        return None
    device = player.get("machineIdentifier", "")
    account = "" if user is None else user.get("title", "")
    named = call(player.get("title") or player.get("product") or "a player")
    transcode = element.find("TranscodeSession")
    return Playing(
        session="" if session is None else session.get("id", ""),
        player=listening.get(device) or Player(server=server, id=device, name=named, listens=False),
        what=what,
        account=account,
        person=person_of(account),
        position_seconds=(whole(element.get("viewOffset")) or 0) // 1000,
        paused=player.get("state") == "paused",
        converting=transcode is not None and transcode.get("videoDecision") == "transcode",
    )
