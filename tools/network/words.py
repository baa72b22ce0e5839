"""Names in a sentence."""

from collections.abc import Sequence


def join(names: Sequence[str]) -> str:
    """Several names as they are said: "qBittorrent, SABnzbd and slskd"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def be(names: Sequence[str]) -> str:
    """The verb to several names."""
    return "is" if len(names) == 1 else "are"
