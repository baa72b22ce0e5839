"""What containers write, made fit to be shown: one plain line each, without what looks like a password."""

import re

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-_]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SECRET = re.compile(
    r"""(?ix) \b ( [\w-]* (?: api[_-]?key | passw(?:or)?d | passphrase | secret | token | x-plex-token ) ["']? \s* [=:] \s* ["']? )
        [^\s"'&,;]+ """
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_USERINFO = re.compile(r"(://)[^/\s:@]+:[^/\s@]+@")
_LONGEST = 400
HIDDEN = "•••"


def clean_line(line: str) -> str:
    """A line without colours, control characters and secrets, cut where it is endless."""
    plain = _CONTROLS.sub("", _ESCAPES.sub("", line)).replace("\t", " ").rstrip()[:_LONGEST]
    hidden = _USERINFO.sub(rf"\1{HIDDEN}@", _SECRET.sub(rf"\1{HIDDEN}", plain))
    return _BEARER.sub(rf"\1 {HIDDEN}", hidden)
