"""A pretend Plex's XML."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

from tools.media.library.fake.entries import Entry
from tools.media.library.fake.state import PretendShelf, Seen, Session

TYPES = {"film": "movie", "series": "show", "season": "season", "episode": "episode", "album": "album"}
NUMBERS = {"1": "film", "2": "series", "3": "season", "4": "episode", "9": "album"}
RESOLUTIONS = {"4K": "4k", "1080p": "1080", "720p": "720", "SD": "480"}
SECTIONS = (("1", "movie", "Films"), ("2", "show", "Series"), ("3", "artist", "Music"))


def container(parts: Iterable[Element] = (), **told: str | int) -> Element:
    """A MediaContainer with these inside."""
    made = Element("MediaContainer", {key: str(value) for key, value in told.items()})
    made.extend(parts)
    made.set("size", str(len(made)))
    return made


def answer(element: Element) -> Response:
    """It as an answer."""
    return Response(
        tostring(element, encoding="utf-8", xml_declaration=True), media_type="text/xml;charset=utf-8"
    )


def _stamp(seconds: float) -> str:
    return str(int(seconds))


def show(shelf: PretendShelf, entry: Entry, account: str, *, whole: bool = True) -> Element:
    """A title as an account sees it; ids of other catalogues only where asked for, as Plex does."""
    is_part = entry.kind in ("film", "episode")
    made = Element(
        "Video" if is_part else "Directory",
        {
            "ratingKey": str(entry.number),
            "key": f"/library/metadata/{entry.number}" + ("" if is_part else "/children"),
            "guid": f"plex://{TYPES[entry.kind]}/{entry.guid[:24]}",
            "type": TYPES[entry.kind],
            "title": entry.title,
            "year": str(entry.year),
            "addedAt": _stamp(entry.added.timestamp()),
            "librarySectionID": {"film": "1", "album": "3"}.get(entry.kind, "2"),
        },
    )
    _show_family(shelf, entry, made)
    if is_part:
        made.set("duration", str(entry.seconds * 1000))
        _show_seen(made, shelf.seen(account, entry))
        media = SubElement(
            made, "Media", {"videoResolution": RESOLUTIONS[entry.resolution], "container": "mkv"}
        )
        SubElement(
            media,
            "Part",
            {"file": entry.path, "size": str(entry.size), "key": f"/library/parts/{entry.number}/file.mkv"},
        )
    elif entry.kind in ("series", "season"):
        leaves = shelf.episodes(entry)
        made.set("leafCount", str(len(leaves)))
        made.set("viewedLeafCount", str(sum(shelf.seen(account, each).watched for each in leaves)))
    if whole:
        for name, number in (("tmdb", entry.tmdb), ("tvdb", entry.tvdb)):
            if number is not None:
                SubElement(made, "Guid", {"id": f"{name}://{number}"})
    return made


def _show_family(shelf: PretendShelf, entry: Entry, made: Element) -> None:
    if entry.kind == "season":
        made.attrib.update(
            {
                "index": str(entry.index),
                "parentRatingKey": str(entry.parent),
                "parentTitle": entry.series_title,
            }
        )
    elif entry.kind == "episode":
        parent = shelf.entries[entry.parent or 0]
        made.attrib.update(
            {
                "index": str(entry.index),
                "parentIndex": str(entry.season),
                "parentRatingKey": str(parent.number),
                "parentTitle": parent.title,
                "grandparentRatingKey": str(entry.series),
                "grandparentTitle": entry.series_title,
            }
        )
    elif entry.kind == "album":
        made.set("parentTitle", entry.artist)


def _show_seen(made: Element, seen: Seen) -> None:
    if seen.count:
        made.set("viewCount", str(seen.count))
    if seen.seconds:
        made.set("viewOffset", str(seen.seconds * 1000))
    if seen.at is not None:
        made.set("lastViewedAt", _stamp(seen.at.timestamp()))


def show_session(shelf: PretendShelf, player: str, session: Session) -> Element:
    """What plays, as `/status/sessions` has it."""
    entry = shelf.entries[session.item]
    made = show(shelf, entry, session.account, whole=False)
    made.set("viewOffset", str(int(shelf.position(session) * 1000)))
    made.set("sessionKey", str(session.number))
    accounts = [each.name for each in shelf.house.accounts]
    SubElement(made, "User", {"id": str(accounts.index(session.account) + 1), "title": session.account})
    told = shelf.players[player]
    state = "paused" if session.paused else "playing"
    machine = machine_of(player)
    SubElement(
        made,
        "Player",
        {"machineIdentifier": machine, "title": player, "product": told.product, "state": state},
    )
    SubElement(made, "Session", {"id": f"session{session.number}", "bandwidth": "9800", "location": "lan"})
    if session.converting:
        SubElement(
            made, "TranscodeSession", {"videoDecision": "transcode", "audioDecision": "copy", "speed": "1.4"}
        )
    return made


def machine_of(player: str) -> str:
    """A player's own id."""
    return "player-" + "-".join(player.casefold().replace("'", "").split())
