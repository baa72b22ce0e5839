"""Links to what can be downloaded: which are taken, and which torrent one names."""

import base64
import re
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from memory.errors import Mistake

Kind = Literal["torrent", "nzb"]
_BTIH = re.compile(r"urn:btih:([0-9a-fA-F]{40}|[A-Za-z2-7]{32})$")
_SAID_BTIH = re.compile(r"urn:btih:([0-9a-fA-F]{40}|[A-Za-z2-7]{32})\b")
_LONGEST = 8000


def read_kind(link: str) -> Kind:
    """What a link leads to.

    Raises:
        Mistake: It is no link to a download.
    """
    text = link.strip()
    if len(text) > _LONGEST or not text.isprintable() or any(each.isspace() for each in text):
        raise Mistake("That is no link; send a magnet link, or the address of a .torrent or .nzb file.")
    parts = urlsplit(text)
    if parts.scheme.lower() == "magnet":
        if not any(each.startswith("urn:bt") for each in parse_qs(parts.query).get("xt", [])):
            raise Mistake("That magnet link names no torrent; copy it once more, whole.")
        return "torrent"
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username:
        raise Mistake("Only magnet, http and https links can be downloaded; send one of these.")
    where = f"{parts.path}?{parts.query}".lower()
    return "nzb" if "nzb" in where and ".torrent" not in where else "torrent"


def mend_link(said: str) -> str:
    """A link out of what was said: of a magnet link in pieces, its torrent; all else as it is."""
    found = _SAID_BTIH.search(said)
    whole = said.strip()
    return (
        f"magnet:?xt=urn:btih:{found[1]}"
        if found and not whole.lower().startswith(("magnet:?", "http"))
        else whole
    )


def find_hash(link: str) -> str | None:
    """The hash of the torrent that a magnet link names, as 40 lower-case hex digits; None for other links."""
    if not link.lower().startswith("magnet:"):
        return None
    for each in parse_qs(urlsplit(link).query).get("xt", []):
        if found := _BTIH.match(each):
            told = found[1]
            return told.lower() if len(told) == 40 else base64.b32decode(told.upper()).hex()
    return None


def name_link(link: str) -> str:
    """What a link says that it is: a magnet's own name, or the file's."""
    parts = urlsplit(link.strip())
    if parts.scheme.lower() == "magnet":
        return parse_qs(parts.query).get("dn", ["a torrent without a name"])[0]
    return unquote(parts.path.rsplit("/", 1)[-1]) or parts.hostname or "a file"
